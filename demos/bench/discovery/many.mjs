// Many services of many hosts: how soon all are resolved, by who listened before and by who comes later, and what that costs.
import { Crew } from "./crew.mjs";
import { Samples, crowd, names, oneMore, rounds, seconds, sleep } from "./rounds.mjs";
import { wire } from "./wire.mjs";

const PATIENCE_MS = 30_000;
// Traffic, and CPU, of that time from the beginning on; by then the first three or four questions have been asked.
const WINDOW_MS = 10_000;
// Until what a browser asks first is over, and until what is new has been announced three times.
const QUIET_MS = 4_000;

const TIMES = { warm: "s", cold: "s", warmFound: "%", coldFound: "%" };
const COSTS = {
  warmPackets: "packets",
  coldPackets: "packets",
  warmBytes: "KB",
  coldBytes: "KB",
  browserCpu: "s",
  publishersCpu: "s",
  browserMemory: "MiB",
  publishersMemory: "MiB",
};

export async function many({ peers, rounds: count, report, hosts: hostCount, services }) {
  const times = new Samples();
  const costs = new Samples();
  const [hosts, viewer] = [await crowd(hostCount), await oneMore("viewer")];
  await rounds(count, peers, async (peer) => {
    const crew = await Crew.start(peer, hosts);
    try {
      // Publishers that share a JVM find its compiler at work already, as each would have one of its own on a machine of its own.
      await crew.publish("uuid", Math.max(...services) / hosts.length);
      await sleep(QUIET_MS);
      await crew.withdraw();
      await sleep(QUIET_MS);
      for (const size of services) {
        const all = await measure(crew, viewer, size);
        times.add(peer, `${size}`, pick(all, TIMES));
        costs.add(peer, `${size}`, pick(all, COSTS));
      }
    } finally {
      await crew.end();
    }
  });
  const what = { rounds: count, names: names(peers), over: `services of ${hostCount} hosts` };
  const [part, cost] = [`Services of ${hostCount} hosts, until all are resolved`, `Services of ${hostCount} hosts, what that costs`];
  report({ ...what, part, file: "discovery-2-many", units: TIMES, caps: { warm: PATIENCE_MS / 1000, cold: PATIENCE_MS / 1000 }, results: times.results(part) });
  report({ ...what, part: cost, file: "discovery-3-costs", units: COSTS, results: costs.results(cost) });
}

const pick = (all, units) => Object.fromEntries(Object.keys(units).map((name) => [name, all[name]]));

async function measure(crew, viewer, services) {
  let looker = await Crew.looker(crew.kind, viewer);
  try {
    await looker.browse();
    await sleep(QUIET_MS);
    const warm = await watch(crew, looker, () => crew.publish("uuid", services / crew.hosts.length));
    await looker.end();
    await sleep(QUIET_MS);

    looker = await Crew.looker(crew.kind, viewer);
    const cold = await watch(crew, looker, async () => ({ at: await looker.browse(), names: warm.names }));
    const [browserMemory, publishersMemory] = [looker.memory(), crew.memory()];
    await looker.end();
    await crew.withdraw();
    await sleep(QUIET_MS);
    return {
      ...{ warm: warm.seconds, cold: cold.seconds, warmFound: warm.share * 100, coldFound: cold.share * 100 },
      ...{ warmPackets: warm.packets, coldPackets: cold.packets, warmBytes: warm.bytes / 1000, coldBytes: cold.bytes / 1000 },
      ...{ browserCpu: cold.browserCpu, publishersCpu: cold.publishersCpu, browserMemory, publishersMemory },
    };
  } finally {
    await looker.end();
  }
}

/** What happens from `begin` on. */
async function watch(crew, looker, begin) {
  const [publishers, browser] = [crew.stopwatch(), looker.stopwatch()];
  const before = await wire.total();
  const end = performance.now() + WINDOW_MS;
  const { at, names } = await begin();
  const told = await looker.told("found", names, PATIENCE_MS);
  await sleep(Math.max(0, end - performance.now()));
  const after = await wire.total();
  return {
    names,
    seconds: told.share < 1 ? PATIENCE_MS / 1000 : seconds(told.at - at),
    share: told.share,
    packets: after.packets - before.packets,
    bytes: after.bytes - before.bytes,
    browserCpu: browser.cpu(),
    publishersCpu: publishers.cpu(),
  };
}
