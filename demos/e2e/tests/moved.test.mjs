// A page's address changes in the middle of a session, without its knowing: as when a router translates to another one from now on.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { MOVES, move } from "../lib/moves.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

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
        s.figure(`${kind}: the first message after the move was back after ${await move(page, viewer, to, home)} ms`);
      });
    }
    const sessions = device.process.events.slice(mark).filter(({ event }) => event === "session");
    assert.deepEqual(sessions, [], "the session neither ended nor began anew");
    assert.deepEqual(await browser.evaluate(() => library.closes), []);
  });
}
