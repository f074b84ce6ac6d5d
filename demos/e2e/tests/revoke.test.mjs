// Whoever is forgotten is out: the open session within a second, later knocks at once.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { HelloPage } from "../lib/hello-page.mjs";
import { lanward, until } from "../lib/lab.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { helloSite, librarySite } from "../lib/sites.mjs";

for (const kind of browserKinds) {
  scenario(`${kind} is revoked`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    const [device, browser, site, hello] = await Promise.all([
      s.device(home, { name: "Doorbell", args: ["--pair"] }),
      s.browser(kind, viewer),
      s.serve(web, { mounts: librarySite }),
      s.serve(web, { mounts: helloSite, port: 8090 }),
    ]);
    const first = (await device.event("pairing")).code;
    const live = await HelloPage.open(browser, `${hello.origin}/`);
    let mark = device.mark();
    await live.pair(first);
    await live.state("connected");
    await live.echoes(); // it measures only while it is seen
    const livePeer = (await device.event("paired", { after: mark })).peer;
    const second = (await device.event("pairing", { after: mark })).code;

    const away = await LibraryPage.open(await browser.newPage(), site.origin, "Away");
    mark = device.mark();
    const { id } = await away.mustPair(second);
    const awayPeer = (await device.event("paired", { after: mark })).peer;

    await s.step("its live session ends within a second", async () => {
      await browser.evaluate(() => lanwardHello.connection.addEventListener("close", ({ reason }) => (globalThis.ended = { reason, at: Date.now() })));
      mark = device.mark();
      const from = Date.now();
      const command = s.spawn(home, [lanward, "trust", "revoke", livePeer, "--json", "--state", device.stateDirectory]);
      await command.event("revoked");
      const told = Date.now();
      const ended = await browser.waitFor(() => globalThis.ended);
      assert.equal(ended.reason, "revoked");
      assert.ok(ended.at - told <= 1_000, `the page's session ended ${ended.at - told} ms after the command had done its work`);
      await device.event("session", { after: mark, where: ({ peer, state }) => peer === livePeer && state === "closed", timeoutMs: 1_000 });
      s.figure(`${kind}: revoked ${ended.at - told} ms after the command said so, ${ended.at - from} ms after it was typed`);
    });

    await s.step("the page says so and offers pairing", async () => {
      await live.state("revoked");
      await live.error("revoked");
      assert.equal(await browser.evaluate(() => document.querySelector('[data-testid="code-input"]').checkVisibility()), true);
    });

    await s.step("a page that was away meets silence", async () => {
      await device.command("trust", "revoke", awayPeer);
      await until("nobody is trusted any more", async () => (await device.command("trust", "list")).length === 0);
      await away.mustFail(away.connect(id), "not-found");
    });

    await s.step("both can pair again", async () => {
      mark = device.mark();
      await away.mustPair(newestCode(device));
      const { code } = await device.event("pairing", { after: mark });
      await browser.evaluate((code) => {
        document.querySelector('[data-testid="code-input"]').value = code;
        document.querySelector('[data-testid="pair-button"]').click();
      }, code);
      await live.state("connected");
    });

    await s.step("a page that forgets is forgotten", async () => {
      mark = device.mark();
      await browser.evaluate(() => lanwardHello.lan.forget(lanwardHello.connection.device.id));
      await device.event("session", { after: mark, where: ({ peer, state }) => peer === livePeer && state === "closed" });
      await until("the device has forgotten it, too", async () => (await device.command("trust", "list")).every(({ peer }) => peer !== livePeer));
    });
  });
}

const newestCode = (device) => device.process.events.filter(({ event }) => event === "pairing").at(-1).code;
