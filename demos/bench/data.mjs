// `./lanward bench data`: how fast data channels are, two processes on two hosts of the lab, ours beside others in the same run, a round of
// each in turn. Prints medians, the tenth and ninetieth percentile, and the ratio of ours to theirs. Runs inside the lab.
import "./help.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { lab } from "../e2e/lib/lab.mjs";
import { at, print, summary, write } from "./lib.mjs";
import { Pair } from "./pair.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PARTS = ["bulk", "rtt", "loaded", "lossy"];
const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: PARTS.join(",") },
    rounds: { type: "string", default: "10" },
    peers: { type: "string", default: "lanward,lanward-nio,libdatachannel,pion" },
    out: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const only = options.only.split(",");
const unknown = only.filter((part) => !PARTS.includes(part));
if (unknown.length || !(rounds >= 1)) throw new Error(`--only takes ${PARTS.join(", ")}; --rounds a number from 1 on`);

const BULK_MIB = 128;
// The better compiler of a JVM has its turn after some ten thousand calls; what it is waited for here, all are given.
const WARM_UP_PINGS = 20_000;
const PINGS = 2_000;
const PINGS_UNDER_LOAD = 100;
const WARM_UP_MIB = 256;
const LINKS = {
  "1 % loss, 20 ms": { how: { delay: "10ms", loss: "1%" }, mebibytes: 4 },
  "0.1 % loss, 2 ms": { how: { delay: "1ms", loss: "0.1%" }, mebibytes: 32 },
};

const directory = mkdtempSync(join(tmpdir(), "lanward-bench-"));
const programs = {
  lanward: (side) => [here("end"), "DataEnd", join(directory, side)],
  "lanward-nio": (side) => ["env", "LANWARD_IO=nio", here("end"), "DataEnd", join(directory, `nio-${side}`)],
  libdatachannel: () => ["node", here("peers/libdatachannel/end.mjs")],
  pion: () => [here("../../.lanward-build/pion/end")],
};

/** Sends in bulk, and pings. */
class DataPair extends Pair {
  async bulk(mebibytes) {
    const before = this.both();
    const { bytes, seconds } = await this.ask(`bulk ${mebibytes}`, "bulk");
    const size = bytes / (1 << 20);
    return { speed: size / seconds, cpu: ((this.both() - before) / size) * 1024 };
  }

  async pings(count) {
    const micros = (await this.ask(`rtt ${count}`, "rtt")).micros;
    return { p50: at(micros, 0.5), p99: at(micros, 0.99) };
  }

  async pingsUnderLoad(count) {
    this.a.write("stream");
    await new Promise((resolve) => setTimeout(resolve, 300)); // until the windows are open; not waited for, but spent
    const pings = await this.pings(count);
    const { bytes, seconds } = await this.ask("stop", "stopped");
    return { ...pings, speed: bytes / (1 << 20) / seconds };
  }

  /** CPU seconds of both ends so far. */
  both() {
    return this.cpu().reduce((a, b) => a + b);
  }
}

const results = [];

async function measure(part, pairs, units, round) {
  const samples = new Map(pairs.map((pair) => [pair, []]));
  for (let i = 0; i < rounds; i++) {
    for (const pair of pairs) samples.get(pair).push(await round(pair));
  }
  const what = { part, rounds, units, results: pairs.map((pair) => ({ part, peer: pair.name, figures: summary(samples.get(pair)) })) };
  results.push(...what.results);
  if (!options.json) print(what);
  if (options.out) write(options.out, what);
}

const hosts = [];
const pairs = [];
try {
  for (const name of ["a", "b"]) hosts.push((await lab.host(name)).name);
  for (const name of options.peers.split(",")) {
    // A link of ours is for the one that connects, an offer of theirs from it.
    pairs.push(await DataPair.open(name, ["a", "b"].map(programs[name]), hosts, { invites: name.startsWith("lanward") }));
  }
  for (const pair of pairs) {
    await pair.bulk(WARM_UP_MIB);
    await pair.pings(WARM_UP_PINGS);
  }
  if (only.includes("bulk")) await measure("bulk", pairs, { speed: "MiB/s", cpu: "CPU s/GiB" }, (pair) => pair.bulk(BULK_MIB));
  const units = { p50: "us", p99: "us", speed: "MiB/s" };
  if (only.includes("rtt")) await measure("64-byte round trip, idle", pairs, units, (pair) => pair.pings(PINGS));
  if (only.includes("loaded")) await measure("64-byte round trip beside a transfer", pairs, units, (pair) => pair.pingsUnderLoad(PINGS_UNDER_LOAD));
  if (only.includes("lossy")) {
    for (const [name, { how, mebibytes }] of Object.entries(LINKS)) {
      await lab.link(hosts[0], { ...how, seed: 1 });
      await measure(name, pairs, { speed: "MiB/s", cpu: "CPU s/GiB" }, (pair) => pair.bulk(mebibytes));
      await lab.link(hosts[0], null);
    }
  }
  if (options.json) console.log(JSON.stringify({ rounds, results }, null, 1));
} finally {
  await Promise.allSettled(pairs.map((pair) => pair.close()));
  rmSync(directory, { recursive: true, force: true });
}
