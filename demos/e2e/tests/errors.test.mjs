// What goes wrong says what it is, within the time that docs/javascript-api.md names; and when the cause is gone, the same page goes on.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { lab } from "../lib/lab.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

/** As documented: 8 s, and 0.3 s to find out why. The rest is for a busy machine. */
const DIAL_MILLISECONDS = 8_300 + 1_500;
const BLOCKED_MILLISECONDS = { address: 1_800 + 1_500, name: 4_300 + 1_500 };

for (const kind of browserKinds) {
  scenario(`${kind} says why a device cannot be reached, and reaches it later without a reload`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    const [device, browser, server] = await Promise.all([
      s.device(home, { args: ["--pair"] }),
      s.browser(kind, viewer),
      s.serve(web, { mounts: librarySite }),
    ]);
    const page = await LibraryPage.open(browser, server.origin);
    const { id } = await page.mustPair((await device.event("pairing")).code);
    await page.mustConnect(id);
    await page.close();

    await s.step("device off: not-found, and connected once it is on again", async () => {
      await device.stop("SIGKILL");
      const { milliseconds } = await page.mustFail(page.connect(id), "not-found", DIAL_MILLISECONDS);
      s.figure(`${kind}: not-found after ${milliseconds} ms`);
      await device.startAgain(["--pair"]);
      await page.mustConnect(id);
      await page.close();
    });

    await s.step("name unresolved: name-unresolved, and paired once somebody answers to it", async () => {
      const { code } = await device.event("pairing");
      const nameplate = Number(code.split("-")[0]);
      // Far from those below a hundred, of which the device had another before: a browser remembers.
      const nobodys = ((nameplate + 499) % 999) + 1;
      const { milliseconds } = await page.mustFail(page.pair(`${nobodys}-123456`), "name-unresolved", DIAL_MILLISECONDS);
      s.figure(`${kind}: name-unresolved after ${milliseconds} ms`);
      await page.mustPair(code);
    });

    await s.step("own network gone: an error in time, and connected once it is back", async () => {
      await lab.unplug("viewer");
      const came = await page.mustFail(page.connect(id), "not-found", DIAL_MILLISECONDS);
      s.figure(`${kind}: without a network ${came.error.code} after ${came.milliseconds} ms`);
      await lab.plug("viewer");
      await page.mustConnect(id);
    });
  });
}

scenario("chromium that denies the local network says blocked-by-browser, and connects when it is allowed", async (s) => {
  const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
  const [device, server] = await Promise.all([
    s.device(home, { args: ["--pair"] }),
    s.serve(web, { mounts: librarySite, https: true }),
  ]);
  const browser = await s.browser("chromium", viewer, {
    args: [
      "--enable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebRTC",
      `--ip-address-space-overrides=${new URL(server.origin).host}=public`,
    ],
  });
  const permit = (setting) => browser.setPermission(server.origin, ["local-network", "local-network-access"], setting);
  await permit("granted");
  const page = await LibraryPage.open(browser, server.origin);
  const { id } = await page.mustPair((await device.event("pairing")).code);
  await page.mustConnect(id);
  await page.close();

  await s.step("a known device", async () => {
    await permit("denied");
    const { milliseconds, error } = await page.mustFail(page.connect(id), "blocked-by-browser", BLOCKED_MILLISECONDS.address);
    assert.equal(error.permission, "denied");
    s.figure(`blocked-by-browser after ${milliseconds} ms where addresses are known`);
    await permit("granted");
    await page.mustConnect(id);
    await page.close();
  });
  await s.step("a new one", async () => {
    const { code } = device.process.events.filter(({ event }) => event === "pairing").at(-1);
    await permit("denied");
    const { milliseconds } = await page.mustFail(page.pair(code), "blocked-by-browser", BLOCKED_MILLISECONDS.name);
    s.figure(`blocked-by-browser after ${milliseconds} ms where only the name is known`);
    await permit("granted");
    await page.mustPair(code);
  });
});
