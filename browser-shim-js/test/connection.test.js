import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../src/connection.js";
import { LanwardDataChannel, READY_BYTES } from "../src/channel.js";
import { LanwardError } from "../src/errors.js";
import { fakeEnvironment } from "./support/environment.js";
import { settle } from "./support/fake-clock.js";
import { FakeCertificate, FakeDataChannel } from "./support/fake-rtc.js";

function setUp() {
  const { environment, clock, network } = fakeEnvironment();
  const PeerConnection = /** @type {any} */ (environment.RTCPeerConnection);
  const pc = new PeerConnection({ certificates: [new FakeCertificate(clock.now() + 1e9)] });
  const control = pc.createDataChannel("lanward", { negotiated: true, id: 0 });
  pc.connect();
  /** @type {string[]} */
  const calls = [];
  const hooks = {
    onhello: () => void calls.push("hello"),
    onrotate: () => void calls.push("rotate"),
    onrevoke: () => void calls.push("revoke"),
    onclosed: (/** @type {string} */ reason) => void calls.push(`closed ${reason}`),
  };
  const connection = new Connection(environment, { pc, control, certificate: pc.config.certificates[0], fingerprint: new Uint8Array(32) }, { id: "02", name: "Doorbell", type: "camera" }, hooks);
  /** @type {string[]} */
  const states = [];
  connection.addEventListener("statechange", () => states.push(connection.state));
  /** @param {object} message */
  const say = (message) => control.receive(JSON.stringify(message));
  return { environment, clock, network, pc, control, connection, calls, states, say };
}

const failsWith = (/** @type {string} */ code) => (/** @type {any} */ error) => error instanceof LanwardError && error.code === code;

test("interrupted for less than two seconds: open again; for two: lost", async () => {
  const { clock, network, pc, connection, states, calls } = setUp();
  pc.setIce("disconnected");
  await clock.advance(1_999);
  pc.setIce("connected");
  await clock.advance(10_000);
  assert.deepEqual(states, ["interrupted", "open"]);
  pc.setConnection("disconnected");
  await clock.advance(2_000);
  assert.deepEqual(states.slice(2), ["interrupted", "closed"]);
  assert.equal(await connection.closed, "lost");
  assert.deepEqual(calls, ["closed lost"]);
  assert.equal(network.open.size, 0);
  assert.equal(clock.pending, 0);
});

test("what the browser gives up, or the device cuts, is lost at once", async () => {
  for (const cut of [(/** @type {any} */ pc) => pc.setIce("failed"), (/** @type {any} */ pc) => pc.setConnection("failed"), (/** @type {any} */ pc) => pc.control.close()]) {
    const { network, pc, connection } = setUp();
    cut(pc);
    assert.equal(await connection.closed, "lost");
    assert.equal(network.open.size, 0);
  }
});

test("the device's bye and revoke end the connection with their reason", async () => {
  const reasons = { closing: "device-closing", restarting: "device-restarting", replaced: "replaced", later: "device-closing" };
  for (const [reason, closed] of Object.entries(reasons)) {
    const { network, connection, say } = setUp();
    /** @type {any[]} */
    const events = [];
    connection.addEventListener("close", (event) => events.push(event));
    say({ type: "bye", reason });
    assert.equal(await connection.closed, closed);
    assert.deepEqual(events.map((event) => event.reason), [closed]);
    assert.equal(network.open.size, 0);
  }
  const { connection, calls, say } = setUp();
  say({ type: "revoke" });
  assert.equal(await connection.closed, "revoked");
  assert.deepEqual(calls, ["revoke", "closed revoked"]);
});

test("close says bye, waits for the device to hang up, and no longer than 250 ms", async () => {
  const { clock, network, control, connection, calls } = setUp();
  connection.close();
  connection.close();
  assert.equal(connection.state, "closed");
  assert.deepEqual(control.sent, ['{"type":"bye","reason":"closing"}']);
  assert.equal(network.open.size, 1);
  await clock.advance(250);
  assert.equal(network.open.size, 0);
  assert.deepEqual(calls, ["closed closed"]);

  const quick = setUp();
  quick.connection.close();
  quick.control.close();
  assert.equal(quick.network.open.size, 0);
  assert.equal(quick.clock.pending, 0);
});

test("hello renews the device's name; hostile messages change nothing", async () => {
  const { connection, control, calls, say } = setUp();
  const hello = { type: "hello", version: 1, name: "Front door", deviceType: "lock", host: "00112233-4455-4677-8899-aabbccddeeff", addresses: [], port: 1 };
  for (const data of ["{", '{"type":"hello"}', '{"type":"hello","version":1,"name":"a page"}', new ArrayBuffer(5), "x".repeat(100_000), '{"type":"pair","step":"refused","code":"busy"}']) control.receive(data);
  say({ ...hello, port: -1 });
  assert.deepEqual([calls, connection.device.name, connection.state], [[], "Doorbell", "open"]);
  say(hello);
  assert.deepEqual([calls, connection.device], [["hello"], { id: "02", name: "Front door", type: "lock" }]);
  for (let i = 0; i < 1_000; i++) say({ ...hello, name: `Door ${i}` });
  assert.deepEqual([calls, connection.device.name], [["hello"], "Front door"], "each costs a write: only the first counts");
});

test("channels of this page: labels, options, and none after the end", () => {
  const { pc, connection } = setUp();
  const channel = connection.createDataChannel("chat", { ordered: false, maxRetransmits: 0, protocol: "text" });
  assert.ok(channel instanceof LanwardDataChannel);
  assert.deepEqual(pc.channels[1].options, { ordered: false, maxRetransmits: 0, protocol: "text" });
  assert.deepEqual([channel.label, channel.ordered, channel.maxRetransmits, channel.protocol, channel.binaryType], ["chat", false, 0, "text", "arraybuffer"]);
  for (const label of ["lanward", "lanward-x", "\u00e9".repeat(512) + "x"]) assert.throws(() => connection.createDataChannel(label), failsWith("invalid-argument"));
  assert.throws(() => connection.createDataChannel("x", { negotiated: true, id: 0 }), failsWith("invalid-argument"));
  assert.throws(() => connection.createDataChannel("x", { protocol: "y".repeat(1_024) }), failsWith("invalid-argument"));
  assert.equal(connection.createDataChannel("\u00e9".repeat(512)).label.length, 512);
  pc.createDataChannel = () => { throw new TypeError("no"); };
  assert.throws(() => connection.createDataChannel("x", { maxRetransmits: 1, maxPacketLifeTime: 1 }), failsWith("invalid-argument"));
  connection.close();
  assert.throws(() => connection.createDataChannel("chat"), failsWith("closed"));
});

test("channels of the device arrive as events, except under reserved labels", () => {
  const { pc, connection } = setUp();
  /** @type {string[]} */
  const labels = [];
  connection.addEventListener("datachannel", (event) => labels.push(/** @type {any} */ (event).channel.label));
  const [chat, reserved, long] = ["chat", "lanward-later", "x".repeat(1_025)].map((label) => new FakeDataChannel(label, {}));
  for (const channel of [chat, reserved, long]) pc.ondatachannel({ channel });
  assert.deepEqual([labels, reserved.readyState, long.readyState], [["chat"], "closed", "closed"]);
});

test("a channel forwards events to listeners and handlers, and sends what fits", () => {
  const inner = new FakeDataChannel("chat", {});
  const channel = new LanwardDataChannel(/** @type {any} */ (inner));
  /** @type {unknown[]} */
  const seen = [];
  channel.onopen = () => seen.push("open");
  channel.onmessage = () => seen.push("replaced handler");
  channel.onmessage = ({ data }) => seen.push(data);
  channel.addEventListener("message", (event) => seen.push(`listener ${/** @type {any} */ (event).data}`));
  channel.onclose = () => seen.push("close");
  channel.onerror = ({ error }) => seen.push(error);
  channel.onbufferedamountlow = () => seen.push("low");
  assert.throws(() => channel.send("early"), failsWith("closed"));
  inner.open();
  inner.receive("hi");
  inner.onerror({ error: "broken" });
  inner.onbufferedamountlow({});
  channel.send("\u20ac".repeat(87_381));
  channel.send(new Uint8Array(262_144));
  for (const large of ["x".repeat(262_145), "\u20ac".repeat(87_382), new Uint8Array(262_145), new ArrayBuffer(262_145), new Blob([new Uint8Array(262_145)])]) {
    assert.throws(() => channel.send(large), failsWith("invalid-argument"));
  }
  inner.send = () => { throw new DOMException("full", "OperationError"); };
  assert.throws(() => channel.send("x"), failsWith("busy"));
  channel.bufferedAmountLowThreshold = 5;
  channel.binaryType = "blob";
  assert.deepEqual([inner.bufferedAmountLowThreshold, inner.binaryType, channel.bufferedAmount, channel.negotiated, channel.id], [5, "blob", 0, false, null]);
  channel.onmessage = null;
  channel.close();
  inner.receive("late");
  assert.deepEqual(seen, ["open", "hi", "listener hi", "broken", "low", "close", "listener late"]);
});

test("stats name the path and the round trip, in both browsers' spelling", async () => {
  for (const [pair, transport] of [[{}, { selectedCandidatePairId: "P" }], [{ selected: true }, {}]]) {
    const { connection, pc } = setUp();
    pc.extraStats = new Map(
      Object.entries({
        T: { type: "transport", id: "T", ...transport },
        P: { type: "candidate-pair", id: "P", localCandidateId: "L", remoteCandidateId: "R", currentRoundTripTime: 0.002, bytesSent: 5, bytesReceived: 6, ...pair },
        L: { type: "local-candidate", id: "L", candidateType: "host", port: 50000 },
        R: { type: "remote-candidate", id: "R", candidateType: "host", address: "192.0.2.7", port: 47470 },
      }),
    );
    assert.deepEqual(await connection.stats(), {
      path: { local: { address: undefined, port: 50000, type: "host" }, remote: { address: "192.0.2.7", port: 47470, type: "host" } },
      rtt: 2,
      bytesSent: 5,
      bytesReceived: 6,
    });
  }
});

test("stats that the browser does not answer are unknown within a second", async () => {
  const { clock, connection, pc } = setUp();
  pc.getStats = () => new Promise(() => {});
  const stats = connection.stats();
  await clock.advance(1_000);
  assert.equal((await stats).path, undefined);
  await settle();
});

test("ready waits for an open channel and for room, and says when there will be none", async () => {
  const inner = new FakeDataChannel("bulk", {});
  const channel = new LanwardDataChannel(/** @type {any} */ (inner));
  /** @type {string[]} */
  const seen = [];
  const wait = (/** @type {string} */ name) => channel.ready.then(() => seen.push(name), (error) => seen.push(`${name} ${error.code}`));
  wait("open");
  await settle();
  assert.deepEqual(seen, []);
  inner.open();
  await settle();
  assert.deepEqual(seen, ["open"]);

  inner.bufferedAmount = READY_BYTES;
  await channel.ready;
  inner.bufferedAmount = READY_BYTES + 1;
  for (const name of ["one", "two"]) wait(name);
  await settle();
  assert.deepEqual(seen, ["open"]);
  assert.equal(inner.bufferedAmountLowThreshold, READY_BYTES, "the browser tells when there is room");
  inner.bufferedAmount = READY_BYTES;
  inner.onbufferedamountlow({});
  await settle();
  assert.deepEqual(seen, ["open", "one", "two"]);
  assert.equal(inner.bufferedAmountLowThreshold, 0, "and only then");

  inner.bufferedAmount = 2 * READY_BYTES;
  wait("three");
  inner.close();
  await settle();
  wait("four");
  await settle();
  assert.deepEqual(seen.slice(3), ["three closed", "four closed"]);
});

test("ready and bufferedamountlow do not disturb each other", async () => {
  const inner = new FakeDataChannel("bulk", {});
  const channel = new LanwardDataChannel(/** @type {any} */ (inner));
  inner.open();
  let lows = 0;
  channel.onbufferedamountlow = () => lows++;
  channel.bufferedAmountLowThreshold = 1_000;
  inner.bufferedAmount = 2 * READY_BYTES;
  const ready = channel.ready;
  assert.equal(channel.bufferedAmountLowThreshold, 1_000);
  inner.bufferedAmount = READY_BYTES;
  inner.onbufferedamountlow({});
  await ready;
  assert.deepEqual([lows, inner.bufferedAmountLowThreshold], [0, 1_000], "that was not what the program asked for");
  inner.bufferedAmount = 1_000;
  inner.onbufferedamountlow({});
  assert.equal(lows, 1);

  channel.bufferedAmountLowThreshold = 3 * READY_BYTES;
  inner.bufferedAmount = 3 * READY_BYTES;
  await channel.ready;
});

test("the end of the connection ends the waiting of its channels", async () => {
  const { connection, pc } = setUp();
  const made = connection.createDataChannel("made");
  /** @type {any} */
  let given;
  connection.addEventListener("datachannel", (/** @type {any} */ event) => (given = event.channel));
  pc.ondatachannel({ channel: new FakeDataChannel("given", {}) });
  const waits = [made, given].map((channel) => assert.rejects(channel.ready, failsWith("closed")));
  connection.leave("page-hidden");
  await Promise.all(waits);
});
