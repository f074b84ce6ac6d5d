// The driver that uses jmDNS (`--mdns jmdns`) against our own on another host: what it can do, and what it cannot.
// Run by `./lanward test --only lab`.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { PATIENCE, TYPE, named, pair } from "./drivers.mjs";
import { bare, host, record, resolves } from "./hosts.mjs";

for (const [publisher, other] of [["jmdns", "own"], ["own", "jmdns"]]) {
  test(`what ${publisher} publishes is found by ${other}, with its data, changes and goes`, async (t) => {
    const { here, ours, theirs } = await pair(t, publisher);
    for (const name of ["Küche 1.0 (oben)", randomUUID()]) {
      const uuid = randomUUID();
      theirs.write(`browse ${TYPE}`);
      ours.write(`publish ${uuid} 47470 ${name}`);
      const { ms } = await ours.event("published", named(name));
      t.diagnostic(`${name}: published after ${ms} ms`);
      const found = await theirs.event("found", named(name));
      assert.deepEqual([found.host, found.port], [`${uuid}.local`, 47470]);
      assert.equal(found.txt, "09747874766572733d310974793d63616d657261");
      assert.ok(found.addresses.split(" ").map(bare).includes(here.ipv4), found.addresses);
      const after = theirs.mark();
      ours.write(`change ${uuid} 47470 ${name}`);
      await theirs.event("found", { ...named(name, (event) => event.txt.endsWith("706d3d31")), after });
      ours.write(`retract ${name}`);
      await theirs.event("lost", named(name));
    }
  });

  test(`a host name of ${publisher} is resolved by ${other}, and lost with its goodbye`, async (t) => {
    const { here, ours, theirs } = await pair(t, publisher);
    const name = randomUUID();
    ours.write(`announce ${name}`);
    await resolves(t, theirs, name, [here.ipv4]);
    const free = randomUUID();
    theirs.write(`probe ${free}`);
    assert.equal((await theirs.event("probed", { where: (event) => event.host === free })).free, true);
  });
}

test("two devices that people called the same are both found", async (t) => {
  const [one, two, viewer] = [await host(t, "one"), await host(t, "two"), await host(t, "viewer")];
  const [first, second, looking] = [await one.ours(), await two.oursByJmdns(), await viewer.oursByJmdns()];
  looking.write(`browse ${TYPE}`);
  first.write(`publish ${randomUUID()} 1001 Küche`);
  await first.event("published");
  second.write(`publish ${randomUUID()} 1002 Küche`);
  assert.equal((await second.event("published", { timeoutMs: PATIENCE })).name, "Küche (2)");
  await looking.event("found", named("Küche", (event) => event.port === 1001));
  await looking.event("found", named("Küche (2)", (event) => event.port === 1002));
});

test("a name that jmDNS has is left to it", async (t) => {
  const { ours, theirs } = await pair(t, "jmdns");
  ours.write(`publish ${randomUUID()} 1001 Küche`);
  await ours.event("published", { timeoutMs: PATIENCE });
  theirs.write(`publish ${randomUUID()} 1002 Küche`);
  assert.equal((await theirs.event("published", { timeoutMs: PATIENCE })).name, "Küche (2)");
});

test("a name that is only recognised when asked for is not answered", async (t) => {
  const { here, ours, theirs } = await pair(t, "jmdns");
  const [announced, recognised] = [randomUUID(), randomUUID()];
  ours.write(`recognise ${recognised}`);
  ours.write(`announce ${announced}`);
  theirs.write(`resolve ${recognised}`);
  await resolves(t, theirs, announced, [here.ipv4]);
  assert.ok(!theirs.events.some((event) => event.event === "address" && event.host === recognised));
});

test("where there are several interfaces one must be chosen, and then works", async (t) => {
  const [here, there] = [await host(t, "here", { secondInterface: true }), await host(t, "there")];
  await assert.rejects(here.oursByJmdns(), /one interface only, and here are eth0, eth1: choose one with --interface/);
  const [ours, theirs] = [await here.oursByJmdns("eth0"), await there.ours()];
  const name = randomUUID();
  ours.write(`announce ${name}`);
  await resolves(t, theirs, name, [here.ipv4]);
});

test("a link without IPv4 works", async (t) => {
  const { here, there, ours, theirs } = await pair(t, "jmdns", { ipv4: "none" });
  const [name, other] = [randomUUID(), randomUUID()];
  ours.write(`publish ${name} 47470 Shelf`);
  theirs.write(`browse ${TYPE}`);
  const found = await theirs.event("found", named("Shelf"));
  assert.ok(found.addresses.split(" ").map(bare).includes(here.ipv6), found.addresses);
  await resolves(t, theirs, name, [here.ipv6]);
  theirs.write(`announce ${other}`);
  await resolves(t, ours, other, [there.ipv6]);
});

test("all is taken back when the program is ended by a signal", async (t) => {
  const { there, ours } = await pair(t, "jmdns");
  const name = randomUUID();
  const wire = await there.wire();
  ours.write(`publish ${name} 47470 Shelf`);
  await ours.event("published", { timeoutMs: PATIENCE });
  const asked = performance.now();
  await ours.kill("SIGTERM");
  t.diagnostic(`ended in ${Math.round(performance.now() - asked)} ms`);
  await wire.event("answer", record(name, "A", (event) => event.ttl === 0));
  await wire.event("answer", { where: (event) => event.name === `${TYPE}.local.` && event.ttl === 0 });
});
