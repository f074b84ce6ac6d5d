// Devices told and found in ordinary DNS: a device, a name server (Debian's BIND) and a viewer on hosts of their own.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lab, lanward, until } from "../lib/lab.mjs";
import { Machine } from "../lib/machine.mjs";
import { NameServer } from "../lib/name-server.mjs";
import { scenario } from "../lib/scenario.mjs";
import { occupy, standingPort } from "../lib/standing-port.mjs";

const TYPE = "_lanward._udp.example.org.";

/** An address as `ip` writes it. */
const bare = (address) => (address.includes(":") ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address);

/** The records of so many devices, as a zone file has them. */
const devices = (count) =>
  Array.from({ length: count }, (_, i) => {
    const service = `Device-${i}._lanward._udp`;
    return `_lanward._udp PTR ${service}\n${service} SRV 0 0 ${1000 + i} host-${i}\n${service} TXT "txtvers=1" "door=1" "knocks=lw1" "fp=${"A".repeat(43)}" "ty=camera"\nhost-${i} A 10.77.1.${(i % 250) + 1}`;
  }).join("\n");

/** A device host, a server host and a viewer host, with BIND on the server unless told otherwise. */
async function site(s, { start = true, family = "ipv4", ...how } = {}) {
  const [device, ns, viewer] = [await s.host("device"), await s.host("ns"), await s.host("viewer")];
  const server = new NameServer(ns, join(s.directory, "bind"), how);
  if (start) await server.start();
  const place = ["--dns-sd-domain", server.domain, "--server", ns[family]];
  const state = ["--state", join(s.directory, "viewer")];
  const stop = () => server.stop();
  return {
    device, ns, viewer, server, place, stop,
    args: (keyFile = server.keyFile()) => [...place, "--tsig-key-file", keyFile],
    /** Runs browse to its end. */
    async browse(...words) {
      const program = s.spawn(viewer, [lanward, "browse", ...place, ...state, "--json", ...words]);
      const { code } = await program.exited;
      return { code, events: program.events, output: program.output };
    },
    watch: () => s.spawn(viewer, [lanward, "browse", ...place, ...state, "--watch", "--json"]),
  };
}

scenario("a device is registered at BIND, found on another host, followed, and gone once it is closed", async (s) => {
  const at = await site(s);
  try {
    const watching = at.watch();
    const doorbell = await s.device(at.device, { name: "Doorbell 2. Stock", args: ["--type", "camera", ...at.args()] });
    const { name } = await doorbell.event("registered");
    assert.equal(name, "Doorbell 2. Stock");

    const found = (await at.browse()).events;
    assert.deepEqual(found.map((each) => [each.event, each.name, each.type, each.port]), [["device", name, "camera", doorbell.ready.door]]);
    assert.deepEqual(found[0].addresses.map(bare), [at.device.ipv4, at.device.ipv6]);
    assert.equal(found[0].known, "new");
    assert.match(found[0].fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    assert.equal((await at.browse("--type", "camera")).events.length, 1);
    const none = await at.browse("--type", "nas");
    assert.deepEqual([none.code, none.events], [0, []], none.output);

    // An independent reader sees the same.
    const full = String.raw`Doorbell\0322\.\032Stock.` + TYPE;
    assert.deepEqual(await at.server.records(TYPE, "PTR"), [full]);
    assert.deepEqual(await at.server.records(full, "SRV"), [`0 0 ${doorbell.ready.door} ${doorbell.ready.host.replace(".local", ".example.org.")}`]);
    assert.match((await at.server.records(full, "TXT"))[0], /^"txtvers=1" "door=1" "knocks=lw1,lw3" "fp=[^"]{43}" "ty=camera"$/);

    await watching.event("device", { where: (each) => each.name === name, timeoutMs: 30_000 });
    const more = watching.mark();
    await lab.address("device", "add", "10.77.0.77/24");
    await watching.event("device", { after: more, where: (each) => each.addresses.includes("10.77.0.77"), timeoutMs: 60_000 });

    const started = performance.now();
    await doorbell.stop("SIGTERM");
    s.figure(`stopped in ${Math.round(performance.now() - started)} ms`);
    assert.deepEqual(await at.server.all(), []);
    await watching.event("gone", { where: (each) => each.name === name, timeoutMs: 30_000 });
  } finally {
    await at.stop();
  }
}, { timeoutMs: 240_000 });

scenario("a name that another device has at BIND is not taken from it, and a device that was killed gets its own back", async (s) => {
  const at = await site(s, { family: "ipv6" });
  try {
    const other = await s.host("other");
    const first = await s.device(at.device, { name: "Doorbell", args: at.args() });
    assert.equal((await first.event("registered")).name, "Doorbell");
    const second = await s.device(other, { name: "Doorbell", args: at.args() });
    assert.equal((await second.event("registered")).name, "Doorbell (2)");
    assert.deepEqual((await at.browse()).events.map(({ name }) => name).sort(), ["Doorbell", "Doorbell (2)"]);

    await first.stop("SIGKILL");
    assert.equal((await at.browse()).events.length, 2, "nobody took it out");
    await first.startAgain([...at.args(), "--port", "47999"]);
    assert.equal((await first.event("registered")).name, "Doorbell");
    const ports = (await at.browse()).events.map(({ name, port }) => [name, port]).sort();
    assert.deepEqual(ports, [["Doorbell", 47999], ["Doorbell (2)", second.ready.door]].sort());
  } finally {
    await at.stop();
  }
}, { timeoutMs: 240_000 });

scenario("more devices than fit in a datagram are all found, by TCP", async (s) => {
  const count = 200;
  const at = await site(s, { records: devices(count), maxRecords: count });
  try {
    const started = performance.now();
    const { code, events, output } = await at.browse();
    s.figure(`${count} devices in ${Math.round(performance.now() - started)} ms, the start of the JVM included`);
    assert.equal(code, 0, output);
    assert.deepEqual(events.map(({ port }) => port).sort((a, b) => a - b), Array.from({ length: count }, (_, i) => 1000 + i));
  } finally {
    await at.stop();
  }
});

scenario("the device that is one too many for BIND says what to set there", async (s) => {
  const at = await site(s, { records: devices(100) });
  try {
    const device = await s.device(at.device, { name: "One too many", args: at.args() });
    const { message } = await device.event("error", { where: ({ code }) => code === "dns-failed", timeoutMs: 30_000 });
    assert.match(message, /max-records-per-type/);
  } finally {
    await at.stop();
  }
});

scenario("a key that BIND does not know, knows otherwise or does not let in is named with the next step", async (s) => {
  const at = await site(s);
  try {
    const cases = [
      ["unknown", { key: "nobody" }, "dns-key", /does not know the key nobody/],
      ["otherwise", { secret: Buffer.alloc(32, 9).toString("base64") }, "dns-key", /another secret for the key lanward/],
      ["not-let-in", { key: "stranger", secret: Buffer.alloc(32, 7).toString("base64") }, "dns-refused", /update-policy \{ grant stranger/],
    ];
    for (const [name, how, code, words] of cases) {
      const device = await s.device(at.device, { name, args: at.args(at.server.keyFile(`${name}.key`, how)) });
      const { message } = await device.event("error", { where: (each) => each.code === code, timeoutMs: 30_000 });
      assert.match(message, words);
      await device.stop("SIGTERM");
    }
    assert.deepEqual(await at.server.all(), []);
    const open = at.server.keyFile("open.key", { mode: 0o644 });
    const refused = s.spawn(at.device, [lanward, "device", "--json", "--state", join(s.directory, "open"), ...at.args(open)]);
    assert.equal((await refused.exited).code, 1);
    assert.match(refused.events[0].message, /chmod 600/);
  } finally {
    await at.stop();
  }
}, { timeoutMs: 240_000 });

scenario("with no name server there a device starts as fast, works, says so, and registers once the server is back", async (s) => {
  const at = await site(s, { start: false });
  try {
    const time = async (args) => {
      const started = performance.now();
      const device = await s.device(at.device, { name: "Doorbell", args });
      return [device, Math.round(performance.now() - started)];
    };
    await lab.partition("device", "ns"); // silence, not refusals
    const [alone, without] = await time([]);
    await alone.stop("SIGTERM");
    const [device, silent] = await time(at.args());
    s.figure(`ready in ${without} ms without DNS, in ${silent} ms with a server that is silent`);
    const ready = performance.now();
    const { message } = await device.event("error", { where: ({ code }) => code === "dns-unreachable", timeoutMs: 30_000 });
    // Asking three times in vain takes 7 s, nearly all of which come after it is ready.
    const later = Math.round(performance.now() - ready);
    s.figure(`that the server does not answer is said ${later} ms later`);
    assert.ok(later > 1_000, `${later} ms`);
    assert.match(message, /^Not told in example\.org, tried again from time to time: The name server 10\.77\.\d+\.\d+ (does not answer|cannot be reached)/);
    device.process.write({ pair: true });
    await device.event("pairing", { timeoutMs: 30_000 }); // it works

    await at.server.start();
    await lab.heal("device", "ns");
    await device.event("registered", { timeoutMs: 90_000 });
    await until("it is found", async () => (await at.browse()).events.length === 1, 30_000);

    await lab.partition("device", "ns");
    const started = performance.now();
    await device.stop("SIGTERM");
    const took = Math.round(performance.now() - started);
    s.figure(`stopped in ${took} ms with the server silent again`);
    assert.ok(took < 6_000, `${took} ms`);

    await lab.partition("viewer", "ns");
    const browse = await at.browse();
    assert.equal(browse.code, 1);
    assert.equal(browse.events[0].code, "dns-unreachable", browse.output);
  } finally {
    await at.stop();
  }
}, { timeoutMs: 240_000 });

/** Between the lab's two networks, which multicast does not cross: 10.77.0.0/24 and fd77::/64, 10.78.0.0/24 and fd78::/64. */
async function router(s, near, far) {
  const between = await s.host("router", { secondInterface: true });
  const number = (address) => address.split(".").at(-1);
  const gateway = number(between.ipv4);
  await lab.exec("router", ["sysctl", "-qw", "net.ipv4.ip_forward=1"]);
  await lab.exec(near.name, ["ip", "route", "add", "10.78.0.0/24", "via", between.ipv4]);
  await lab.unplug(far.name);
  await lab.exec(far.name, ["ip", "address", "flush", "dev", "eth0"]);
  await lab.exec(far.name, ["ip", "-6", "address", "flush", "dev", "eth1"]);
  await lab.exec(far.name, ["ip", "route", "replace", "default", "via", `10.78.0.${gateway}`]);
}

scenario("a device beyond a router is paired with by link, and then found by its advert at BIND", async (s) => {
  const at = await site(s);
  try {
    const far = await s.host("far", { secondInterface: true });
    await router(s, at.device, far);
    await lab.exec("ns", ["ip", "route", "add", "10.78.0.0/24", "via", (await lab.list()).find(({ name }) => name === "router").ipv4]);
    const gateway = await s.device(at.device, { name: "Gateway", args: ["--pair", ...at.args()] });
    await gateway.event("registered");
    const machine = new Machine(s, far);
    const { fingerprint } = await machine.pair((await gateway.event("pairing")).link);

    await s.step("multicast does not reach it", async () => {
      assert.deepEqual(await machine.run("browse"), []);
    });
    await s.step("where it was last it is found without help", async () => {
      assert.equal(await machine.echo("Gateway"), "one two three");
    });

    await gateway.stop();
    await occupy(s, at.device, standingPort(fingerprint));
    await lab.address("device", "change", "10.77.0.150");
    await lab.exec("device", ["ip", "route", "replace", "10.78.0.0/24", "via", (await lab.list()).find(({ name }) => name === "router").ipv4]);
    await gateway.startAgain([...at.args(), "--port", "49001"]);
    await gateway.event("registered");
    await s.step("at another address and port it is not", async () => {
      await assert.rejects(machine.echo("Gateway", "--timeout", "3s"), /exit code 1/);
    });
    await s.step("but with the domain it is", async () => {
      assert.equal(await machine.echo("Gateway", ...at.place), "one two three");
    });
    await gateway.stop();
    await s.step("files are sent to it where the domain says that it is, at yet another port", async () => {
      const [file, into] = [join(s.directory, "notes.txt"), join(s.directory, "into")];
      writeFileSync(file, "hello");
      const words = ["--name", "Gateway", "--port", "49002", "--into", into, "--accept", "paired", "--state", gateway.stateDirectory];
      const receiver = s.spawn(at.device, [lanward, "receive", "--json", ...words, ...at.args()]);
      await receiver.event("registered", { timeoutMs: 60_000 });
      await assert.rejects(machine.run("send", file, "--to", "Gateway", "--timeout", "3s"), /exit code 1/);
      const events = await machine.run("send", file, "--to", "Gateway", ...at.place);
      assert.equal(events.at(-1).event, "sent");
      assert.equal(readFileSync(join(into, "notes.txt"), "utf8"), "hello");
      await receiver.kill();
    });
    await s.step("when it is gone, and the server as well, the server is named", async () => {
      await at.stop();
      await assert.rejects(machine.run("connect", "Gateway", "echo", ...at.place, "--timeout", "60s"), /"code":"dns-unreachable"[^]*could not be looked through/);
    });
  } finally {
    await at.stop();
  }
}, { timeoutMs: 240_000 });
