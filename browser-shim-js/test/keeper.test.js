import assert from "node:assert/strict";
import { test } from "node:test";
import { Lanward, LanwardError } from "../src/lanward.js";
import { fakeEnvironment } from "./support/environment.js";
import { FakeDevice } from "./support/fake-device.js";

async function setUp() {
  const fakes = fakeEnvironment();
  const device = new FakeDevice(fakes.network);
  device.code = "7-482913";
  const lan = await Lanward.open({ name: "Kitchen tablet" }, fakes.environment);
  const { id } = await lan.pair("7-482913");
  await fakes.clock.advance(300);
  /** @type {any[]} */
  const connections = [];
  /** @type {{code: string, retryIn: number}[]} */
  const retries = [];
  const controller = new AbortController();
  /** @type {{error: any}} */
  const ended = { error: undefined };
  const keep = () =>
    lan
      .keepConnected(id, {
        onconnection: (connection) => connections.push(connection),
        onretry: ({ code }, retryIn) => retries.push({ code, retryIn }),
        signal: controller.signal,
      })
      .catch((error) => (ended.error = error));
  return { ...fakes, device, lan, id, connections, retries, controller, ended, keep };
}

test("it connects again when the device has come back, pausing longer each time up to five seconds", async () => {
  const { clock, device, network, connections, retries, keep } = await setUp();
  keep();
  await clock.advance(10);
  assert.equal(connections.length, 1);
  device.on = false;
  device.say({ type: "bye", reason: "restarting" });
  await clock.advance(120_000);
  assert.deepEqual(retries.slice(0, 6).map(({ retryIn }) => retryIn), [250, 500, 1_000, 2_000, 4_000, 5_000]);
  assert.ok(retries.every(({ code }) => code === "not-found"));
  device.on = true;
  await clock.advance(14_000);
  assert.equal(connections.length, 2);
  assert.equal(network.open.size, 1, "one connection at a time");
});

test("a device that answers and is slow has more time at each attempt, and as long as usual when it has been reached", async () => {
  const { environment, clock, device, connections, retries, keep } = await setUp();
  let takes = 20_000;
  device.delay = (pc, connect) => {
    pc.setIce("connected");
    environment.setTimeout(() => pc.connectionState === "closed" || connect(), takes);
  };
  keep();
  await clock.advance(8_000 + 250 + 16_000 + 500 + 19_999);
  assert.equal(connections.length, 0);
  await clock.advance(10);
  assert.equal(connections.length, 1);
  takes = 8_001;
  device.say({ type: "bye", reason: "restarting" });
  await clock.advance(250 + 8_000 + 10);
  assert.deepEqual(retries, [["timed-out", 250], ["timed-out", 500], ["timed-out", 250]].map(([code, retryIn]) => ({ code, retryIn })));
  await clock.advance(250 + 8_010);
  assert.equal(connections.length, 2);
});

test("a device that restarts quickly is back within a second", async () => {
  const { clock, device, connections, keep } = await setUp();
  keep();
  await clock.advance(10);
  device.say({ type: "bye", reason: "restarting" });
  await clock.advance(300);
  assert.equal(connections.length, 2);
});

test("the network or the person coming back ends the pause at once", async () => {
  for (const wake of ["online", "pageshow", "focus", "visibilitychange"]) {
    const { environment, clock, device, connections, retries, controller, keep } = await setUp();
    device.on = false;
    keep();
    while (retries.length < 6) await clock.advance(100);
    device.on = true;
    (wake === "visibilitychange" ? environment.document : environment.page).dispatchEvent(new Event(wake));
    await clock.advance(10);
    assert.equal(connections.length, 1, wake);
    controller.abort();
    await clock.advance(300);
  }
});

test("replaced by another tab, it waits for the person", async () => {
  const { environment, clock, device, connections, keep } = await setUp();
  keep();
  await clock.advance(10);
  device.say({ type: "bye", reason: "replaced" });
  await clock.advance(60_000);
  assert.equal(connections.length, 1, "two tabs must not throw each other out in turn");
  environment.page.dispatchEvent(new Event("focus"));
  await clock.advance(10);
  assert.equal(connections.length, 2);
});

test("it ends when the device revokes, the page forgets, the caller aborts, or all is closed", async () => {
  /** @type {[string, (all: Awaited<ReturnType<typeof setUp>>) => unknown][]} */
  const ends = [
    ["revoked", ({ device }) => device.say({ type: "revoke" })],
    ["not-paired", ({ lan, id }) => lan.forget(id)],
    ["aborted", ({ controller }) => controller.abort()],
    ["closed", ({ lan }) => lan.close()],
  ];
  for (const [code, end] of ends) {
    const all = await setUp();
    all.keep();
    await all.clock.advance(10);
    await end(all);
    await all.clock.advance(300);
    assert.ok(all.ended.error instanceof LanwardError, code);
    assert.equal(all.ended.error.code, code);
    assert.equal(all.network.open.size, 0);
    await all.clock.advance(60_000);
    assert.equal(all.connections.length, 1);
  }
});

test("it ends in the middle of a pause and of an attempt as well", async () => {
  for (const [milliseconds, code] of /** @type {[number, string][]} */ ([[8_400, "aborted"], [8_400, "closed"], [10, "aborted"], [10, "closed"]])) {
    const all = await setUp();
    all.device.on = false;
    all.keep();
    await all.clock.advance(milliseconds);
    if (code === "aborted") all.controller.abort();
    else all.lan.close();
    await all.clock.advance(1);
    assert.equal(all.ended.error?.code, code);
    assert.equal(all.network.open.size, 0);
    assert.equal(all.clock.pending, 0);
  }
});

test("a callback's own error reaches the caller and closes the connection", async () => {
  const { clock, lan, id, network } = await setUp();
  const keeping = lan.keepConnected(id, { onconnection: () => { throw new Error("mine"); } });
  keeping.catch(() => {});
  await clock.advance(300);
  await assert.rejects(keeping, { message: "mine" });
  assert.equal(network.open.size, 0);
});
