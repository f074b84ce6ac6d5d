// Floe in real browsers, each on a host of its own: the same world on all, through whatever happens to them. Two browsers here, in which others
// come in by every way there is; LANWARD_GAME_PLAYERS=8 LANWARD_GAME_SECONDS=600 has eight for ten minutes, and more happens to them.
import assert from "node:assert/strict";
import { setTimeout as passed } from "node:timers/promises";
import { GamePage, compareHashes, serveGame, startGame } from "../lib/game-page.mjs";
import { lab, lanward, until } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";
import { terminalQr } from "../lib/terminal.mjs";

const NAMES = ["Ada", "Bob", "Cy", "Dee", "Eli", "Flo", "Gus", "Hal"].slice(0, Number(process.env.LANWARD_GAME_PLAYERS ?? 2));
const SECONDS = Number(process.env.LANWARD_GAME_SECONDS ?? 6);
/** Where there are more than two: a device that is cut off, a host that vanishes, a partition, which take their time. */
const IS_FULL = NAMES.length > 2;
/** So long they play before anything happens to them, and after each thing that does. */
const [AT_FIRST_SECONDS, AFTER_SECONDS] = IS_FULL ? [SECONDS * 0.4, SECONDS * 0.12] : [SECONDS, 2];
/** Between two looks: less than what a page remembers. */
const LOOK_SECONDS = 6;
const TICKS_PER_SECOND = 30;

const kindOf = (index) => (index % 2 === 0 ? "chromium" : "firefox");

scenario(
  `${NAMES.length} browsers play, and have the same world at every tick`,
  async (s) => {
    const home = await s.host("home");
    const hosts = await Promise.all(NAMES.map((name) => s.host(name.toLowerCase())));
    let device = startGame(s, home, lanward);
    const { url } = await device.event("ready", { timeoutMs: 60_000 });
    const browsers = [];
    for (const [index, host] of hosts.entries()) browsers.push(await s.browser(kindOf(index), host, { viewport: { width: 390, height: 844 } }));
    const pages = NAMES.map((name, index) => new GamePage(browsers[index], name));
    const compared = new Set();

    /** Plays on, and compares. @param {number} seconds */
    const same = async (seconds) => {
      for (const end = performance.now() + seconds * 1_000; performance.now() < end; ) {
        await passed(Math.min(LOOK_SECONDS * 1_000, Math.max(0, end - performance.now())));
        const { ticks, different } = await compareHashes(pages);
        assert.deepEqual(different, []);
        for (const tick of ticks) compared.add(tick);
      }
      for (const each of pages) assert.equal((await each.state()).differences, 0);
    };
    const paths = async () => (await Promise.all(pages.map((page) => page.paths()))).map((each) => Object.values(each));
    const direct = () => until("everybody is connected directly", async () => (await paths()).every((each) => each.length === pages.length - 1 && each.every((path) => path === "direct")), 120_000);
    const all = (body, how) => Promise.all(pages.map(({ page }) => page.waitFor(body, how)));
    /** The host's page, and then the others: on a busy machine another one may be host by now than who was first. */
    const hostFirst = async () => {
      const { host } = await pages[0].state();
      return [...pages].sort((a, b) => Number(b.name === host) - Number(a.name === host));
    };
    const playOnWithoutDevice = async () => {
      const { tick } = await pages[0].state();
      await all((tick) => floe.state().status === "interrupted" && floe.state().tick > tick + 60, { args: [tick], timeoutMs: 30_000 });
      await same(2);
    };
    const areBack = async () => {
      const start = performance.now();
      await all(() => floe.state().status === "joined" && floe.state().onCourse, { timeoutMs: 60_000 });
      s.figure(`all are back ${Math.round(performance.now() - start)} ms after the device`);
    };

    await s.step("everybody comes in, by a code or a link and with a name, and is connected directly", async () => {
      const start = performance.now();
      for (const [index, page] of pages.entries()) await (index % 2 === 0 ? page.playByCode(url, device) : page.playByLink(url, device));
      await direct();
      s.figure(`${pages.length} have come in, one after another, and are connected directly: ${Math.round(performance.now() - start)} ms`);
      await Promise.all(pages.map((page) => page.wander()));
    });

    await s.step("the world is the same everywhere, and goes on at 30 ticks a second", async () => {
      const [before, start] = [(await pages[0].state()).tick, performance.now()];
      await same(AT_FIRST_SECONDS);
      const rate = ((await pages[0].state()).tick - before) / ((performance.now() - start) / 1_000);
      s.figure(`${pages.length} players, ${AT_FIRST_SECONDS} s: ${rate.toFixed(1)} ticks a second; asked for the world: ${(await Promise.all(pages.map(async (page) => (await page.state()).asked))).join(", ")}`);
      assert.ok(rate > TICKS_PER_SECOND * 0.9 && rate < TICKS_PER_SECOND * 1.1, `${rate}`);
    });

    await s.step("the host is reloaded: the game goes on from where it was with another host, and it comes back by itself", async () => {
      const [first, ...others] = await hostFirst();
      const { tick } = await others[0].state();
      await first.page.reload();
      await others[0].page.waitFor((host, tick) => floe.state().host !== host && floe.state().onCourse && floe.state().tick > tick + 30, { args: [first.name, tick], timeoutMs: 20_000 });
      await first.isOnCourse();
      await direct();
      await first.wander();
      await same(AFTER_SECONDS);
      assert.equal((await first.state()).self, first.name);
    });

    await s.step("the device is killed and starts again: they play on without it, and host and places are what they were", async () => {
      const { host, term } = await pages[0].state();
      await device.kill("SIGKILL");
      await playOnWithoutDevice();
      device = startGame(s, home, lanward, { json: false }); // as a person runs it
      await until("the device has started again", () => device.output.includes(url), 60_000);
      await areBack();
      await same(AFTER_SECONDS);
      for (const page of pages) assert.deepEqual([(await page.state()).host, (await page.state()).term, (await page.state()).self], [host, term, page.name]);
    });

    if (!IS_FULL) {
      const guest = new GamePage(await browsers[1].newPerson(), "Gil");
      const plays = async (guest) => {
        await all(() => floe.state().pucks === 3, { timeoutMs: 20_000 });
        assert.deepEqual((await compareHashes([...pages, guest])).different, []);
        await guest.leave();
        await all(() => floe.state().pucks === 2, { timeoutMs: 20_000 });
      };

      await s.step("somebody else comes in by the QR code that the terminal shows", async () => {
        const address = await terminalQr(guest.page, device);
        assert.match(address, /^http:\/\/10\.77\.0\.1:47480\/#lanward:1\?f=/);
        await guest.follow(address);
        await plays(guest);
      });

      await s.step("and by the one that the page of who made the room shows, on a page of the game that is anywhere, where a code does as well", async () => {
        const web = await serveGame(s, await s.host("web"));
        const { address, code } = await pages[0].invites();
        assert.ok(device.output.includes(`code  ${code}`), "it is the one that the device shows");
        assert.ok(address.startsWith(`${url}#lanward:1?f=`), address);
        await guest.follow(`${web.origin}/${address.slice(address.indexOf("#"))}`);
        await plays(guest);
        const stranger = new GamePage(await browsers[1].newPerson(), "Ida");
        await stranger.typeCode(web.origin, code); // which the link beside it has not used up
        await plays(stranger);
        assert.equal(await pages[1].page.evaluate(() => document.querySelector("#invite-button").hidden), true, "the others show none");
      });
    }

    if (IS_FULL) {
      await s.step("the device is cut off: they play on without it, and it is found again", async () => {
        const { host, term } = await pages[0].state();
        await lab.unplug("home");
        await playOnWithoutDevice();
        await lab.plug("home");
        await areBack();
        await same(AFTER_SECONDS);
        assert.deepEqual([(await pages[0].state()).host, (await pages[0].state()).term], [host, term]);
      });

      await s.step("the host vanishes: the others go on with another one within seconds, and it comes back to its place", async () => {
        const [gone, ...others] = await hostFirst();
        const { tick, term } = await others[0].state();
        await lab.unplug(gone.name.toLowerCase());
        const start = performance.now();
        await Promise.all(others.map(({ page }) => page.waitFor((term, tick) => floe.state().term > term && floe.state().onCourse && floe.state().tick > tick + 30, { args: [term, tick], timeoutMs: 30_000 })));
        s.figure(`they play on ${Math.round(performance.now() - start)} ms after the host was unplugged`);
        await same(AFTER_SECONDS / 2);
        await lab.plug(gone.name.toLowerCase());
        await gone.page.waitFor((term) => floe.state().status === "joined" && floe.state().term > term && floe.state().onCourse, { args: [term], timeoutMs: 60_000 });
        await direct();
        await same(AFTER_SECONDS);
        assert.deepEqual([(await gone.state()).self, (await gone.state()).host], [gone.name, (await others[0].state()).host]);
      });

      await s.step("host and player are cut off from each other: they go on through the device, and directly when that is healed", async () => {
        const [host, other] = await hostFirst();
        const way = (of, to, path) => of.page.waitFor((name, path) => floe.paths()[name] === path, { args: [to.name, path], timeoutMs: 60_000 });
        const both = (path) => Promise.all([way(host, other, path), way(other, host, path)]);
        await lab.partition(host.name.toLowerCase(), other.name.toLowerCase());
        const start = performance.now();
        await both("relay");
        const { tick } = await host.state();
        await other.page.waitFor((tick) => floe.state().onCourse && floe.state().tick > tick + 30, { args: [tick], timeoutMs: 20_000 });
        s.figure(`${Math.round(performance.now() - start)} ms after the cut they play on through the device`);
        await same(AFTER_SECONDS);
        assert.deepEqual([(await host.paths())[other.name], (await other.paths())[host.name]], ["relay", "relay"]);
        await lab.heal(host.name.toLowerCase(), other.name.toLowerCase());
        await direct();
        await same(AFTER_SECONDS);
        assert.equal((await other.state()).host, host.name);
      });
    }

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
    s.figure(`${compared.size} ticks were compared`);
  },
  { timeoutMs: 300_000 + SECONDS * 1_500 },
);
