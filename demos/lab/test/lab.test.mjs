// The lab's promises, each shown with real packets. Run by `./lanward test --only lab`.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { lab } from "../../e2e/lib/lab.mjs";

const probe = fileURLToPath(new URL("probe.mjs", import.meta.url));
const running = [];
let a, b;

const start = (host, ...args) => {
  const program = lab.spawn(host, [process.execPath, probe, ...args.map(String)]);
  running.push(program);
  return program;
};

const ping = async (host, address, { count = 5, gap = 5, patience = 800 } = {}) =>
  start(host, "ping", address, 7000, count, gap, patience).event("pinged", { timeoutMs: 30_000 });

const reaches = async (host, address) => (await ping(host, address, { count: 3 })).back > 0;

before(async () => {
  a = await lab.host("a");
  b = await lab.host("b");
  await start("b", "echo", 7000).event("ready");
});

after(() => Promise.all(running.map((program) => program.kill("SIGKILL"))));

test("hosts get addresses in order and see each other over IPv4 and IPv6", async () => {
  assert.deepEqual([a, b], [
    { name: "a", ipv4: "10.77.0.1", ipv6: "fd77::1" },
    { name: "b", ipv4: "10.77.0.2", ipv6: "fd77::2" },
  ]);
  assert.equal((await ping("a", b.ipv4)).back, 5);
  assert.equal((await ping("a", b.ipv6)).back, 5);
});

test("there is room for more than 250 hosts where they are given addresses of a larger network", async () => {
  const crowd = `${process.env.LANWARD_LAB}/hosts/crowd`; // as if there were so many
  writeFileSync(crowd, Array.from({ length: 250 }, (_, i) => i + 1).join(" "));
  try {
    await assert.rejects(lab.host("c1"), /250 hosts; more of them need --ipv4/);
    const [c1, c2] = [await lab.host("c1", { ipv4: "10.77.1.1/16" }), await lab.host("c2", { ipv4: "10.77.2.1/16" })];
    await start("c2", "echo", 7000).event("ready");
    assert.equal((await ping("c1", c2.ipv4)).back, 5);
    assert.equal((await ping("c1", c2.ipv6)).back, 5);
    for (const { name } of [c1, c2]) await lab.remove(name);
  } finally {
    rmSync(crowd);
  }
});

test("link-local addresses work at once", async () => {
  assert.equal((await ping("a", "fe80::77:ff:fe00:2%eth0")).back, 5);
});

test("a host whose network gives out no IPv4 address has a link-local one, and no IPv4 route out", async () => {
  assert.equal((await lab.host("c6", { ipv4: "link-local" })).ipv4, "", "none at which others reach it");
  assert.match((await lab.exec("c6", ["ip", "-4", "address", "show", "dev", "eth0"])).stdout, /inet 169\.254\.77\.\d+\/16 scope link eth0/);
  assert.doesNotMatch((await lab.exec("c6", ["ip", "route"])).stdout, /default/);
  assert.equal((await lab.exec("c6", ["cat", "/etc/resolv.conf"])).stdout, "nameserver fd77::fd\n");
  assert.equal(await reaches("c6", b.ipv6), true);
  assert.equal(await reaches("c6", b.ipv4), false);
  await lab.remove("c6");
});

test("a host has a default route and a resolver that never answers", async () => {
  assert.match((await lab.exec("a", ["ip", "route"])).stdout, /^default via 10\.77\.0\.254 /m);
  assert.match((await lab.exec("a", ["ip", "-6", "route"])).stdout, /^default via fd77::fe /m);
  assert.equal((await lab.exec("a", ["cat", "/etc/resolv.conf"])).stdout, "nameserver 10.77.0.253\n");
  const { code, ms } = await start("a", "resolve", "example.org").event("resolved", { timeoutMs: 60_000 });
  assert.equal(code, "EAI_AGAIN");
  assert.ok(ms > 1_000, `it must hang as in a house with its uplink unplugged, took ${ms} ms`);
});

test("nothing outside the lab is reachable", async () => {
  assert.equal(await reaches("a", "192.0.2.1"), false);
  const devices = (await lab.exec("a", ["ip", "-brief", "link"])).stdout.trim().split("\n").map((line) => line.split(/[@ ]/)[0]);
  assert.deepEqual(devices.sort(), ["eth0", "lo"]);
});

for (const [family, group] of [["IPv4", "224.0.0.251"], ["IPv6", "ff02::fb"]]) {
  test(`multicast crosses the bridge over ${family}`, async () => {
    const listener = start("b", "listen", group, 5353);
    await listener.event("ready");
    start("a", "shout", group, 5353, "anybody?");
    const heard = await listener.event("heard");
    assert.equal(heard.text, "anybody?");
    assert.ok([a.ipv4, a.ipv6, "fe80::77:ff:fe00:1"].includes(heard.from), heard.from);
    await listener.kill();
  });
}

test("delay is added both ways, and ends with --clear", async () => {
  await lab.link("a", { delay: "30ms" });
  const { rtts } = await ping("a", b.ipv4);
  assert.equal(rtts.length, 5);
  assert.ok(Math.min(...rtts) >= 60, `round trips of ${rtts} ms`);
  await lab.link("a", null);
  const plain = await ping("a", b.ipv4, { count: 20 });
  assert.ok(Math.min(...plain.rtts) < 60, `round trips of ${plain.rtts} ms`);
});

test("a seeded link loses what it was asked to lose, each way", async () => {
  await lab.link("a", { loss: "10%", seed: 7 });
  const { sent, back } = await ping("a", b.ipv4, { count: 500, gap: 1 });
  const lost = 1 - back / sent; // 1 - 0.9 * 0.9 = 19 %, standard deviation 1.8 %
  assert.ok(lost > 0.11 && lost < 0.27, `lost ${lost}`);
  await lab.link("a", { loss: "100%", seed: 7 });
  assert.equal((await ping("a", b.ipv4)).back, 0);
  await lab.link("a", null);
  assert.equal((await ping("a", b.ipv4)).back, 5);
});

test("a rate holds a bulk sender back, until --clear", async () => {
  const sink = start("b", "sink", 7001);
  await sink.event("ready");
  const push = async (bytes) => {
    const after = sink.mark();
    start("a", "push", b.ipv4, 7001, bytes);
    return (await sink.event("received", { after, timeoutMs: 30_000, where: (event) => event.bytes === bytes })).ms;
  };
  await lab.link("a", { rate: "4mbit" });
  const ms = await push(500_000);
  assert.ok(ms >= 800, `64 KB may burst, the rest takes 872 ms; took ${ms} ms`);
  await lab.link("a", null);
  assert.ok((await push(500_000)) < 800);
});

test("a partition cuts two hosts apart and nobody else, with a delayed link too", async () => {
  await lab.host("c");
  await lab.partition("a", "b");
  assert.equal(await reaches("a", b.ipv4), false);
  assert.equal(await reaches("a", b.ipv6), false);
  assert.equal(await reaches("c", b.ipv4), true);
  await lab.link("b", { delay: "1ms", seed: 1 });
  assert.equal(await reaches("a", b.ipv4), false);
  assert.equal(await reaches("c", b.ipv4), true);
  await lab.heal("a", "b");
  assert.equal(await reaches("a", b.ipv4), true);
  await lab.link("b", null);
  await lab.remove("c");
});

test("an unplugged host sees its carrier go, and is back after plug", async () => {
  const carrier = async () => (await lab.exec("a", ["ip", "-brief", "link", "show", "eth0"])).stdout.includes("LOWER_UP");
  await lab.unplug("a");
  assert.equal(await carrier(), false);
  assert.equal(await reaches("a", b.ipv4), false);
  await lab.plug("a");
  assert.equal(await carrier(), true);
  assert.equal(await reaches("a", b.ipv4), true);
});

test("a firewall lets answers in and nothing unsolicited; mDNS only when allowed", async () => {
  await start("a", "echo", 7000).event("ready");
  const listener = start("a", "listen", "224.0.0.251", 5353);
  await listener.event("ready");
  await lab.firewall("a", "drop-unsolicited");
  assert.equal(await reaches("a", b.ipv4), true);
  assert.equal(await reaches("a", b.ipv6), true);
  assert.equal(await reaches("b", a.ipv4), false);
  await start("b", "shout", "224.0.0.251", 5353, "dropped").exited;
  await lab.firewall("a", "drop-unsolicited", { allowMdns: true });
  await start("b", "shout", "224.0.0.251", 5353, "allowed").exited;
  assert.equal((await listener.event("heard")).text, "allowed");
  assert.equal(await reaches("b", a.ipv4), false);
  await lab.firewall("a", "none");
  assert.equal(await reaches("b", a.ipv4), true);
});

test("a host moves to another address and keeps its default route", async () => {
  const moved = await lab.address("b", "change", "10.77.0.99");
  assert.deepEqual(moved, { name: "b", ipv4: "10.77.0.99", ipv6: "fd77::2" });
  assert.equal(await reaches("a", "10.77.0.99"), true);
  assert.equal(await reaches("a", "10.77.0.2"), false);
  assert.match((await lab.exec("b", ["ip", "route"])).stdout, /^default via/m);
  await lab.address("b", "change", b.ipv4);
  await lab.address("b", "add", "10.77.0.98");
  await lab.address("b", "del", b.ipv4);
  assert.equal(await reaches("a", "10.77.0.98"), true);
  await lab.address("b", "change", b.ipv4);
});

test("a host may have one family only, and a second interface on another network", async () => {
  const six = await lab.host("six", { ipv4: "none", secondInterface: true });
  assert.equal(six.ipv4, "");
  assert.equal(await reaches("six", b.ipv6), true);
  assert.equal(await reaches("six", b.ipv4), false);
  assert.equal((await lab.exec("six", ["cat", "/etc/resolv.conf"])).stdout, "nameserver fd77::fd\n");
  assert.match((await lab.exec("six", ["ip", "-brief", "address", "show", "eth1"])).stdout, /10\.78\.0\.\d+\/24 fd78::/);
  const four = await lab.host("four", { ipv6: "none" });
  assert.equal(four.ipv6, "");
  assert.doesNotMatch((await lab.exec("four", ["ip", "address", "show", "eth0"])).stdout, /inet6/);
  await lab.remove("six");
  await lab.remove("four");
});

test("a host may have nothing but the address that its interface gives itself", async () => {
  assert.deepEqual(await lab.host("bare", { ipv4: "none", ipv6: "link-local" }), { name: "bare", ipv4: "", ipv6: "" });
  const { stdout } = await lab.exec("bare", ["ip", "-brief", "address", "show", "eth0"]);
  assert.match(stdout.trim(), /^eth0\S* +UP +fe80::\S+\/64$/);
  assert.equal(await reaches("bare", b.ipv6), false);
  assert.equal(await reaches("bare", "fe80::77:ff:fe00:2%eth0"), true);
  await lab.remove("bare");
});

test("each cable of a host with two can be pulled out", async () => {
  await lab.host("two", { secondInterface: true });
  const state = async (link) => (await lab.exec("two", ["ip", "-brief", "link", "show", link])).stdout.split(/\s+/)[1];
  await lab.unplug("two", "eth1");
  assert.deepEqual([await state("eth0"), await state("eth1")], ["UP", "DOWN"]);
  await lab.plug("two", "eth1");
  assert.equal(await state("eth1"), "UP");
  await lab.remove("two");
});

test("removing a host ends what runs there, and its name is free again", async () => {
  await lab.host("gone");
  const program = start("gone", "echo", 7000);
  await program.event("ready");
  await lab.remove("gone");
  assert.equal((await program.exited).signal, "SIGKILL");
  await lab.host("gone");
  await lab.remove("gone");
});
