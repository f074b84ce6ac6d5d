// What is recorded, flipped, forged or just noise gets silence and leaves nothing behind, while a paired page connects.
// Runs alone: it holds the device's memory, and connecting in a flood, to figures.
import assert from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { attack, doorOf, doorsOf } from "../lib/attacker.mjs";
import { browserKinds } from "../lib/browser.mjs";
import { lab } from "../lib/lab.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

const FLOOD = { warm: 20_000, count: 100_000, rate: 20_000 };
const MAX_GROWTH_MIB = 48;
// Garbage that waits for its collection is not growth: with a small heap it is collected, and what is kept shows.
process.env.LANWARD_JAVA_OPTS = "-Xmx64m -XX:+UseSerialGC";
const CONNECT_MILLISECONDS = 3_000;

for (const kind of browserKinds) {
  scenario(`${kind} connects through a flood, and the door stays silent to all else`, async (s) => {
    const [home, web, viewer, mallory] = [await s.host("home"), await s.host("web"), await s.host("viewer"), await s.host("mallory")];
    const [device, browser, server] = await Promise.all([
      s.device(home, { args: ["--pair"] }),
      s.browser(kind, viewer),
      s.serve(web, { mounts: librarySite }),
    ]);
    const page = await LibraryPage.open(browser, server.origin);
    const recording = join(s.directory, "recording.json");
    const stolen = join(s.directory, "stolen");
    let id;

    await s.step("somebody on the way records a pairing and a connection", async () => {
      await lab.partition("viewer", "home");
      const recorder = await attack(s, mallory, "record", {
        listen: doorsOf(mallory),
        device: doorOf(home),
        interface: "eth0",
        file: recording,
      });
      ({ id } = await page.mustPair((await device.event("pairing")).code));
      await page.mustConnect(id);
      await page.close();
      await device.event("session", { where: ({ state }) => state === "closed" });
      await recorder.process.kill();
      const knocks = recorder.all("knock").map(({ knock }) => knock);
      assert.ok(knocks.includes("lw0") && knocks.includes("lw1"), `recorded: ${knocks}`);
      await lab.heal();
    });

    const nothingHappens = async (mark, replays) => {
      const replayed = await attack(s, mallory, "replay", { device: doorOf(home), file: recording, ...replays });
      const result = await replayed.end();
      assert.equal(result.handshakesFinished, 0);
      const events = device.process.events.slice(mark).filter(({ event }) => event !== "error");
      assert.deepEqual(events, [], "nobody has paired and no session has opened");
      return result;
    };

    await s.step("replayed to the same device: the connection gets silence, the pairing gets nowhere", async () => {
      const { answers } = await nothingHappens(device.mark(), { knocks: "lw1" });
      assert.equal(answers, 0);
      await nothingHappens(device.mark(), { knocks: "lw0" });
    });

    await s.step("replayed after a restart, when the device has forgotten which knocks were used: neither finishes a handshake", async () => {
      await device.restart({ args: [] });
      await nothingHappens(device.mark());
      assert.equal((await device.command("trust", "list")).length, 1);
    });

    await s.step(`${FLOOD.count} datagrams in a burst: a paired page connects, memory stays flat`, async () => {
      await cp(device.stateDirectory, stolen, { recursive: true }); // right keys, so that bits of right knocks can be flipped
      const kinds = "random,dtls,stranger,link,pairing,flipped,replayed,junk";
      const flood = (count) => attack(s, mallory, "flood", { device: doorOf(home), count, rate: FLOOD.rate, kinds, state: stolen });
      assert.equal((await (await flood(FLOOD.warm)).end()).answers, 0);
      const before = await usage(device);
      const attacker = await flood(FLOOD.count);
      const took = [];
      while (attacker.process.running && attacker.all("result").length === 0) {
        const { milliseconds, error } = await page.connect(id);
        assert.equal(error, undefined, `connecting in the flood: ${JSON.stringify(error)}`);
        took.push(milliseconds);
        await page.mustEcho();
        await page.close();
      }
      const result = await attacker.end();
      const after = await usage(device);
      assert.equal(result.answers, 0, "silence");
      assert.equal(result.total, FLOOD.count);
      assert.ok(took.length >= 2 && Math.max(...took) <= CONNECT_MILLISECONDS, `connected in ${took} ms`);
      const growth = after.residentMiB - before.residentMiB;
      const share = (after.cpuSeconds - before.cpuSeconds) / (result.elapsedMillis / 1_000);
      s.figure(
        `${kind}: ${result.total} datagrams in ${result.elapsedMillis} ms; the page connected ${took.length} times in ${median(took)} ms ` +
          `(worst ${Math.max(...took)}); device: ${Math.round(100 * share)} % of a core, ${before.residentMiB} -> ${after.residentMiB} MiB resident`,
      );
      assert.ok(growth < MAX_GROWTH_MIB, `the device has grown by ${growth} MiB`);
    });
  });
}

/** What the kernel says of the device's process. */
async function usage(device) {
  const [stat, status] = await Promise.all(["stat", "status"].map((name) => readFile(`/proc/${device.process.pid}/${name}`, "utf8")));
  assert.match(status, /^Name:\tjava$/m, "the device is the process that was started");
  const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13).map(Number);
  const TICKS_PER_SECOND = 100;
  return { cpuSeconds: (user + system) / TICKS_PER_SECOND, residentMiB: Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) / 1_024) };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
