import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Acquaintances } from "../acquaintances.js";
import { Introductions } from "../introductions.js";
import { Keep } from "../keep.js";
import { readDesk } from "../through.js";
import { spellPath } from "../tiles.js";

const ADA = "a1".repeat(16);
const BOB = "b2".repeat(16);
const PRINT = `${"AB:".repeat(31)}AB`;
const ANOTHER = `${"CD:".repeat(31)}CD`;
const description = { ufrag: "abcd", pwd: "x".repeat(22), candidates: [] };
const settle = () => new Promise((resolve) => setImmediate(resolve));

class FakeConnection extends EventTarget {
  fingerprint;
  constructor(fingerprint) {
    super();
    this.fingerprint = fingerprint;
  }
  close() {
    this.isClosed = true;
    this.dispatchEvent(new Event("close"));
  }
}

/** Stands for the library: the test opens what it started. */
class FakeLan {
  started = [];
  call = (_connection, options) => this.#start("call", null, options);
  answer = (_connection, other, options) => this.#start("answer", other, options);
  async #start(kind, other, { signal, timeout }) {
    const meeting = { kind, other, description, timeout, signal, heard: [], answered: (said) => meeting.heard.push(said) };
    meeting.opened = new Promise((resolve, reject) => {
      meeting.open = (fingerprint = PRINT) => resolve(new FakeConnection(fingerprint));
      meeting.fail = (code) => reject(Object.assign(new Error(code), { code }));
      signal.addEventListener("abort", () => meeting.fail("aborted"));
    });
    meeting.opened.catch(() => {});
    this.started.push(meeting);
    return meeting;
  }
}

let lan, acquaintances, introductions, said, opened, arrived;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const values = new Map();
  acquaintances = new Acquaintances(new Keep(() => ({ getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) })));
  [lan, said, opened, arrived] = [new FakeLan(), [], [], []];
  introductions = new Introductions({ deviceId: "d", lan: () => lan, acquaintances, change() {}, open: ({ id }) => opened.push(id), arrived: ({ id }) => arrived.push(id) });
  introductions.attach({ closed: new Promise(() => {}) }, (message) => said.push(message));
});

const present = (...ids) => introductions.handle({ type: "present", pages: ids.map((id) => ({ id, name: id.slice(0, 2) })) });
const called = (from, call, fingerprint = PRINT) => introductions.handle({ type: "called", from, call, other: { fingerprint, description } });
const paths = () => introductions.pages.map(({ path }) => path);
const tick = async (ms) => {
  mock.timers.tick(ms);
  await settle();
};

/** ADA was called, and has answered. */
async function meet(id = ADA) {
  present();
  present(id);
  await tick(0);
  const meeting = lan.started.at(-1);
  introductions.handle({ type: "answered", from: id, call: said.at(-1).call, other: { fingerprint: PRINT, description } });
  meeting.open();
  await settle();
  return introductions.pages[0].connection;
}

test("who is here calls who comes, and both are direct when it has answered", async () => {
  present();
  present(ADA);
  assert.deepEqual([paths(), arrived], [["through"], [ADA]]);
  await tick(0);
  assert.deepEqual(paths(), ["meeting"]);
  const [{ call, ...message }] = said;
  assert.match(call, /^[0-9a-f]{16}$/);
  assert.deepEqual(message, { type: "call", to: ADA, ...description });
  introductions.handle({ type: "answered", from: ADA, call, other: { fingerprint: PRINT, description } });
  assert.deepEqual(lan.started[0].heard, [{ fingerprint: PRINT, description }]);
  lan.started[0].open();
  await settle();
  assert.deepEqual([paths(), opened], [["direct"], [ADA]]);
  assert.equal(introductions.pages[0].fingerprint, PRINT);
});

test("a newcomer waits to be called, and answers", async () => {
  present(ADA);
  await tick(2_999);
  assert.deepEqual(said, []);
  called(ADA, "0".repeat(16));
  await settle();
  assert.deepEqual(said, [{ type: "answer", to: ADA, call: "0".repeat(16), ...description }]);
  lan.started[0].open();
  await settle();
  await tick(10_000);
  assert.deepEqual([paths(), said.length], [["direct"], 1]);
});

test("a newcomer whom nobody calls calls himself", async () => {
  present(ADA);
  await tick(3_000);
  assert.deepEqual(said.map(({ type, to }) => [type, to]), [["call", ADA]]);
});

for (const why of ["timed-out", "wrong-certificate"]) {
  test(`where there is no direct way (${why}) the device passes on`, async () => {
    present();
    present(ADA);
    await tick(0);
    let isSettled = false;
    void introductions.settled(ADA).then(() => (isSettled = true));
    await settle();
    assert.equal(isSettled, false);
    lan.started[0].fail(why);
    await settle();
    assert.deepEqual([paths(), isSettled, opened], [["through"], true, []]);
    assert.ok(introductions.pages[0].connection.createDataChannel);
  });
}

test("a refusal ends the attempt; that of another call does not", async () => {
  present();
  present(ADA);
  await tick(0);
  introductions.handle({ type: "refused", from: ADA, call: "f".repeat(16) });
  await settle();
  assert.deepEqual(paths(), ["meeting"]);
  introductions.handle({ type: "refused", from: ADA, call: said[0].call });
  await settle();
  assert.deepEqual(paths(), ["through"]);
});

test("where both have called, the lower name counts, at either side", async () => {
  present();
  present(ADA);
  await tick(0);
  called(ADA, "f".repeat(16));
  await settle();
  assert.deepEqual(lan.started.map(({ kind }) => kind), ["call"], "ours is the lower");
  called(ADA, "0".repeat(16));
  await settle();
  assert.deepEqual(lan.started.map(({ kind }) => kind), ["call", "answer"]);
  assert.equal(lan.started[0].signal.aborted, true);
  lan.started[1].open();
  await settle();
  assert.deepEqual(paths(), ["direct"]);
});

test("a call that comes a while after ours is of a page that has not heard it, and counts", async (t) => {
  let now = 5_000;
  t.mock.method(performance, "now", () => now);
  present();
  present(ADA);
  await tick(0);
  now += 1_000;
  called(ADA, "f".repeat(16));
  await settle();
  assert.deepEqual(lan.started.map(({ kind }) => kind), ["call", "answer"]);
});

test("a page that was not reached is tried again three times, at growing pauses", async () => {
  present();
  present(ADA);
  await tick(0);
  for (const [index, ms] of [20_000, 40_000, 80_000].entries()) {
    lan.started.at(-1).fail("timed-out");
    await settle();
    await tick(ms / 2 - 1);
    assert.equal(lan.started.length, index + 1);
    await tick(ms / 2 + 1);
    assert.equal(lan.started.length, index + 2);
  }
  lan.started.at(-1).fail("timed-out");
  await settle();
  await tick(1_000_000);
  assert.equal(lan.started.length, 4);
});

test("whom it has met stays when the device goes, and goes with its own end", async () => {
  const connection = await meet();
  introductions.detach();
  assert.deepEqual(paths(), ["direct"]);
  connection.close();
  assert.deepEqual(paths(), []);
});

test("a direct way that ends is looked for again while the page is here", async () => {
  const connection = await meet();
  connection.close();
  assert.deepEqual(paths(), ["through"]);
  await tick(3_000);
  assert.deepEqual([paths(), said.length], [["meeting"], 2]);
});

test("a page that comes anew and calls takes the place of its former connection", async () => {
  const former = await meet();
  called(ADA, "1".repeat(16));
  await settle();
  lan.started.at(-1).open();
  await settle();
  assert.equal(former.isClosed, true);
  assert.deepEqual(paths(), ["direct"]);
  assert.notEqual(introductions.pages[0].connection, former);
});

test("another certificate than at the first meeting is told, and nothing is connected until somebody has compared", async () => {
  acquaintances.note(`d/${ADA}`, ANOTHER);
  present(ADA);
  called(ADA, "1".repeat(16));
  await settle();
  assert.deepEqual([paths(), lan.started.length], [["changed"], 0]);
  assert.equal(introductions.pages[0].fingerprint, PRINT);
  await tick(10_000);
  await introductions.settled(ADA);
  assert.equal(lan.started.length, 0);
  introductions.accept(ADA);
  await settle();
  assert.deepEqual([paths(), lan.started.length], [["meeting"], 1]);
  introductions.handle({ type: "answered", from: ADA, call: said[0].call, other: { fingerprint: PRINT, description } });
  lan.started[0].open();
  await settle();
  assert.deepEqual(paths(), ["direct"]);
});

test("in an answer it is noticed as well, before anything reaches the browser", async () => {
  acquaintances.note(`d/${ADA}`, ANOTHER);
  present();
  present(ADA);
  await tick(0);
  introductions.handle({ type: "answered", from: ADA, call: said[0].call, other: { fingerprint: PRINT, description } });
  await settle();
  assert.deepEqual([lan.started[0].heard, paths()], [[], ["changed"]]);
});

test("a page is known by its certificate once it was met, of each device by itself", async () => {
  await meet();
  assert.equal(acquaintances.isAnother(`d/${ADA}`, PRINT), false);
  assert.equal(acquaintances.isAnother(`d/${ADA}`, ANOTHER), true);
  assert.equal(acquaintances.isAnother(`e/${ADA}`, ANOTHER), false);
  acquaintances.forget("d");
  assert.equal(acquaintances.isAnother(`d/${ADA}`, ANOTHER), false);
});

test("nobody is answered who is not here, nor more than eight at once", async () => {
  present();
  called(BOB, "1".repeat(16));
  const crowd = Array.from({ length: 12 }, (_, index) => index.toString(16).padStart(32, "0"));
  present(...crowd);
  await tick(0);
  assert.equal(lan.started.length, 8);
  called(crowd[11], "1".repeat(16));
  await settle();
  assert.equal(lan.started.length, 8);
});

test("who sends looks for a direct way again, unless it was just looked for", async () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  present(ADA);
  void introductions.settled(ADA); // a person does not wait until the newcomer is called
  await settle();
  assert.equal(lan.started.length, 1);
  lan.started[0].fail("timed-out");
  await settle();
  await introductions.settled(ADA);
  assert.equal(lan.started.length, 1);
});

test("close ends every connection and attempt", async () => {
  const connection = await meet();
  present(ADA, BOB);
  await tick(0);
  introductions.close();
  await settle();
  assert.deepEqual([connection.isClosed, lan.started[1].signal.aborted, paths()], [true, true, []]);
});

test("each way is said in words, and who can read", () => {
  const spell = (path) => spellPath({ path, via: "Desk" });
  assert.match(spell("direct"), /^Direct: Desk .* cannot read what you send/);
  assert.match(spell("through"), /^Through Desk: it can read/);
  assert.match(spell("meeting"), /through Desk, which can read/);
  assert.match(spell("changed"), /through Desk: it can read/);
  assert.equal(spell(null), "");
});

for (const [why, change] of [
  ["no sender", { from: undefined }],
  ["a sender in capitals", { from: ADA.toUpperCase() }],
  ["a call that is a number", { call: 7 }],
  ["half a call", { call: "00" }],
  ["no fingerprint", { fingerprint: undefined }],
  ["a fingerprint with a line end", { fingerprint: `${PRINT}\n` }],
  ["another type", { type: "callme" }],
]) {
  test(`a device's message is passed over: ${why}`, () => {
    const good = { type: "called", from: ADA, call: "0".repeat(16), fingerprint: PRINT, ...description };
    assert.ok(readDesk(JSON.stringify(good)));
    assert.equal(readDesk(JSON.stringify({ ...good, ...change })), null);
  });
}
