// Runs alone: four browsers on two processors have enough to do with each other.
// Players' pages in a room of a device, each on a host of its own (docs/rooms.md): four browsers; the game's own test has eight on request.
import assert from "node:assert/strict";
import { lab } from "../lib/lab.mjs";
import { RoomPage, mesh, roomsDevice } from "../lib/room-page.mjs";
import { scenario } from "../lib/scenario.mjs";

const PLAYERS = [["Ada", "chromium"], ["Bob", "firefox"], ["Cy", "chromium"], ["Dee", "firefox"]];

/** The id of no player, and the name of a call that nobody has made. */
const NOBODY = "f".repeat(32);
const FORGED_CALL = "00112233445566aa";

/** One character more than a message may have, and how often that is borne: 1,000 fouls, 50 for each (docs/rooms.md, section 6). */
const TOO_LARGE = { characters: 16_385, borne: 20 };

/** In the hostile page, below its library: each once, with on how many channels it went out. */
function pretend({ ids, outside, nobody, call }) {
  const bytesOf = (id) => id.match(/../g).map((pair) => parseInt(pair, 16));
  const frame = (id, text) => Uint8Array.from([...bytesOf(id), 0, ...new TextEncoder().encode(text)]);
  const calling = (to) => ({ type: "call", to, call, ufrag: "aB3/", pwd: "x".repeat(24), candidates: [{ address: "10.77.0.9", port: 50_000, priority: 7 }] });
  const asBob = { from: ids.Bob, player: ids.Bob, you: ids.Bob, id: ids.Bob, fingerprint: table.fingerprints().Bob };
  const tries = [];
  const say = (label, data, options) => tries.push({ what: String(data).slice(0, 60), channels: tap.say(label, typeof data === "object" && !ArrayBuffer.isView(data) ? JSON.stringify(data) : data, options) });
  // For another: the device knows better.
  say("room-relay", frame(ids.Ada, "I am Bob"));
  say("room-relay-unreliable", frame(ids.Bob, "I am Ada"));
  say("rooms", { ...calling(ids.Ada), ...asBob });
  say("rooms", { ...calling(ids.Ada), ...asBob });
  say("rooms", { ...calling(ids.Ada), ...asBob, type: "answer" });
  say("rooms", { type: "ping", sent: 1, ...asBob });
  say("rooms", { type: "kick", ...asBob });
  say("rooms", { type: "lock", locked: true, ...asBob });
  // Too much at once.
  say("rooms", " ".repeat(5_000));
  say("room-relay", frame(ids.Ada, "x".repeat(16_385)));
  say("room", "x".repeat(16_385), { everywhere: true });
  // Who is in another room, and who is nowhere.
  for (const id of [outside, nobody]) {
    say("rooms", calling(id));
    say("rooms", { type: "report", player: id });
    say("room-relay", frame(id, "hello"));
  }
  // What was said before, by the device and by this page: the last, as so much at once is passed over from some point on.
  say("rooms", tap.heard("rooms", "room").at(-1));
  tap.replay("rooms");
  return tries;
}

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
      await device.startAgain(roomsDevice.args.filter((arg) => arg !== "--pair"));
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

    await s.step("who pretends to be another, says things again or too much, or asks for who is not in its room is not believed, and the others play on", async () => {
      const eve = new RoomPage(await browsers[3].newPerson(), "Eve");
      device.process.write({ pair: true });
      await eve.open(device);
      assert.equal(await eve.join({ room: "attic" }), "");
      const [ids, { Eve: outside }] = await Promise.all([ada, eve].map(({ page }) => page.evaluate(() => table.ids())));
      const honest = [ada, bob, cy];
      await Promise.all(honest.map(({ page }) => page.evaluate(() => table.count())));
      const mark = device.mark();

      const passed = await dee.page.evaluate(pretend, { ids, outside, nobody: NOBODY, call: FORGED_CALL });
      assert.deepEqual(passed.filter(({ channels }) => channels === 0), [], "all of it went out");

      for (const id of [outside, NOBODY]) {
        await dee.page.waitFor((id) => tap.heard("rooms", "refused").some(({ from, code }) => from === id && code === "away"), { args: [id] });
      }
      await ada.hears("Dee", "I am Bob");
      const called = await ada.page.evaluate((call) => tap.heard("rooms", "called").filter((each) => each.call === call).map(({ from, fingerprint }) => [from, fingerprint]), FORGED_CALL);
      assert.deepEqual(called, [[ids.Dee, await dee.page.evaluate(() => table.own())]], "the device says who calls and by which certificate, and says it once");

      for (const { page, name } of honest) {
        for (const other of honest.filter((each) => each.name !== name)) {
          const from = await page.evaluate((from) => table.counted(from), other.name);
          await page.waitFor((from, before) => table.counted(from) > before + 30, { args: [other.name, from] });
          assert.equal(typeof (await page.evaluate((from) => table.counted(from), other.name)), "number");
        }
        assert.deepEqual((await page.evaluate(() => table.heard)).filter(({ from, data }) => from !== "Dee" && /^I am/.test(data)), []);
      }
      await mesh(pages, "direct");
      assert.deepEqual([await eve.paths(), await eve.page.evaluate(() => tap.heard("rooms", "called")), (await eve.state()).owner], [{}, [], "Eve"]);
      await ada.is({ host: "Ada", owner: "Ada", locked: false, term: 3 });
      assert.deepEqual(device.process.events.slice(mark).filter(({ what }) => what === "kicked"), [], "that much is borne of anybody");
      await eve.page.close();
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

    await s.step("who says too much at once to the others is not heard any more, is reported by all of them, and sent out", async () => {
      const mark = device.mark();
      const max = new RoomPage(await browsers[2].newPerson(), "Max");
      device.process.write({ pair: true });
      await max.open(device);
      assert.equal(await max.join(), "");
      await mesh([ada, bob, dee, max], "direct");
      const shout = (times) =>
        max.page.evaluate((characters, times) => Array.from({ length: times }, () => tap.say("room", "x".repeat(characters), { everywhere: true })), TOO_LARGE.characters, times);
      assert.deepEqual(await shout(TOO_LARGE.borne - 1), Array(TOO_LARGE.borne - 1).fill(3), "to each of the three");
      await max.say("still here");
      for (const page of [ada, bob, dee]) await page.hears("Max", "still here");
      await shout(TOO_LARGE.borne);
      const kicked = await device.event("room", { after: mark, where: ({ what }) => what === "kicked", timeoutMs: 20_000 });
      assert.deepEqual([kicked.name, kicked.why], ["Max", "reported"]);
      for (const { page } of [ada, bob, dee]) assert.equal(await page.evaluate((most) => table.heard.filter(({ data }) => data.length >= most).length, TOO_LARGE.characters), 0);
      await mesh([ada, bob, dee], "direct");
      await max.page.close();
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
