// Machine to machine, with nothing but the advert to go by: over link-local IPv6 alone, both ways, with several links.
import assert from "node:assert/strict";
import { lab } from "../lib/lab.mjs";
import { Machine } from "../lib/machine.mjs";
import { scenario } from "../lib/scenario.mjs";
import { sentDatagrams } from "../lib/sent-datagrams.mjs";
import { occupy, standingPort } from "../lib/standing-port.mjs";

const ECHO = "one two three";

/** Starts the device anew at a port that nobody knows, without its standing port: only its advert tells where it is. */
async function move(s, host, device, fingerprint, port) {
  await device.stop();
  await occupy(s, host, standingPort(fingerprint));
  await device.startAgain(["--port", String(port)]);
  await device.event("error", { where: ({ code }) => code === "standing-port" });
}

scenario("with nothing but link-local IPv6 a machine pairs by code and connects by advert", async (s) => {
  const bare = { ipv4: "none", ipv6: "link-local" };
  const [home, other] = [await s.host("home", bare), await s.host("other", bare)];
  const device = await s.device(home, { name: "Gateway", args: ["--pair"] });
  const machine = new Machine(s, other);

  const { fingerprint } = await machine.pair((await device.event("pairing")).code);
  const sent = await sentDatagrams("other", async () => assert.equal(await machine.echo("Gateway"), ECHO));
  assert.deepEqual([...new Set(sent.map(({ address }) => address.slice(0, 6)))], ["fe80::"]);

  await move(s, home, device, fingerprint, 49_001);
  assert.equal(await machine.echo("Gateway"), ECHO);
});

scenario("a machine with two links reaches a device on the second by its link-local address", async (s) => {
  const [home, other] = [await s.host("home", { secondInterface: true }), await s.host("other", { secondInterface: true })];
  for (const name of ["home", "other"]) {
    await lab.unplug(name);
    await lab.exec(name, ["ip", "-4", "address", "flush", "dev", "eth1"]);
    await lab.exec(name, ["ip", "-6", "address", "flush", "dev", "eth1", "scope", "global"]);
  }
  // The first link is up as well, where nobody is.
  await lab.plug("other");
  const device = await s.device(home, { name: "Gateway", args: ["--pair"] });
  const machine = new Machine(s, other);
  await machine.pair((await device.event("pairing")).code);
  assert.equal(await machine.echo("Gateway"), ECHO);
});

scenario("two machines that run devices connect both ways, whichever of them paired", async (s) => {
  const [home, den] = [await s.host("home"), await s.host("den")];
  const [gateway, workshop] = [await s.device(home, { name: "Gateway", args: ["--pair"] }), await s.device(den, { name: "Workshop" })];
  const [atHome, atDen] = [new Machine(s, home, gateway.stateDirectory), new Machine(s, den, workshop.stateDirectory)];
  const { code } = await gateway.event("pairing");
  const toGateway = await atDen.pair(code, "Workshop");
  const toWorkshop = await gateway.event("paired");
  assert.equal(toWorkshop.name, "Workshop");

  await s.step("the one that paired as a page to the other, and back", async () => {
    assert.equal(await atDen.echo("Gateway"), ECHO);
    assert.equal(await atHome.echo("Workshop"), ECHO);
  });

  await s.step("messages reach the program of the running device", async () => {
    for (const [machine, peer, device] of [[atDen, "Gateway", gateway], [atHome, "Workshop", workshop]]) {
      const mark = device.mark();
      const chat = machine.start("connect", peer);
      await chat.event("session", { timeoutMs: 30_000 });
      chat.write({ send: `to ${peer}` });
      assert.equal((await device.event("message", { after: mark })).text, `to ${peer}`);
      device.process.write({ send: `from ${peer}` });
      assert.equal((await chat.event("message")).text, `from ${peer}`);
      chat.endInput();
      assert.equal((await chat.exited).code, 0, chat.output);
    }
  });

  await s.step("each by the advert alone", async () => {
    await move(s, home, gateway, toGateway.fingerprint, 49_001);
    await move(s, den, workshop, toWorkshop.fingerprint, 49_002);
    assert.equal(await atDen.echo("Gateway"), ECHO);
    assert.equal(await atHome.echo("Workshop"), ECHO);
  });

  await s.step("revoked by one of them, neither reaches the other", async () => {
    await atHome.run("trust", "revoke", "Workshop");
    await assert.rejects(atHome.echo("Workshop"), /exit code 1[^]*No peer is called/);
    await assert.rejects(atDen.echo("Gateway", "--timeout", "3s"), /exit code 1/);
  });
}, { timeoutMs: 240_000 });

scenario("a page that is no device is not found, with what that means", async (s) => {
  const [home, other] = [await s.host("home"), await s.host("other")];
  const device = await s.device(home, { name: "Gateway", args: ["--pair"] });
  await new Machine(s, other).pair((await device.event("pairing")).code, "Tablet");
  await assert.rejects(new Machine(s, home, device.stateDirectory).echo("Tablet", "--timeout", "17s"), /exit code 1[^]*Tablet was not found[^]*A page in a browser/);
});

scenario("a device with two links is reached by its advert from each of them", async (s) => {
  const [home, first, second] = [await s.host("home", { secondInterface: true }), await s.host("first"), await s.host("second", { secondInterface: true })];
  await lab.unplug("second");
  const device = await s.device(home, { name: "Gateway", args: ["--pair"] });
  const machines = [new Machine(s, first), new Machine(s, second)];
  const { code } = await device.event("pairing");
  const paired = await machines[0].pair(code);
  await machines[1].pair((await device.event("pairing", { where: (each) => each.code !== code })).code);
  await move(s, home, device, paired.fingerprint, 49_001);
  for (const machine of machines) assert.equal(await machine.echo("Gateway"), ECHO);
});
