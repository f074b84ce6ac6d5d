// Runs alone: four browsers on two processors have enough to do with each other.
// Players' pages in a room of a device, each on a host of its own (docs/rooms.md): four browsers; the game's own test has eight on request.
import assert from "node:assert/strict";
import { lab } from "../lib/lab.mjs";
import { RoomPage, mesh, roomsDevice } from "../lib/room-page.mjs";
import { scenario } from "../lib/scenario.mjs";

const PLAYERS = [["Ada", "chromium"], ["Bob", "firefox"], ["Cy", "chromium"], ["Dee", "firefox"]];

scenario(
  "four browsers in one room: direct to each other, through a reload, a partition, a restart, and with one who is hostile",
  async (s) => {
    const home = await s.host("home");
    const hosts = await Promise.all(PLAYERS.map(([name]) => s.host(name.toLowerCase())));
    const [device, ...browsers] = await Promise.all([s.device(home, roomsDevice), ...PLAYERS.map(([, kind], index) => s.browser(kind, hosts[index]))]);
    const pages = PLAYERS.map(([name], index) => new RoomPage(browsers[index], name));
    const [ada, bob, cy, dee] = pages;
    for (const page of pages) await page.open(device); // one after another: each needs a code of its own

    await s.step("all join, and are connected directly", async () => {
      const start = performance.now();
      for (const page of pages) assert.equal(await page.join(), "");
      await mesh(pages, "direct");
      s.figure(`four players, each with all others: ${Math.round(performance.now() - start)} ms after the first began to join`);
      for (const page of pages) await page.is({ host: "Ada", owner: "Ada", term: 1, self: page.name });
    });

    await s.step("each has the fingerprints that the others have of themselves", async () => {
      const own = Object.fromEntries(await Promise.all(pages.map(async ({ page, name }) => [name, await page.evaluate(() => table.own())])));
      for (const { page } of pages) assert.deepEqual(await page.evaluate(() => table.fingerprints()), own);
    });

    await s.step("what one says all others hear, once", async () => {
      await dee.say("hello ☀");
      await dee.say("quick", false);
      for (const page of [ada, bob, cy]) {
        await page.hears("Dee", "hello ☀");
        assert.equal(await page.page.evaluate(() => table.heard.filter(({ data }) => data === "hello ☀").length), 1);
      }
      for (const page of pages) {
        const { now, uncertainty } = await page.page.evaluate(() => table.clock());
        assert.ok(uncertainty < 500 && Math.abs(now - Date.now()) < 2_000, `${now} ± ${uncertainty}`);
      }
    });

    await s.step("the host is reloaded: another one follows at once, and it is back in its place without a code", async () => {
      const mark = device.mark();
      await ada.page.reload();
      await Promise.all([bob, cy, dee].map((page) => page.is({ host: "Bob", term: 2 })));
      await ada.open(device);
      assert.equal(await ada.join(), "");
      await mesh(pages, "direct");
      await ada.is({ host: "Bob", owner: "Ada" });
      assert.equal(device.process.events.slice(mark).filter(({ event }) => event === "paired").length, 0);
    });

    await s.step("two that are cut off from each other go through the device, and directly again when that is healed", async () => {
      await lab.partition("bob", "cy");
      await Promise.all([bob.hasPaths({ Ada: "direct", Cy: "relay", Dee: "direct" }, 60_000), cy.hasPaths({ Ada: "direct", Bob: "relay", Dee: "direct" }, 60_000)]);
      await bob.say("by the device");
      await cy.hears("Bob", "by the device");
      await lab.heal("bob", "cy");
      await mesh(pages, "direct", 60_000);
    });

    await s.step("the device is killed and starts again: they go on meanwhile, and host and places are what they were", async () => {
      await device.stop("SIGKILL");
      await bob.say("without it");
      await Promise.all([ada, cy, dee].map((page) => page.hears("Bob", "without it")));
      await device.startAgain(["--rooms"]);
      const start = performance.now();
      for (const { name } of pages) await device.event("room", { where: (event) => event.what === "joined" && event.name === name, timeoutMs: 30_000 });
      s.figure(`all four are back ${Math.round(performance.now() - start)} ms after the device`);
      await Promise.all(pages.map((page) => page.is({ status: "joined", host: "Bob", owner: "Ada", term: 2 })));
      await mesh(pages, "direct");
      await bob.say("with it");
      await Promise.all([ada, cy, dee].map((page) => page.hears("Bob", "with it")));
    });

    await s.step("the host vanishes: the others have another one within seconds, and it comes back to its place", async () => {
      await lab.unplug("bob");
      const start = performance.now();
      await Promise.all([ada, cy, dee].map((page) => page.is({ host: "Ada", term: 3 })));
      s.figure(`another host ${Math.round(performance.now() - start)} ms after the first was unplugged`);
      await lab.plug("bob");
      await mesh(pages, "direct", 60_000);
      await bob.is({ host: "Ada", term: 3, self: "Bob", status: "joined" });
    });

    await s.step("who floods the others is named, not heard any more, and sent out", async () => {
      const mark = device.mark();
      await cy.page.evaluate(() => ["Ada", "Bob"].forEach((name) => table.flood(name, 4_000)));
      const kicked = await device.event("room", { after: mark, where: ({ what }) => what === "kicked", timeoutMs: 20_000 });
      assert.deepEqual([kicked.name, kicked.why], ["Cy", "reported"]);
      await cy.page.waitFor(() => table.events.some(([type, , reason]) => type === "close" && reason === "kicked"));
      assert.equal(await cy.join(), "kicked");
      for (const page of [ada, bob]) assert.ok((await page.page.evaluate(() => table.heard.filter(({ from }) => from === "Cy").length)) <= 2_000);
      await ada.say("all is well");
      for (const page of [bob, dee]) await page.hears("Ada", "all is well");
    });

    await s.step("who says nonsense to the device is named and sent out, and so is whom the device's owner does not want", async () => {
      let mark = device.mark();
      await dee.page.evaluate(() => table.shout('{"type":"kick","player":"nobody"}', 40));
      const kicked = await device.event("room", { after: mark, where: ({ what }) => what === "kicked", timeoutMs: 20_000 });
      assert.deepEqual([kicked.name, kicked.why], ["Dee", "malformed"]);
      mark = device.mark();
      device.process.write({ kick: "bob" });
      await device.event("room", { after: mark, where: ({ what, name }) => what === "kicked" && name === "Bob" });
      await ada.hasPaths({});
    });
  },
  { timeoutMs: 400_000 },
);
