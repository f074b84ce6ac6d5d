// A DNS resolver that does not answer, and none: the same must be as fast with either.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lab } from "../../e2e/lib/lab.mjs";
import { Crew } from "./crew.mjs";
import { Samples, millis, names, rounds, sleep } from "./rounds.mjs";

const PART = "A DNS resolver that does not answer";
const UNITS = { start: "ms", publish: "ms", browse: "ms" };
// The lab's router takes what is for elsewhere, and says nothing. Without a name server the C library asks this host, which refuses at once.
const RESOLVERS = { "no resolver": "nameserver 127.0.0.1\n", "one that does not answer": "nameserver 192.0.2.53\n" };
const PATIENCE_MS = 60_000;
const QUIET_MS = 1_100;

export async function resolver({ peers, rounds: count, report }) {
  const hosts = [await lab.host("home"), await lab.host("phone")];
  const samples = new Samples();
  await rounds(count, peers, async (peer) => {
    for (const [name, file] of Object.entries(RESOLVERS)) {
      for (const host of hosts) writeFileSync(join(process.env.LANWARD_LAB, `${host.name}.resolv.conf`), file);
      samples.add(peer, name, await measure(peer, hosts));
    }
  });
  report({ part: PART, file: "discovery-6-resolver", rounds: count, units: UNITS, names: names(peers), draw: "none", results: samples.results(PART) });
  for (const { name } of hosts) await lab.remove(name);
}

async function measure(peer, [home, viewer]) {
  const crews = [];
  const start = async (starting) => {
    const started = performance.now();
    crews.push(await starting);
    return [crews.at(-1), performance.now() - started];
  };
  try {
    const [publisher, startMs] = await start(Crew.start(peer, [home]));
    const [looker] = await start(Crew.looker(peer, viewer));
    await looker.browse();
    await sleep(QUIET_MS);
    const published = await publisher.publish("uuid", 1);
    const resolved = await looker.told("found", published.names, PATIENCE_MS);
    await looker.end();
    await sleep(QUIET_MS);
    const [later] = await start(Crew.looker(peer, viewer));
    const asked = await later.browse();
    const found = await later.told("found", published.names, PATIENCE_MS);
    return { start: startMs, publish: millis(resolved.at - published.at), browse: millis(found.at - asked) };
  } finally {
    await Promise.all(crews.map((each) => each.end()));
  }
}
