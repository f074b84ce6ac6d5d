// The discovery benchmark that the Open Screen working group defined and never ran
// (https://github.com/w3c/openscreenprotocol/blob/main/benchmarks/discovery.md), with one that looks and more devices than it asks for.
import { lab } from "../../e2e/lib/lab.mjs";
import { Crew } from "./crew.mjs";
import { Samples, crowd, median, names, oneMore, rounds, seconds as inSeconds, sleep } from "./rounds.mjs";
import { wire } from "./wire.mjs";

const PART = "The Open Screen working group's discovery benchmark";
const UNITS = {
  after10: "%",
  after30: "%",
  after60: "%",
  all: "s",
  packets: "a device and minute",
  bytes: "a device and minute",
  peak: "packets/s",
  join: "s",
  joinHuman: "s",
  leave: "s",
  cut: "s",
};
const SETTLED_MS = 6_000;
const PATIENCE_MS = 60_000;
// A host's records live for 120 s (RFC 6762 section 10).
const CUT_MS = 130_000;
const CONTROL_MS = 5_000;
const CHANGES = 3;
// How many devices of the others there are at most: each is a process of its own, or several.
const MOST = { lanward: Infinity, avahi: 50 };
const MOST_OF_OTHERS = 10;

export async function openscreen({ peers, rounds: count, report, devices, loss, seconds }) {
  const looks = seconds ?? 60;
  const samples = new Samples();
  const hosts = await crowd(Math.max(...devices));
  const [viewer, guest] = [await oneMore("viewer"), await oneMore("guest")];
  await control();
  for (const size of devices) {
    for (const percent of loss) {
      const able = peers.filter((peer) => size <= (MOST[peer] ?? MOST_OF_OTHERS));
      await wire.lose(percent);
      await rounds(count, able, async (peer) => {
        const cut = size === Math.min(...devices);
        samples.add(peer, `${size} devices, ${percent} % loss`, await measure({ peer, hosts: hosts.slice(0, size), viewer, guest, looks, cut }));
      });
    }
  }
  await wire.lose(0);
  report({
    part: PART,
    file: "discovery-5-open-screen",
    rounds: count,
    units: UNITS,
    caps: { all: looks, join: PATIENCE_MS / 1000, joinHuman: PATIENCE_MS / 1000, leave: PATIENCE_MS / 1000, cut: CUT_MS / 1000 },
    names: names(peers),
    draw: "none",
    results: samples.results(PART),
  });
}

/** "One experimental condition (the control) will have no senders or responders". */
async function control() {
  const before = await wire.total();
  await sleep(CONTROL_MS);
  const said = (await wire.total()).packets - before.packets;
  if (said !== 0) throw new Error(`the LAN is not quiet: ${said} packets with nobody on it`);
}

async function measure({ peer, hosts, viewer, guest, looks, cut }) {
  const crews = [];
  const start = async (starting) => {
    crews.push(await starting);
    return crews.at(-1);
  };
  try {
    const crew = await start(Crew.start(peer, hosts));
    const visitor = await start(Crew.start(peer, [guest]));
    const { names: published } = await crew.publish("uuid", 1);
    await sleep(SETTLED_MS);
    const looker = await start(Crew.looker(peer, viewer));
    const found = await look(looker, published, hosts.length, looks);
    return { ...found, ...(await changes(visitor, looker)), ...(cut ? { cut: await pullOut(visitor, looker, guest) } : {}) };
  } finally {
    await Promise.all(crews.map((each) => each.end()));
  }
}

async function look(looker, published, devices, looks) {
  const before = await wire.total();
  const at = await looker.browse();
  let [last, peak] = [before.packets, 0];
  for (let i = 0; i < looks; i++) {
    await sleep(1000);
    const { packets } = await wire.total();
    [last, peak] = [packets, Math.max(peak, packets - last)];
  }
  const after = await wire.total();
  const times = looker.times("found", published).map((each) => inSeconds(each - at));
  const share = (within) => (100 * times.filter((each) => each <= within).length) / published.length;
  const each = devices * (looks / 60);
  return {
    ...{ after10: share(10), after30: share(30), after60: share(60) },
    all: times.length < published.length ? looks : Math.max(...times),
    ...{ packets: (after.packets - before.packets) / each, bytes: (after.bytes - before.bytes) / each, peak },
  };
}

/** One more comes and goes, with its goodbye. */
async function changes(visitor, looker) {
  const [join, joinHuman, leave] = [[], [], []];
  for (let i = 0; i < CHANGES; i++) {
    for (const [kind, joins] of [["uuid", join], ["human", joinHuman]]) {
      const { at, names } = await visitor.publish(kind, 1);
      joins.push(await after(at, looker.told("found", names, PATIENCE_MS)));
      const leaves = await visitor.withdraw();
      leave.push(await after(leaves, looker.told("lost", names, PATIENCE_MS)));
    }
  }
  return { join: median(join), joinHuman: median(joinHuman), leave: median(leave) };
}

/** One more comes, and its cable is pulled out. */
async function pullOut(visitor, looker, guest) {
  const { names } = await visitor.publish("uuid", 1);
  await looker.told("found", names, PATIENCE_MS);
  const at = Number(process.hrtime.bigint());
  await lab.unplug(guest.name);
  try {
    return await after(at, looker.told("lost", names, CUT_MS), CUT_MS);
  } finally {
    await lab.plug(guest.name);
  }
}

async function after(at, telling, patience = PATIENCE_MS) {
  const told = await telling;
  return told.share < 1 ? patience / 1000 : inSeconds(told.at - at);
}
