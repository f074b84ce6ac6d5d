import assert from "node:assert/strict";
import { test } from "node:test";
import { dial } from "../src/dial.js";
import { LanwardError } from "../src/errors.js";
import { fakeEnvironment, fakePermissions } from "./support/environment.js";
import { FakeCertificate } from "./support/fake-rtc.js";

const NAME = "00112233-4455-4677-8899-aabbccddeeff.local";
const ADDRESS = "192.0.2.7";

/** @param {Partial<import("../src/environment.js").Environment>} [changes] */
function setUp(changes) {
  const fakes = fakeEnvironment(changes);
  /** @type {any[]} */
  const connections = [];
  fakes.network.onnegotiated = (pc) => connections.push(pc);
  /** @param {Partial<import("../src/dial.js").DialPlan>} [plan] */
  const start = (plan) => {
    const started = fakes.clock.now();
    const outcome = dial(fakes.environment, {
      certificate: /** @type {any} */ (new FakeCertificate(fakes.clock.now() + 1e9)),
      knock: { ufrag: "lw1AAECAwQFBgcICQoL", pwd: "DIF1A/jBBU5Wm4s6bcYvwazB" },
      fingerprint: new Uint8Array(32).fill(2),
      targets: [{ address: ADDRESS, port: 47470 }, { address: NAME, port: 47470 }],
      laterTargets: [{ address: ADDRESS, port: 50000 }, { address: NAME, port: 50000 }],
      laterMilliseconds: 1_000,
      guesses: [],
      timeoutMilliseconds: 8_000,
      ...plan,
    }).then(
      (line) => ({ line, error: undefined, after: fakes.clock.now() - started }),
      (error) => ({ line: undefined, error, after: fakes.clock.now() - started }),
    );
    return outcome;
  };
  return { ...fakes, connections, start };
}

/** @param {any} outcome @param {string} code @param {number} after */
function assertFailed({ error }, code, after, /** @type {any} */ outcome) {
  assert.ok(error instanceof LanwardError, String(error));
  assert.equal(error.code, code);
  assert.ok(outcome.after <= after, `${code} came after ${outcome.after} ms`);
}

test("the page keeps its own description as it is, names one certificate, and asks nobody for addresses", async () => {
  const { clock, connections, start } = setUp();
  const outcome = start();
  await clock.advance(0);
  const [pc] = connections;
  assert.match(pc.localDescription, /^v=0\r\na=fingerprint/);
  assert.deepEqual(pc.config.iceServers, []);
  assert.equal(pc.config.certificates.length, 1);
  assert.deepEqual([pc.answered("ice-ufrag"), pc.answered("ice-pwd")], ["lw1AAECAwQFBgcICQoL", "DIF1A/jBBU5Wm4s6bcYvwazB"]);
  assert.deepEqual(pc.candidates, [{ address: ADDRESS, port: 47470 }, { address: NAME, port: 47470 }]);
  assert.deepEqual(pc.control.options, { negotiated: true, id: 0, ordered: true });
  pc.connect();
  const { line } = await outcome;
  assert.equal(line?.pc, pc);
  assert.equal(clock.pending, 0, "no timer is left");
});

test("a name is added again every three seconds, the standing port after one", async () => {
  const { clock, connections, start } = setUp();
  const outcome = start();
  await clock.advance(999);
  const [pc] = connections;
  assert.equal(pc.candidates.length, 2);
  await clock.advance(1);
  assert.deepEqual(pc.candidates.slice(2), [{ address: ADDRESS, port: 50000 }, { address: NAME, port: 50000 }]);
  await clock.advance(2_000);
  assert.deepEqual(pc.candidates.slice(4), [{ address: NAME, port: 47470 }]);
  await clock.advance(3_000);
  assert.deepEqual(pc.candidates.slice(5), [{ address: NAME, port: 50000 }, { address: NAME, port: 47470 }]);
  pc.connect();
  await outcome;
  await clock.advance(20_000);
  assert.equal(pc.candidates.length, 7);
});

test("addresses that nobody answers at: not-found, at the time limit", async () => {
  const { clock, network, connections, start } = setUp();
  const outcome = start();
  await clock.advance(0);
  connections[0].pairs = 1;
  await clock.advance(8_300);
  const settled = await outcome;
  assertFailed(settled, "not-found", 8_300, settled);
  assert.equal(network.open.size, 0);
});

test("the browser gives up before: not-found at once", async () => {
  const { clock, network, connections, start } = setUp();
  const outcome = start({ timeoutMilliseconds: 60_000 });
  await clock.advance(5_000);
  connections[0].pairs = 1;
  connections[0].setIce("failed");
  const settled = await outcome;
  assertFailed(settled, "not-found", 5_300, settled);
  assert.equal(network.open.size, 0);
});

test("a name alone that does not resolve: name-unresolved", async () => {
  const { clock, network, start } = setUp({ permissions: fakePermissions("prompt") });
  const outcome = start({ targets: [{ address: NAME, port: 47470 }], laterTargets: [] });
  await clock.advance(8_300);
  const settled = await outcome;
  assertFailed(settled, "name-unresolved", 8_300, settled);
  assert.equal(settled.error.permission, "prompt");
  assert.equal(network.open.size, 0);
});

test("a name that does not resolve beside an address that was only a guess: name-unresolved", async () => {
  const { clock, connections, start } = setUp({ permissions: fakePermissions("prompt") });
  const outcome = start({ targets: [{ address: NAME, port: 47470 }], laterTargets: [{ address: ADDRESS, port: 47470 }], guesses: [ADDRESS] });
  await clock.advance(0);
  connections[0].pairWith(ADDRESS);
  await clock.advance(8_300);
  const settled = await outcome;
  assertFailed(settled, "name-unresolved", 8_300, settled);
});

test("a name that did resolve, beside a guess: not-found", async () => {
  const { clock, connections, start } = setUp();
  const outcome = start({ targets: [{ address: NAME, port: 47470 }], laterTargets: [{ address: ADDRESS, port: 47470 }], guesses: [ADDRESS] });
  await clock.advance(0);
  connections[0].pairWith(ADDRESS);
  connections[0].pairWith(undefined); // browsers do not tell what a name resolved to
  await clock.advance(8_300);
  const settled = await outcome;
  assertFailed(settled, "not-found", 8_300, settled);
});

test("a permission that was granted is not waited for, whatever the browser says of its loopback", async () => {
  const query = async (/** @type {{name: string}} */ { name }) => ({ state: name === "loopback-network" ? "prompt" : "granted" });
  const { clock, start } = setUp({ permissions: /** @type {any} */ ({ query }) });
  const outcome = start();
  await clock.advance(8_300);
  const settled = await outcome;
  assertFailed(settled, "not-found", 8_300, settled);
  assert.equal(settled.error.permission, "granted");
});

test("a denied permission: blocked-by-browser, long before the time limit", async () => {
  for (const name of ["local-network", "local-network-access", "loopback-network"]) {
    const { clock, network, start } = setUp({ permissions: fakePermissions("denied", [name]) });
    const outcome = start();
    await clock.advance(1_500);
    const settled = await outcome;
    assertFailed(settled, "blocked-by-browser", 1_500, settled);
    assert.equal(network.open.size, 0);
  }
});

test("a permission that an insecure page of the LAN was never asked for is not the cause", async () => {
  for (const hostname of ["192.0.2.7", "[2001:db8::7]", "doorbell.local", "doorbell"]) {
    const { clock, start } = setUp({ permissions: fakePermissions("denied"), isSecureContext: false, hostname });
    const outcome = start({ targets: [{ address: NAME, port: 47470 }], laterTargets: [] });
    await clock.advance(8_300);
    const settled = await outcome;
    assertFailed(settled, "name-unresolved", 8_300, settled);
  }
  const { clock, start } = setUp({ permissions: fakePermissions("denied"), isSecureContext: false });
  const outcome = start();
  await clock.advance(1_500);
  assertFailed(await outcome, "blocked-by-browser", 1_500, await outcome);
});

test("a denied permission that the browser does not apply to WebRTC changes nothing", async () => {
  const { clock, connections, start } = setUp({ permissions: fakePermissions("denied") });
  const outcome = start();
  await clock.advance(0);
  connections[0].pairs = 1;
  await clock.advance(4_000);
  connections[0].connect();
  assert.ok((await outcome).line);
});

test("a question about the local network that nobody answers: blocked-by-browser at the time limit", async () => {
  const { clock, start } = setUp({ permissions: fakePermissions("prompt") });
  const outcome = start();
  await clock.advance(8_300);
  const settled = await outcome;
  assertFailed(settled, "blocked-by-browser", 8_300, settled);
});

test("a permission query that never answers does not hold the error up", async () => {
  const { clock, start } = setUp({ permissions: { query: () => new Promise(() => {}) } });
  const outcome = start();
  await clock.advance(8_300);
  const settled = await outcome;
  assertFailed(settled, "not-found", 8_300, settled);
});

test("DTLS fails while the door answers: wrong-certificate at once", async () => {
  const { clock, network, connections, start } = setUp();
  const outcome = start();
  await clock.advance(10);
  connections[0].setIce("connected");
  connections[0].setConnection("failed");
  const settled = await outcome;
  assertFailed(settled, "wrong-certificate", 10, settled);
  assert.equal(network.open.size, 0);
});

test("the door answers but the channel does not open: timed-out", async () => {
  const { clock, network, connections, start } = setUp();
  const outcome = start();
  await clock.advance(10);
  connections[0].setIce("connected");
  await clock.advance(8_000);
  const settled = await outcome;
  assertFailed(settled, "timed-out", 8_000, settled);
  assert.equal(network.open.size, 0);
});

test("the door answers and then vanishes: timed-out, not wrong-certificate", async () => {
  const { clock, connections, start } = setUp();
  const outcome = start();
  await clock.advance(10);
  connections[0].setIce("connected");
  connections[0].setIce("disconnected");
  connections[0].setIce("failed");
  const settled = await outcome;
  assertFailed(settled, "timed-out", 10, settled);
});

test("abort before, during and after the offer: aborted, and the connection is closed", async () => {
  const { clock, network, start } = setUp();
  assertFailed(await start({ signal: AbortSignal.abort() }), "aborted", 0, { after: 0 });
  assert.equal(network.made, 0);
  for (const wait of [undefined, 0, 5_000]) {
    const controller = new AbortController();
    const outcome = start({ signal: controller.signal });
    if (wait !== undefined) await clock.advance(wait);
    controller.abort("changed my mind");
    const settled = await outcome;
    assertFailed(settled, "aborted", wait ?? 0, settled);
    assert.equal(settled.error.cause, "changed my mind");
    assert.equal(network.open.size, 0);
    assert.equal(clock.pending, 0);
  }
});

test("an abort after the channel is open leaves the connection alone", async () => {
  const { clock, network, connections, start } = setUp();
  const controller = new AbortController();
  const outcome = start({ signal: controller.signal });
  await clock.advance(0);
  connections[0].connect();
  await outcome;
  controller.abort();
  assert.equal(network.open.size, 1);
});

test("an expired certificate: identity-expired", async () => {
  const { clock, start } = setUp();
  const settled = await start({ certificate: /** @type {any} */ (new FakeCertificate(clock.now())) });
  assertFailed(settled, "identity-expired", 0, settled);
});

test("an offer that cannot be answered: unsupported-browser, and the connection is closed", async () => {
  const { environment, network, start } = setUp();
  environment.RTCPeerConnection.prototype.createOffer = async () => /** @type {any} */ ({ type: "offer", sdp: "v=0\r\n" });
  const settled = await start();
  assertFailed(settled, "unsupported-browser", 0, settled);
  assert.equal(network.open.size, 0);
});
