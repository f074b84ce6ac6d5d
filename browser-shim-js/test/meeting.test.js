import assert from "node:assert/strict";
import { test } from "node:test";
import { Meeting } from "../src/meeting.js";
import { fakeEnvironment } from "./support/environment.js";
import { FakeCertificate, FakeDataChannel } from "./support/fake-rtc.js";

const OWN = "candidate:1 1 udp 2113937151 11112222-3333-4444-8555-666677778888.local 50000 typ host";
const FIRST = "00112233-4455-4677-8899-aabbccddeeff.local";
const SECOND = "ffeeddcc-bbaa-4988-9766-554433221100.local";
const PRINT = `${"AB:".repeat(31)}AB`;
/** @param {...string} addresses */
const other = (...addresses) => ({
  fingerprint: PRINT,
  description: { ufrag: "them", pwd: "p".repeat(24), candidates: addresses.map((address) => ({ address, port: 40_000, priority: 7 })) },
});

/** @param {Partial<import("../src/meeting.js").MeetingPlan>} [plan] */
async function setUp(plan = {}) {
  const fakes = fakeEnvironment();
  const certificate = /** @type {any} */ (new FakeCertificate(fakes.clock.now() + 1e9));
  const started = Meeting.start(fakes.environment, { certificate, timeoutMilliseconds: 6_000, ...plan });
  started.catch(() => {});
  await fakes.clock.advance(0);
  const [pc] = fakes.network.open;
  return { ...fakes, started, pc };
}

/** @param {Partial<import("../src/meeting.js").MeetingPlan>} [plan] */
async function described(plan) {
  const set = await setUp(plan);
  set.pc.gather(OWN);
  set.pc.gather();
  return { ...set, meeting: await set.started };
}

/** @param {Promise<any>} promise @returns {Promise<string>} */
const codeOf = (promise) => promise.then(() => "", ({ code }) => code);

test("a call says where this page is, in fields, and leaves the browser's description as it is", async () => {
  const { pc, meeting } = await described();
  assert.deepEqual(meeting.description, {
    ufrag: "fake",
    pwd: "fakefakefakefakefakefake",
    candidates: [{ address: "11112222-3333-4444-8555-666677778888.local", port: 50_000, priority: 2_113_937_151 }],
  });
  assert.match(pc.localDescription, /^v=0\r\na=fingerprint/);
  assert.equal(pc.config.certificates.length, 1);
  assert.deepEqual(pc.config.iceServers, []);
});

test("the answer that the caller writes pins the certificate that the device vouches for", async () => {
  const { pc, meeting, clock } = await described();
  await meeting.answered(other("10.0.0.2", FIRST));
  assert.deepEqual(["ice-ufrag", "ice-pwd", "setup"].map((name) => pc.answered(name)), ["them", "p".repeat(24), "active"]);
  assert.equal(pc.answered("fingerprint"), `sha-256 ${PRINT}`);
  assert.doesNotMatch(pc.answer, /ice-lite/);
  pc.connect();
  const connection = await meeting.opened;
  assert.equal(connection.fingerprint, PRINT);
  assert.equal(connection.pc, pc);
  assert.equal(clock.pending, 0, "no timer is left");
});

test("the offer that a called page writes does so too, and it lets the browser answer", async () => {
  const { pc, meeting } = await described({ caller: other("10.0.0.2") });
  assert.deepEqual(["mid", "setup"].map((name) => pc.answered(name)), ["0", "actpass"]);
  assert.equal(pc.answered("fingerprint"), `sha-256 ${PRINT}`);
  pc.connect();
  assert.equal((await meeting.opened).fingerprint, PRINT);
});

test("a channel that comes before the browser tells that the connection is open is heard of", async () => {
  const { pc, meeting } = await described({ caller: other("10.0.0.2") });
  pc.setIce("connected");
  pc.ondatachannel({ channel: new FakeDataChannel("early") });
  const connection = await meeting.opened;
  /** @type {string[]} */
  const heard = [];
  connection.addEventListener("datachannel", (event) => heard.push(/** @type {any} */ (event).channel.label));
  pc.ondatachannel({ channel: new FakeDataChannel("late") });
  pc.control.open();
  assert.deepEqual(heard, ["early", "late"]);
  assert.equal(connection.state, "open");
});

test("an answer is taken once", async () => {
  const { pc, meeting } = await described();
  await meeting.answered(other("10.0.0.2"));
  await meeting.answered({ ...other("10.0.0.3"), fingerprint: `${"00:".repeat(31)}00` });
  assert.deepEqual(pc.candidates, [{ address: "10.0.0.2", port: 40_000 }]);
  assert.equal(pc.answered("fingerprint"), `sha-256 ${PRINT}`);
});

test("the names are given to the browser one after another, and again a second after the last", async () => {
  const { pc, meeting, clock } = await described({ timeoutMilliseconds: 20_000 });
  await meeting.answered(other(FIRST, "10.0.0.2", SECOND));
  const given = () => pc.candidates.map((/** @type {any} */ { address }) => address);
  assert.deepEqual(given(), [FIRST, "10.0.0.2"]);
  await clock.advance(300);
  assert.deepEqual(given().slice(2), [SECOND]);
  await clock.advance(1_000);
  assert.deepEqual(given().slice(3), [FIRST]);
  await clock.advance(300);
  assert.deepEqual(given().slice(4), [SECOND]);
  pc.setIce("connected");
  await clock.advance(10_000);
  assert.equal(given().length, 5, "who is reached is not asked for");
});

test("a called page gives the caller's names to the browser when the caller can have its answer", async () => {
  const { pc, clock } = await described({ caller: other(FIRST, "10.0.0.2", SECOND), timeoutMilliseconds: 20_000 });
  const given = () => pc.candidates.map((/** @type {any} */ { address }) => address);
  assert.deepEqual(given(), ["10.0.0.2"]);
  await clock.advance(100);
  assert.deepEqual(given().slice(1), [FIRST]);
  await clock.advance(300);
  assert.deepEqual(given().slice(2), [SECOND]);
  await clock.advance(1_000);
  assert.deepEqual(given().slice(3), [FIRST]);
});

for (const [why, what] of /** @type {[string, any][]} */ ([
  ["no description", { fingerprint: PRINT }],
  ["a pwd that breaks the line", { ...other("10.0.0.2"), description: { ...other("10.0.0.2").description, pwd: "p".repeat(24) + "\r\na=x:y" } }],
  ["no fingerprint", { description: other("10.0.0.2").description }],
  ["half a fingerprint", { ...other("10.0.0.2"), fingerprint: "AB:CD" }],
  ["an address of the Internet", other("192.0.2.1")],
])) {
  test(`what is not valid ends it, and nothing of it reaches the browser: ${why}`, async () => {
    const { pc, meeting } = await described();
    await meeting.answered(what);
    assert.equal(await codeOf(meeting.opened), "protocol-error");
    assert.deepEqual([pc.answer, pc.closed], ["", true]);
    const called = await setUp({ caller: what });
    assert.equal(await codeOf(called.started), "protocol-error");
    assert.equal(called.network.open.size, 0);
    assert.equal(called.clock.pending, 0);
  });
}

test("where nobody is reached it ends in time, and leaves nothing behind", async () => {
  const { meeting, clock, network } = await described();
  await meeting.answered(other(FIRST));
  await clock.advance(5_999);
  assert.equal(network.open.size, 1);
  await clock.advance(1);
  assert.equal(await codeOf(meeting.opened), "timed-out");
  assert.deepEqual([network.open.size, clock.pending], [0, 0]);
});

test("who is reached and has another certificate is not the one", async () => {
  const { pc, meeting } = await described();
  await meeting.answered(other("10.0.0.2"));
  pc.setIce("connected");
  pc.setConnection("failed");
  assert.equal(await codeOf(meeting.opened), "wrong-certificate");
});

test("a channel that opens before there was an answer opens nothing", async () => {
  const { pc, meeting, clock } = await described();
  pc.control.open();
  await clock.advance(6_000);
  assert.equal(await codeOf(meeting.opened), "timed-out");
});

test("it goes on with the candidates that there are after a while, and not without any", async () => {
  const { pc, started, clock } = await setUp();
  pc.gather(OWN);
  await clock.advance(1_500);
  assert.equal((await started).description.candidates.length, 1);
  const none = await setUp();
  await none.clock.advance(6_000);
  assert.equal(await codeOf(none.started), "timed-out");
  const empty = await setUp();
  empty.pc.gather();
  assert.equal(await codeOf(empty.started), "not-found");
  assert.equal(empty.network.open.size, 0);
});

test("the caller's signal, and close, end it", async () => {
  const abort = new AbortController();
  const { meeting, network } = await described({ signal: abort.signal });
  abort.abort();
  assert.equal(await codeOf(meeting.opened), "aborted");
  assert.equal(network.open.size, 0);
  const second = await described();
  second.meeting.close();
  assert.equal(await codeOf(second.meeting.opened), "closed");
  const third = new AbortController();
  const early = await setUp({ signal: third.signal });
  third.abort();
  assert.equal(await codeOf(early.started), "aborted");
});

test("channels open both ways, and all end with the connection", async () => {
  const { pc, meeting } = await described();
  await meeting.answered(other("10.0.0.2"));
  pc.connect();
  const connection = await meeting.opened;
  assert.throws(() => connection.createDataChannel("lanward-x"), { code: "invalid-argument" });
  const own = connection.createDataChannel("drop", { protocol: "lanward-drop-1" });
  /** @type {any[]} */
  const heard = [];
  connection.addEventListener("datachannel", (/** @type {any} */ { channel }) => heard.push(channel.label));
  pc.ondatachannel({ channel: new FakeDataChannel("drop") });
  const reserved = new FakeDataChannel("lanward-y");
  pc.ondatachannel({ channel: reserved });
  assert.deepEqual(heard, ["drop"]);
  assert.equal(reserved.readyState, "closed");
  connection.close();
  assert.equal(await connection.closed, "closed");
  await assert.rejects(own.ready, { code: "closed" });
  assert.throws(() => connection.createDataChannel("drop"), { code: "closed" });
});

test("a page that is not heard of for two seconds, or says goodbye, is lost", async () => {
  const { pc, meeting, clock } = await described();
  await meeting.answered(other("10.0.0.2"));
  pc.connect();
  const connection = await meeting.opened;
  pc.setIce("disconnected");
  assert.equal(connection.state, "interrupted");
  pc.setIce("connected");
  assert.equal(connection.state, "open");
  pc.setIce("disconnected");
  await clock.advance(2_000);
  assert.equal(await connection.closed, "lost");
  const second = await described({ caller: other("10.0.0.2") });
  second.pc.connect();
  const gone = await second.meeting.opened;
  second.pc.control.close();
  assert.equal(await gone.closed, "lost");
  assert.equal(second.pc.closed, true);
});
