// The driver that uses jmDNS (`--mdns jmdns`) where something is wrong: others who have its name, changing networks, hostile packets.
// Run by `./lanward test --only lab`.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { lab, until } from "../../demos/e2e/lib/lab.mjs";
import { PATIENCE, TYPE, named, pair } from "./drivers.mjs";
import { bare, host, record, resolves } from "./hosts.mjs";

/** Datagrams that break every rule, which our own core reads in its unit tests. */
const zoo = fileURLToPath(new URL("../src/test/resources/dev/lanward/mdns/MdnsFuzzTestInputs/theCoreThrowsNothing", import.meta.url));

test("a host name that another host speaks for is told of, and answered again when that is over", async (t) => {
  const { here, there, ours, theirs } = await pair(t, "jmdns");
  const name = randomUUID();
  ours.write(`announce ${name}`);
  await resolves(t, theirs, name, [here.ipv4]);
  theirs.write(`announce ${name}`);
  await ours.event("conflict", { where: (event) => event.host === name, timeoutMs: PATIENCE });
  theirs.write(`withdraw ${name}`);
  const wire = await there.wire();
  await wire.event("answer", { ...record(name, "A", (event) => event.data === here.ipv4 && event.ttl > 0), timeoutMs: 30_000 });
});

for (const [what, change] of [
  ["its host gets another address", (name) => lab.address(name, "change", "10.77.0.200")],
  ["its cable is plugged in again, with another address", async (name) => {
    await lab.unplug(name);
    await lab.address(name, "change", "10.77.0.200");
    await lab.plug(name);
  }],
]) {
  test(`a host name and a service are told anew when ${what}`, async (t) => {
    const { here, ours, theirs } = await pair(t, "jmdns");
    const name = randomUUID();
    theirs.write(`browse ${TYPE}`);
    ours.write(`publish ${name} 47470 Shelf`);
    await theirs.event("found", named("Shelf", (event) => event.addresses.includes(here.ipv4)));
    await change(here.name);
    await theirs.event("found", { ...named("Shelf", (event) => event.addresses.split(" ").map(bare).includes("10.77.0.200")), timeoutMs: 60_000 });
  });
}

test("malformed packets do no harm", async (t) => {
  const { here, there, ours } = await pair(t, "jmdns");
  const evil = await host(t, "evil");
  const [before, after] = [randomUUID(), randomUUID()];
  ours.write(`browse ${TYPE}`);
  ours.write(`announce ${before}`);
  await resolves(t, await there.ours(), before, [here.ipv4]);
  await evil.hostile("malformed", zoo);
  ours.write(`announce ${after}`);
  const fresh = await evil.ours(); // knows nothing yet
  for (const name of [before, after]) await resolves(t, fresh, name, [here.ipv4]);
});

test("a flood of services leaves it finding those that are there", async (t) => {
  const { there, ours, theirs } = await pair(t, "jmdns");
  const evil = await host(t, "evil");
  ours.write(`browse ${TYPE}`);
  t.diagnostic((await evil.hostile("services", "3")).stdout.trim());
  await ours.event("found", { where: ({ name }) => name.startsWith("Flood "), timeoutMs: PATIENCE });
  theirs.write(`publish ${randomUUID()} 47470 Shelf`);
  const found = await ours.event("found", { ...named("Shelf"), timeoutMs: 60_000 });
  assert.ok(found.addresses.includes(there.ipv4), found.addresses);
});

test("a flood of names makes it begin anew, and it answers again afterwards", async (t) => {
  const { here, there, ours, theirs } = await pair(t, "jmdns");
  const evil = await host(t, "evil");
  const name = randomUUID();
  const wire = await there.wire();
  ours.write(`announce ${name}`);
  await resolves(t, theirs, name, [here.ipv4]);
  t.diagnostic((await evil.hostile("hosts", "8")).stdout.trim());
  const goodbye = () => wire.events.findIndex((event) => event.name === `${name}.local.` && event.ttl === 0);
  await until("it says goodbye", () => goodbye() >= 0, 30_000);
  await wire.event("answer", { ...record(name, "A", (event) => event.ttl > 0), after: goodbye(), timeoutMs: 60_000 });
});
