// Service discovery on a LAN of several hosts, with real packets and with jmDNS and avahi as peers. Run by
// `./lanward test --only lab`.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { lab, until } from "../../demos/e2e/lib/lab.mjs";
import { bare, host } from "./hosts.mjs";

const TYPE = "_lanward._udp";

// Somebody may not want it on his machine. In CI it is never missing: then its tests fail.
const isThere = existsSync("/usr/sbin/avahi-daemon") && existsSync("/usr/bin/avahi-browse");
const avahi = { skip: isThere || process.env.CI ? false : "needs avahi-daemon and avahi-utils" };

/** The first line of `program` that looks so. */
const line = (program, pattern) =>
  until(`a line ${pattern}`, () => program.output.split("\n").find((each) => pattern.test(each)), 15_000);

/** Waits until `viewer` has told the service `name`, and returns what it said. */
const found = (viewer, name, more = () => true) =>
  viewer.event("found", { where: (event) => event.name === name && more(event), timeoutMs: 15_000 });

test("a service with a random name is found within 0.1 s, and lost with its goodbye", async (t) => {
  const [device, viewer] = [await host(t, "device"), await host(t, "viewer")];
  const [publisher, looking] = [await device.ours(), await viewer.ours()];
  looking.write(`browse ${TYPE}`);
  const wire = await viewer.wire();
  await wire.event("question", { where: (event) => event.name === `${TYPE}.local.` });
  // The first ones load classes, and other programs may hold the processor for a moment.
  const times = [];
  let [uuid, name, service] = ["", "", undefined];
  for (let i = 0; i < 5; i++) {
    [uuid, name] = [randomUUID(), randomUUID()];
    const asked = performance.now();
    publisher.write(`publish ${uuid} 47470 ${name}`);
    service = await found(looking, name);
    times.push(Math.round(performance.now() - asked));
  }
  t.diagnostic(`published to resolved in ${times} ms`);
  assert.ok(Math.min(...times) < 100, `${times} ms`);
  assert.equal(service.host, `${uuid}.local`);
  assert.equal(service.port, 47470);
  assert.ok(service.addresses.split(" ").map(bare).includes(device.ipv4), service.addresses);
  publisher.write(`retract ${name}`);
  await looking.event("lost", { where: (event) => event.name === name });
});

test("what many hosts say at once waits in the system while a browser is busy", async (t) => {
  const viewer = await host(t, "viewer", { ipv6: "none" });
  const publishers = [];
  for (const name of ["a", "b", "c", "d"]) publishers.push(await (await host(t, name, { ipv6: "none" })).ours());
  const looking = await viewer.ours();
  const wire = await viewer.wire();
  looking.write(`browse ${TYPE}`);
  await wire.event("question", { where: (event) => event.name === `${TYPE}.local.` });
  await wire.kill(); // the only socket that is left is the browser's
  process.kill(looking.pid, "SIGSTOP");
  for (const publisher of publishers) {
    for (let i = 0; i < 250; i++) publisher.write(`publish ${randomUUID()} 47470 ${randomUUID()}`);
  }
  const published = ({ events }) => events.filter(({ event }) => event === "published").length === 250;
  await until("all are published", () => publishers.every(published), 30_000);
  process.kill(looking.pid, "SIGCONT");
  await until("all are found", () => looking.events.filter(({ event }) => event === "found").length >= 1000, 30_000);
  const dropped = (await lab.exec("viewer", ["cat", "/proc/net/udp"])).stdout.split("\n").filter((each) => each.includes(":14E9 "));
  assert.deepEqual(dropped.map((each) => each.trim().split(/ +/).at(-1)), ["0"]);
});

test("two devices that people called the same are both found", async (t) => {
  const [one, two, viewer] = [await host(t, "one"), await host(t, "two"), await host(t, "viewer")];
  const [first, second, looking] = [await one.ours(), await two.ours(), await viewer.ours()];
  looking.write(`browse ${TYPE}`);
  first.write(`publish ${randomUUID()} 1001 Küche`);
  second.write(`publish ${randomUUID()} 1002 Küche`);
  const names = [(await first.event("published")).name, (await second.event("published")).name];
  assert.deepEqual(names.sort(), ["Küche", "Küche (2)"]);
  await found(looking, "Küche");
  await found(looking, "Küche (2)");
});

test("jmDNS finds what we publish, and we find what jmDNS publishes", async (t) => {
  const [here, there] = [await host(t, "here"), await host(t, "there")];
  const ours = await here.ours();
  const theirs = await there.jmdns();
  ours.write(`publish ${randomUUID()} 47470 Doorbell`);
  theirs.write("browse");
  const service = await found(theirs, "Doorbell", (event) => event.port === 47470 && event.type === "camera");
  assert.ok(service.addresses.split(" ").map(bare).includes(here.ipv4), service.addresses);
  theirs.write("publish 4711 Shelf");
  ours.write(`browse ${TYPE}`);
  const shelf = await found(ours, "Shelf", (event) => event.port === 4711);
  assert.ok(shelf.addresses.split(" ").map(bare).includes(there.ipv4), shelf.addresses);
  ours.write("retract Doorbell");
  await theirs.event("lost", { where: (event) => event.name === "Doorbell", timeoutMs: 10_000 });
  theirs.write("retract");
  await ours.event("lost", { where: (event) => event.name === "Shelf", timeoutMs: 10_000 });
});

test("ours and jmDNS on one host find each other, though they share port 5353", async (t) => {
  const shared = await host(t, "shared");
  const [ours, theirs] = [await shared.ours(), await shared.jmdns()];
  ours.write(`publish ${randomUUID()} 47470 Doorbell`);
  theirs.write("browse");
  await found(theirs, "Doorbell");
  theirs.write("publish 4711 Shelf");
  ours.write(`browse ${TYPE}`);
  await found(ours, "Shelf");
});

test("a name that jmDNS has is left to it", async (t) => {
  const [here, there] = [await host(t, "here"), await host(t, "there")];
  const theirs = await there.jmdns();
  const ours = await here.ours();
  ours.write(`browse ${TYPE}`);
  theirs.write("publish 4711 Shelf");
  await found(ours, "Shelf");
  ours.write(`publish ${randomUUID()} 47470 Shelf`);
  assert.equal((await ours.event("published", { timeoutMs: 10_000 })).name, "Shelf (2)");
});

test("avahi finds what we publish, by its type and by its subtype, and loses it with the goodbye", avahi, async (t) => {
  const [here, there] = [await host(t, "here"), await host(t, "there")];
  const ours = await here.ours();
  const uuid = randomUUID();
  ours.write(`publish ${uuid} 47470 Küche 1.0`);
  await ours.event("published");
  for (const type of [TYPE, `_camera._sub.${TYPE}`]) {
    const browser = there.avahi("avahi-browse", "-rp", type);
    const told = await line(browser, new RegExp(`^=;eth0;IPv4;.*;${uuid}\\.local;`));
    assert.ok([here.ipv4, here.ipv6].some((address) => told.includes(`;${address};47470;`)), told);
    assert.ok(told.includes('"ty=camera"'), told);
    if (type !== TYPE) {
      ours.write("retract Küche 1.0");
      await line(browser, /^-;eth0;IPv4;/);
    }
    browser.endInput();
    await browser.exited;
  }
});

test("we find what avahi publishes, on another host and on our own, where it has port 5353 first", avahi, async (t) => {
  const [here, there] = [await host(t, "here"), await host(t, "there")];
  const shelf = there.avahi("avahi-publish", "-s", "Avahi shelf", TYPE, "4711", "a=b");
  const beside = here.avahi("avahi-publish", "-s", "Avahi beside", TYPE, "4712", "a=b");
  await Promise.all([shelf, beside].map((each) => line(each, /Established/)));
  const ours = await here.ours();
  ours.write(`browse ${TYPE}`);
  // avahi may tell an address of one family after the other.
  const far = await found(ours, "Avahi shelf", (event) => event.port === 4711 && event.addresses.split(" ").map(bare).includes(there.ipv4));
  assert.equal(Buffer.from(far.txt, "hex").toString(), "\u0003a=b");
  await found(ours, "Avahi beside", (event) => event.port === 4712);
  ours.write(`publish ${randomUUID()} 47470 Avahi shelf`);
  assert.equal((await ours.event("published", { timeoutMs: 10_000 })).name, "Avahi shelf (2)");
  shelf.endInput();
  await ours.event("lost", { where: (event) => event.name === "Avahi shelf", timeoutMs: 15_000 });
});
