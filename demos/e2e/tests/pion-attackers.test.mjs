// The attackers of the LAN against the device in Go: what is recorded, relayed or just noise gets nothing, while a paired page connects.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { attack, doorOf, doorsOf } from "../lib/attacker.mjs";
import { lab } from "../lib/lab.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { PionDevice, missing } from "../lib/pion-device.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

const FLOOD = { warm: 20_000, count: 100_000, rate: 20_000 };
const MAX_GROWTH_MIB = 64;

if (missing) test("a Pion device among attackers", { skip: missing }, () => {});
else scenario("a Pion device among attackers", amongAttackers);

async function amongAttackers(s) {
  const [home, web, viewer, mallory] = [await s.host("home"), await s.host("web"), await s.host("viewer"), await s.host("mallory")];
  const pion = new PionDevice(s, home);
  const [first, browser, server] = await Promise.all([pion.device("--pair", "10m"), s.browser("chromium", viewer), s.serve(web, { mounts: librarySite })]);
  let device = first;
  const page = await LibraryPage.open(browser, server.origin);
  const recording = join(s.directory, "recording.json");
  const between = { listen: doorsOf(mallory), device: doorOf(home), interface: "eth0" };
  let id;

  await s.step("somebody on the way records a pairing and a connection", async () => {
    await lab.partition("viewer", "home");
    const recorder = await attack(s, mallory, "record", { ...between, file: recording });
    ({ id } = await page.mustPair((await device.event("pairing")).code));
    await page.mustConnect(id);
    await page.close();
    await device.event("session", { where: ({ state }) => state === "closed" });
    await recorder.process.kill();
    const knocks = recorder.all("knock").map(({ knock }) => knock);
    assert.ok(knocks.includes("lw0") && knocks.includes("lw1"), `recorded: ${knocks}`);
    await lab.heal();
  });

  const nothingHappens = async (replays) => {
    const mark = device.mark();
    const result = await (await attack(s, mallory, "replay", { device: doorOf(home), file: recording, ...replays })).end();
    assert.equal(result.handshakesFinished, 0);
    assert.deepEqual(device.events.slice(mark), [], "nobody has paired and no session has opened");
    return result;
  };

  await s.step("replayed: the connection gets silence, the pairing gets nowhere", async () => {
    assert.equal((await nothingHappens({ knocks: "lw1" })).answers, 0);
    await nothingHappens({ knocks: "lw0" });
  });

  await s.step("who relays a pairing, by a certificate or a confirmation of his own, makes it a wrong code", async () => {
    await device.kill();
    device = await pion.device("--pair", "10m");
    const { code } = await device.event("pairing");
    await lab.partition("viewer", "home");
    for (const how of [{ certificate: "own" }, { forge: "yes" }]) {
      const attacker = await attack(s, mallory, "relay", { ...between, nameplate: code.split("-")[0], ...how });
      await page.mustFail(page.pair(code), "wrong-code");
      assert.equal((await attacker.stop()).deviceConfirmed, false, "the device trusts nobody");
    }
    await lab.heal();
    assert.ok(!device.events.some(({ event }) => event === "paired"));
  });

  await s.step("replayed after a restart, when it has forgotten which knocks were used: neither finishes a handshake", async () => {
    await device.kill();
    device = await pion.device();
    await nothingHappens();
  });

  await s.step(`${FLOOD.count} datagrams in a burst: a paired page connects, memory stays flat`, async () => {
    const kinds = "random,dtls,stranger,link,pairing,replayed,junk";
    const flood = (count) => attack(s, mallory, "flood", { device: doorOf(home), count, rate: FLOOD.rate, kinds });
    assert.equal((await (await flood(FLOOD.warm)).end()).answers, 0);
    const before = await residentMiB(device);
    const attacker = await flood(FLOOD.count);
    let connected = 0;
    while (attacker.process.running && attacker.all("result").length === 0) {
      await page.mustConnect(id);
      await page.close();
      connected++;
    }
    assert.equal((await attacker.end()).answers, 0, "silence");
    assert.ok(connected >= 2, `connected ${connected} times`);
    const growth = (await residentMiB(device)) - before;
    s.figure(`the page connected ${connected} times in the flood; the device has grown by ${growth} MiB`);
    assert.ok(growth < MAX_GROWTH_MIB, `by ${growth} MiB`);
  });
}

async function residentMiB(device) {
  const status = await readFile(`/proc/${device.pid}/status`, "utf8");
  assert.match(status, /^Name:\tpion-device$/m, "the device is the process that was started");
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) / 1_024);
}
