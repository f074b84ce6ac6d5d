// What a person who mistypes or is late gets, and what somebody who guesses gets: three guesses for a code, twenty for an opening, and its end.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { HelloPage } from "../lib/hello-page.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { helloSite, librarySite } from "../lib/sites.mjs";

for (const kind of browserKinds) {
  scenario(`${kind} and wrong codes`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    const [device, browser, site, hello] = await Promise.all([
      s.device(home, { name: "Doorbell", args: ["--pair"] }),
      s.browser(kind, viewer),
      s.serve(web, { mounts: librarySite }),
      s.serve(web, { mounts: helloSite, port: 8090 }),
    ]);
    const first = (await device.event("pairing")).code;

    await s.step("a person mistypes, is told so and how many guesses are left, and types it right", async () => {
      const page = await HelloPage.open(browser, `${hello.origin}/`);
      await page.pair(otherPin(first));
      assert.match(await page.error("wrong-code"), /2 guesses are left/);
      assert.equal(device.process.events.some(({ event }) => event === "paired"), false);
      const mark = device.mark();
      await page.pair(first);
      await page.state("connected");
      await device.event("pairing", { after: mark });
    });

    const page = await LibraryPage.open(browser, site.origin);
    const guess = async (code, left) => assert.equal((await page.mustFail(page.pair(code), "wrong-code")).error.left, left);
    let burnt = newestCode(device);

    await s.step("three wrong guesses burn the code, which is followed by another with the same nameplate", async () => {
      const mark = device.mark();
      for (const left of [2, 1, 0]) await guess(otherPin(burnt), left);
      const next = (await device.event("pairing", { after: mark })).code;
      assert.notEqual(next, burnt);
      assert.equal(next.split("-")[0], burnt.split("-")[0]);
      await guess(burnt, 2); // it was right until now
      assert.deepEqual(await page.devices(), []);
    });

    await s.step("twenty wrong guesses close pairing mode, for the right code as well", async () => {
      for (let wrong = 5; wrong < 19; wrong++) await page.mustFail(page.pair(otherPin(newestCode(device))), "wrong-code");
      const right = newestCode(device);
      assert.equal((await page.mustFail(page.pair(otherPin(right)), "wrong-code")).error.left, 0);
      const { error } = await page.pair(right, { timeout: 4_000 });
      assert.ok(["not-found", "name-unresolved"].includes(error?.code), `the door is silent: ${JSON.stringify(error)}`);
      assert.deepEqual(await page.devices(), []);
    });

    await s.step("nobody was paired by that but the person", async () => {
      const paired = await device.command("trust", "list");
      assert.equal(paired.length, 1);
    });

    await s.step("pairing mode ends, and its code with it", async () => {
      const mark = device.mark();
      device.process.write({ pair: "2s" });
      const { code, expires } = await device.event("pairing", { after: mark });
      const lives = Date.parse(expires) - Date.now();
      assert.ok(lives > 0 && lives <= 2_000, `lives ${lives} ms`);
      await page.page.waitFor((expires) => Date.now() > expires, { args: [Date.parse(expires)] });
      const { error } = await page.pair(code, { timeout: 4_000 });
      assert.ok(["not-found", "name-unresolved"].includes(error?.code), `the door is silent: ${JSON.stringify(error)}`);
    });

    await s.step("and the next one works", async () => {
      const mark = device.mark();
      device.process.write({ pair: true });
      const { id } = await page.mustPair((await device.event("pairing", { after: mark })).code);
      await page.mustConnect(id);
    });
  });
}

for (const kind of browserKinds) {
  scenario(`${kind} and a code that runs out while pairing mode stays open`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    const [device, browser, site] = await Promise.all([
      s.device(home, { args: ["--pair=10m", "--code-lifetime", "6s"] }),
      s.browser(kind, viewer),
      s.serve(web, { mounts: librarySite }),
    ]);
    const page = await LibraryPage.open(browser, site.origin);
    const nextInvitation = () => device.event("pairing", { after: device.mark() });

    await s.step("once it is gone it is a wrong code like any other", async () => {
      const { code, expires } = await nextInvitation();
      assert.ok(Date.parse(expires) - Date.now() <= 6_000);
      const next = await nextInvitation();
      assert.notEqual(next.code, code);
      assert.equal(next.code.split("-")[0], code.split("-")[0]);
      assert.equal((await page.mustFail(page.pair(code), "wrong-code")).error.left, 2);
    });
    await s.step("gone between the page's share and its proof: code-expired, and no guess is spent", async () => {
      const { code, expires } = await nextInvitation();
      await browser.evaluate(holdTheProof);
      // Late in its life, since a page gives a device 5 s to finish the pairing.
      await browser.waitFor((time) => Date.now() > time, { args: [Date.parse(expires) - 2_500] });
      const pairing = page.pair(code);
      await browser.waitFor(() => globalThis.heldProof !== undefined);
      const mark = device.mark();
      await device.event("pairing", { after: mark });
      await browser.evaluate(() => heldProof());
      const { error } = await page.mustFail(pairing, "code-expired");
      assert.match(error.message, /no longer valid/);
      assert.ok(!device.process.events.slice(mark).some(({ code }) => code === "wrong-code"), "it was no guess");
      assert.deepEqual(await page.devices(), []);
    });
    await s.step("and the one that is shown now works", async () => {
      const { id } = await page.mustPair((await nextInvitation()).code);
      await page.mustConnect(id);
    });
  });
}

/** In the page: what proves the code stays here until `heldProof()` lets it go; everything else goes its way. */
function holdTheProof() {
  const send = RTCDataChannel.prototype.send;
  RTCDataChannel.prototype.send = function (data) {
    if (typeof data !== "string" || !data.includes('"step":"confirm"')) return send.call(this, data);
    globalThis.heldProof = () => {
      RTCDataChannel.prototype.send = send;
      this.send(data);
    };
  };
}

/** The same nameplate with another PIN. */
function otherPin(code) {
  const [nameplate, pin] = code.split("-");
  return `${nameplate}-${String((Number(pin) + 1) % 1_000_000).padStart(6, "0")}`;
}

const newestCode = (device) => device.process.events.filter(({ event }) => event === "pairing").at(-1).code;
