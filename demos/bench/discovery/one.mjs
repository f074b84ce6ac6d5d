// Publish to resolved, one device, a listener there already.
import { lab } from "../../e2e/lib/lab.mjs";
import { Crew } from "./crew.mjs";
import { Samples, median, millis, names, notes, rounds, sleep } from "./rounds.mjs";

const PART = "Publish to resolved, one device";
const UNITS = { uuid: "ms", human: "ms", memory: "MiB" };
const WARM_UP = 2;
const PUBLISHED = 3;
const PATIENCE_MS = 20_000;
// A host's address that was multicast within the last second need not be told again: what is published then says less.
const BETWEEN_MS = 1_100;

export async function one({ peers, rounds: count, report }) {
  const [home, viewer] = [await lab.host("home"), await lab.host("phone")];
  const samples = new Samples();
  await rounds(count, peers, async (peer) => samples.add(peer, undefined, await round(peer, home, viewer)));
  report({ part: PART, file: "discovery-1-publish", rounds: count, units: UNITS, names: names(peers), notes: notes(peers), results: samples.results(PART) });
  for (const { name } of [home, viewer]) await lab.remove(name);
}

async function round(peer, home, viewer) {
  const [publisher, looker] = [await Crew.start(peer, [home]), await Crew.looker(peer, viewer)];
  try {
    await looker.browse();
    await sleep(BETWEEN_MS);
    for (let i = 0; i < WARM_UP; i++) await publish(publisher, looker, "uuid");
    const times = { uuid: [], human: [] };
    for (let i = 0; i < PUBLISHED; i++) {
      for (const kind of ["uuid", "human"]) times[kind].push(await publish(publisher, looker, kind));
    }
    return { uuid: median(times.uuid), human: median(times.human), memory: publisher.memory() };
  } finally {
    await Promise.all([publisher.end(), looker.end()]);
  }
}

async function publish(publisher, looker, kind) {
  const { at, names } = await publisher.publish(kind, 1);
  const told = await looker.told("found", names, PATIENCE_MS);
  await sleep(BETWEEN_MS);
  return told.share < 1 ? PATIENCE_MS : millis(told.at - at);
}
