// A page's address changes in the middle of a session, without its knowing: as when a router translates to another one from now on.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { lab } from "../lib/lab.mjs";
import { LibraryPage, succeeded } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

const MOVES = ["10.77.0.150", "10.77.0.151"];

/** What `from` says to the device comes from `to` from now on, and what the device says to any other address of the host is lost. */
function translation(from, to, device) {
  return `
table ip moved { }
delete table ip moved
table ip moved {
  chain out {
    type filter hook postrouting priority 100
    ip saddr ${from} ip daddr ${device} ip protocol udp ip saddr set ${to}
  }
  chain in {
    type filter hook prerouting priority -300
    ip saddr ${device} ip protocol udp ip daddr ${to} ip daddr set ${from} accept
    ip saddr ${device} ip protocol udp ip daddr { ${from}, ${MOVES.join(", ")} } drop
  }
}`;
}

for (const kind of browserKinds) {
  scenario(`${kind} keeps its session when its address changes in the middle of it`, async (s) => {
    const [home, web, viewer] = [await s.host("home", { ipv6: "none" }), await s.host("web"), await s.host("viewer", { ipv6: "none" })];
    const [device, browser, server] = await Promise.all([
      s.device(home, { args: ["--pair"] }),
      s.browser(kind, viewer),
      s.serve({ ...web, ipv6: "" }, { mounts: librarySite }),
    ]);
    const page = await LibraryPage.open(browser, server.origin);
    const { id } = await page.mustPair((await device.event("pairing")).link);
    await page.mustConnect(id);
    const mark = device.mark();

    for (const to of MOVES) {
      await s.step(`to ${to}: every message comes back`, async () => {
        // On lo, so that browsers do not offer it; the host answers ARP for it all the same.
        await lab.exec("viewer", ["ip", "address", "add", `${to}/32`, "dev", "lo"]);
        await lab.exec("viewer", ["nft", "-f", "-"], { input: translation(viewer.ipv4, to, home.ipv4) });
        const start = performance.now();
        for (let i = 0; i < 10; i++) {
          assert.equal(succeeded(await page.ask(`message ${i}`, { timeout: 20_000 }), "an echo"), `message ${i}`);
          if (i === 0) s.figure(`${kind}: the first message after the move was back after ${Math.round(performance.now() - start)} ms`);
        }
      });
    }
    const sessions = device.process.events.slice(mark).filter(({ event }) => event === "session");
    assert.deepEqual(sessions, [], "the session neither ended nor began anew");
    assert.deepEqual(await browser.evaluate(() => library.closes), []);
  });
}
