// Floe in real browsers, each on a host of its own: the same world on all, through whatever happens to them. Two browsers here, for a minute at
// most; LANWARD_GAME_PLAYERS=8 LANWARD_GAME_SECONDS=600 has eight for ten minutes.
import assert from "node:assert/strict";
import { setTimeout as passed } from "node:timers/promises";
import { GamePage, compareHashes, startGame } from "../lib/game-page.mjs";
import { lab, lanward, until } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";

const NAMES = ["Ada", "Bob", "Cy", "Dee", "Eli", "Flo", "Gus", "Hal"].slice(0, Number(process.env.LANWARD_GAME_PLAYERS ?? 2));
const SECONDS = Number(process.env.LANWARD_GAME_SECONDS ?? 6);
/** Between two looks: less than what a page remembers. */
const LOOK_SECONDS = 6;
const TICKS_PER_SECOND = 30;

const kindOf = (index) => (index % 2 === 0 ? "chromium" : "firefox");

scenario(
  `${NAMES.length} browsers play, and have the same world at every tick`,
  async (s) => {
    const home = await s.host("home");
    const hosts = await Promise.all(NAMES.map((name) => s.host(name.toLowerCase())));
    const { device, url } = await startGame(s, home, lanward, s.directory);
    const browsers = [];
    for (const [index, host] of hosts.entries()) browsers.push(await s.browser(kindOf(index), host, { viewport: { width: 390, height: 844 } }));
    const pages = NAMES.map((name, index) => new GamePage(browsers[index], name));

    /** Plays on, and compares. @param {GamePage[]} those @param {number} seconds */
    const same = async (those, seconds) => {
      let total = 0;
      for (const end = performance.now() + seconds * 1_000; performance.now() < end; ) {
        await passed(Math.min(LOOK_SECONDS * 1_000, Math.max(0, end - performance.now())));
        const { ticks, different } = await compareHashes(those);
        assert.deepEqual(different, []);
        total += ticks;
      }
      for (const each of those) assert.equal((await each.state()).differences, 0);
      return total;
    };
    const direct = () =>
      until("everybody is connected directly", async () => (await Promise.all(pages.map((page) => page.paths()))).every((paths) => Object.values(paths).length === pages.length - 1 && Object.values(paths).every((path) => path === "direct")), 60_000);

    await s.step("everybody comes in by a code and a name, and is connected directly", async () => {
      for (const page of pages) await page.play(url, device);
      await direct();
      await Promise.all(pages.map((page) => page.wander()));
    });

    await s.step("the world is the same everywhere, and goes on at 30 ticks a second", async () => {
      const [before, start] = [(await pages[0].state()).tick, performance.now()];
      await same(pages, SECONDS);
      const rate = ((await pages[0].state()).tick - before) / ((performance.now() - start) / 1_000);
      s.figure(`${pages.length} players, ${SECONDS} s: ${rate.toFixed(1)} ticks a second; asked for the world: ${(await Promise.all(pages.map(async (page) => (await page.state()).asked))).join(", ")}`);
      assert.ok(rate > TICKS_PER_SECOND * 0.9 && rate < TICKS_PER_SECOND * 1.1, `${rate}`);
    });

    await s.step("the host is reloaded: the game goes on from where it was with another host, and it comes back by itself", async () => {
      // On a busy machine another one may be host by now.
      const { host } = await pages[0].state();
      const [first, ...others] = [...pages].sort((a, b) => Number(b.name === host) - Number(a.name === host));
      const { tick } = await others[0].state();
      await first.page.reload();
      await others[0].page.waitFor((host, tick) => floe.state().host !== host && floe.state().onCourse && floe.state().tick > tick + 30, { args: [host, tick], timeoutMs: 20_000 });
      await first.isOnCourse();
      await direct();
      await first.wander();
      await same(pages, 2);
      assert.equal((await first.state()).self, first.name);
    });

    await s.step("the device is cut off: they play on without it, and it is found again", async () => {
      await lab.unplug("home");
      const { tick, host, term } = await pages[0].state();
      await Promise.all(pages.map((page) => page.page.waitFor((tick) => floe.state().status === "interrupted" && floe.state().tick > tick + 60, { args: [tick], timeoutMs: 30_000 })));
      await same(pages, 2);
      await lab.plug("home");
      const start = performance.now();
      await Promise.all(pages.map((page) => page.page.waitFor(() => floe.state().status === "joined" && floe.state().onCourse, { timeoutMs: 60_000 })));
      s.figure(`all are back ${Math.round(performance.now() - start)} ms after the device`);
      await same(pages, 2);
      assert.deepEqual([(await pages[0].state()).host, (await pages[0].state()).term], [host, term]);
    });

    await s.step("another tab of the same browser takes the place over; the first says so, and can take it back", async () => {
      const [first] = pages;
      const tab = new GamePage(await browsers[0].newPage(), first.name);
      const isReplaced = ({ page }) => page.waitFor(() => document.querySelector("#notice-title").textContent === "You play in another tab" && document.querySelector("#play-button").textContent === "Play here instead", { timeoutMs: 20_000 });
      await tab.page.goto(url);
      await tab.page.waitFor(() => !document.querySelector("#start").hidden, { timeoutMs: 20_000 });
      await tab.page.click("#play-button");
      await isReplaced(first);
      await tab.isOnCourse();
      await passed(2_000); // in which it would come back
      assert.equal(await first.state(), undefined);
      assert.equal((await tab.state()).self, first.name);
      await first.page.evaluate(() => document.querySelector("#play-button").click()); // a tab behind another one takes no mouse
      await isReplaced(tab);
      await first.isOnCourse();
    });
  },
  { timeoutMs: 300_000 + SECONDS * 1_000 },
);
