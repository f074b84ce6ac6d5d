// What is said when nothing happens: devices that have told of themselves, and one who goes on looking.
import { Crew } from "./crew.mjs";
import { Samples, crowd, names, oneMore, rounds, sleep } from "./rounds.mjs";
import { wire } from "./wire.mjs";

const PART = "Idle: ten devices and one that looks for them";
const UNITS = { packets: "a device and minute", bytes: "a device and minute", cpu: "ms a device and minute" };
const DEVICES = 10;
// Announcements, and the first questions of who looks, are over.
const SETTLED_MS = 15_000;

export async function idle({ peers, rounds: count, report, seconds }) {
  const listened = seconds ?? 120;
  const samples = new Samples();
  const [hosts, viewer] = [await crowd(DEVICES), await oneMore("viewer")];
  await rounds(count, peers, async (peer) => samples.add(peer, undefined, await listen(peer, hosts, viewer, listened)));
  report({ part: PART, file: "discovery-4-idle", rounds: count, units: UNITS, names: names(peers), results: samples.results(PART) });
}

async function listen(peer, hosts, viewer, listened) {
  const [crew, looker] = [await Crew.start(peer, hosts), await Crew.looker(peer, viewer)];
  try {
    await looker.browse();
    const { names: published } = await crew.publish("uuid", 1);
    await looker.told("found", published, SETTLED_MS);
    await sleep(SETTLED_MS);
    const watch = crew.stopwatch();
    const before = await wire.total();
    await sleep(listened * 1000);
    const after = await wire.total();
    const each = DEVICES * (listened / 60);
    return { packets: (after.packets - before.packets) / each, bytes: (after.bytes - before.bytes) / each, cpu: (watch.cpu() * 1000) / each };
  } finally {
    await Promise.all([crew.end(), looker.end()]);
  }
}
