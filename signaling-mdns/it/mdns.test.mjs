// Multicast DNS on a LAN of several hosts, with real packets. Run by `./lanward test --only lab`.
//
// Every lab host has a resolver that never answers: whatever looked a name up would hang for seconds, and the times
// that the tests print would show it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { lab, until } from "../../demos/e2e/lib/lab.mjs";
import { host, record, resolves } from "./hosts.mjs";

test("a fixed host name is resolved to A and AAAA by our resolver and by jmDNS", async (t) => {
  const [device, viewer, other] = [await host(t, "device"), await host(t, "viewer"), await host(t, "other")];
  const name = randomUUID();
  const responder = await device.ours();
  responder.write(`announce ${name}`);
  const addresses = [device.ipv4, device.ipv6];
  const told = await resolves(t, await viewer.ours(), name, addresses);
  assert.ok(told.every((each) => [...addresses, "fe80::77:ff:fe00:1"].includes(each)), `${told}`);
  await resolves(t, await other.jmdns(), name, [device.ipv4]);
});

test("a name that is only recognised when asked for is resolved, and never announced", async (t) => {
  const [device, viewer, other] = [await host(t, "device"), await host(t, "viewer"), await host(t, "other")];
  const name = randomUUID();
  const wire = await other.wire();
  const responder = await device.ours();
  responder.write(`recognise ${name}`);
  const viewing = await viewer.ours();
  assert.equal(wire.events.filter((event) => event.event === "answer" && event.name === `${name}.local.`).length, 0);
  await resolves(t, viewing, name, [device.ipv4, device.ipv6]);
  await resolves(t, await other.jmdns(), name, [device.ipv4]);
  viewing.write(`resolve ${randomUUID()}`); // a name that nobody has: nobody may answer
  const asked = (await wire.event("question", { where: (event) => !event.name.startsWith(name) })).name;
  await resolves(t, viewing, name, [device.ipv4]);
  assert.equal(wire.events.filter((event) => event.event === "answer" && event.name === asked).length, 0);
});

test("our resolver finds what jmDNS publishes", async (t) => {
  const [device, viewer] = [await host(t, "device"), await host(t, "viewer")];
  const name = randomUUID();
  await device.jmdns(name);
  await resolves(t, await viewer.ours(), name, [device.ipv4]);
});

test("ours and jmDNS share port 5353 on one host, and hear each other there", async (t) => {
  const [shared, viewer] = [await host(t, "shared"), await host(t, "viewer")];
  const [ourName, theirName] = [randomUUID(), randomUUID()];
  const theirs = await shared.jmdns(theirName);
  const ours = await shared.ours();
  ours.write(`announce ${ourName}`);
  const viewing = await viewer.ours();
  await resolves(t, viewing, ourName, [shared.ipv4, shared.ipv6]);
  await resolves(t, viewing, theirName, [shared.ipv4]);
  await resolves(t, ours, theirName, [shared.ipv4]);
  await resolves(t, theirs, ourName, [shared.ipv4]);
});

for (const family of [4, 6]) {
  test(`announced twice with the cache-flush bit, and taken back at the end, over IPv${family}`, async (t) => {
    const [device, listener] = [await host(t, "device"), await host(t, "listener")];
    const name = randomUUID();
    const type = family === 4 ? "A" : "AAAA";
    const wire = await listener.wire(family);
    const responder = await device.ours();
    responder.write(`announce ${name}`);
    const first = await wire.event("answer", record(name, type));
    assert.deepEqual([first.flush, first.class, first.ttl, first.sourcePort], [true, 1, 120, 5353]);
    const again = record(name, type, (event) => event !== first && event.data === first.data);
    await wire.event("answer", again); // RFC 6762 section 8.3: "at least two unsolicited responses"
    const ending = wire.mark();
    responder.write("close");
    t.diagnostic(`closed in ${(await responder.event("closed")).ms} ms`);
    await wire.event("answer", { ...record(name, type, (event) => event.ttl === 0), after: ending });
    assert.equal((await responder.exited).code, 0);
  });
}

test("a goodbye is sent when the program is ended by a signal", async (t) => {
  const [device, listener] = [await host(t, "device"), await host(t, "listener")];
  const name = randomUUID();
  const wire = await listener.wire();
  const responder = await device.ours();
  responder.write(`announce ${name}`);
  await wire.event("answer", record(name, "A"));
  await responder.kill("SIGTERM");
  await wire.event("answer", record(name, "A", (event) => event.ttl === 0));
});

for (const [what, off, on] of [
  ["the cable is plugged in again", () => lab.unplug("device"), () => lab.plug("device")],
  ["the interface is up again", () => lab.exec("device", ["ip", "link", "set", "eth0", "down"]), () => lab.exec("device", ["ip", "link", "set", "eth0", "up"])],
]) {
  test(`a name is announced anew when ${what}`, async (t) => {
    const [device, listener] = [await host(t, "device"), await host(t, "listener")];
    const name = randomUUID();
    const wire = await listener.wire();
    const responder = await device.ours();
    responder.write(`announce ${name}`);
    const first = await wire.event("answer", record(name, "A"));
    await wire.event("answer", record(name, "A", (event) => event !== first)); // nothing more is due now
    await off();
    await until("the driver has let go of the link", async () => !(await listens(device)));
    const after = wire.mark();
    await on();
    const { data } = await wire.event("answer", { ...record(name, "A"), after });
    assert.equal(data, device.ipv4);
    await resolves(t, await listener.ours(), name, [device.ipv4]);
  });
}

/** Whether a program of the host has port 5353 (0x14E9) open. */
const listens = async ({ name }) => (await lab.exec(name, ["cat", "/proc/net/udp", "/proc/net/udp6"])).stdout.includes(":14E9 ");

test("a new address replaces the old one, without being asked", async (t) => {
  const [device, listener] = [await host(t, "device"), await host(t, "listener")];
  const name = randomUUID();
  const wire = await listener.wire();
  const responder = await device.ours();
  responder.write(`announce ${name}`);
  await wire.event("answer", record(name, "A"));
  await lab.address("device", "change", "10.77.0.200");
  await wire.event("answer", record(name, "A", (event) => event.data === "10.77.0.200" && event.flush));
  assert.ok(!(await resolves(t, await listener.ours(), name, ["10.77.0.200"])).includes(device.ipv4));
});

test("a host with two interfaces gives each link its own addresses only", async (t) => {
  const [device, near] = [await host(t, "device", { secondInterface: true }), await host(t, "near", { secondInterface: true })];
  const name = randomUUID();
  const [first, second] = [await near.wire(4, "eth0"), await near.wire(4, "eth1")];
  const responder = await device.ours();
  responder.write(`announce ${name}`);
  await resolves(t, await near.ours("eth0"), name, [device.ipv4, device.ipv6]);
  const elsewhere = device.ipv4.replace("10.77.", "10.78."); // the lab's second LAN numbers its hosts like the first
  await resolves(t, await near.ours("eth1"), name, [elsewhere, device.ipv6.replace("fd77:", "fd78:")]);
  for (const [wire, inside, outside] of [[first, device.ipv4, elsewhere], [second, elsewhere, device.ipv4]]) {
    await wire.event("answer", record(name, "A", (event) => event.data === inside));
    assert.ok(!wire.events.some((event) => event.data === outside), `${outside} was told on the other link`);
  }
});

test("a link without IPv4 works", async (t) => {
  const [device, viewer] = [await host(t, "device", { ipv4: "none" }), await host(t, "viewer", { ipv4: "none" })];
  const name = randomUUID();
  const responder = await device.ours();
  responder.write(`announce ${name}`);
  const told = await resolves(t, await viewer.ours(), name, [device.ipv6]);
  assert.ok(told.every((each) => each.includes(":")), `${told}`);
});

test("a link without IPv6 works", async (t) => {
  const [device, viewer] = [await host(t, "device", { ipv6: "none" }), await host(t, "viewer", { ipv6: "none" })];
  const name = randomUUID();
  const responder = await device.ours();
  responder.write(`announce ${name}`);
  assert.deepEqual(await resolves(t, await viewer.ours(), name, [device.ipv4]), [device.ipv4]);
});

test("a probe finds a name that another host has, and one that is free", async (t) => {
  const [device, viewer] = [await host(t, "device"), await host(t, "viewer")];
  const [taken, free] = [randomUUID(), randomUUID()];
  const responder = await device.ours();
  responder.write(`announce ${taken}`);
  const prober = await viewer.ours();
  prober.write(`probe ${taken}`);
  prober.write(`probe ${free}`);
  assert.equal((await prober.event("probed", { where: (event) => event.host === taken })).free, false);
  assert.equal((await prober.event("probed", { where: (event) => event.host === free })).free, true);
});
