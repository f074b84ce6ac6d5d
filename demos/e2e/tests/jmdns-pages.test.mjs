// Pages and a device whose multicast DNS is jmDNS's (`--mdns jmdns`): what works, and what docs/command-line.md says does not.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { lab } from "../lib/lab.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

for (const kind of browserKinds) {
  scenario(`${kind} pairs and connects with a device that uses jmDNS`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    const [device, browser, server] = await Promise.all([
      s.device(home, { args: ["--pair", "--mdns", "jmdns"] }),
      s.browser(kind, viewer),
      s.serve(web, { mounts: librarySite }),
    ]);
    const page = await LibraryPage.open(browser, server.origin);
    let id;

    await s.step("by code, for which the browser resolves the nameplate's name", async () => {
      const { code } = await device.event("pairing");
      // jmDNS announces for seconds, and answers no question twice in one.
      ({ id } = await page.mustPair(code, { timeout: 25_000 }));
    });
    await s.step("connects, at the last address", async () => {
      await page.mustConnect(id);
      assert.ok([home.ipv4, home.ipv6].includes(await page.remoteAddress()));
    });
    await s.step("and after a restart of the device", async () => {
      await page.close();
      await device.restart({ args: ["--mdns", "jmdns"] });
      await page.mustConnect(id);
    });
    await s.step("not once it has moved, as jmDNS answers for no name that is only recognised when asked for", async () => {
      await page.close();
      await device.stop();
      await lab.address("home", "change", "10.77.0.150");
      await lab.address("home", "change", "fd77::150");
      await device.startAgain();
      await page.mustFail(page.connect(id), "not-found", 30_000);
      await page.mustFail(page.connect(id), "not-found", 30_000);
    });
    await s.step("but by link, which says where it is", async () => {
      const mark = device.mark();
      device.process.write({ pair: true });
      const { link } = await device.event("pairing", { after: mark });
      ({ id } = await page.mustPair(link));
      await page.mustConnect(id);
    });
  }, { timeoutMs: 180_000 });
}
