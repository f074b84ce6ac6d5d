import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Desk } from "../desk.js";
import { History } from "../history.js";
import { Keep } from "../keep.js";
import { UnfinishedList } from "../unfinished.js";

globalThis.window = {};
const { Receiving, Sending } = await import("./fake-transfer.js");

const DESK = { id: "d1", name: "Desk" };
const LAPTOP = { id: "d2", name: "Laptop" };
const CONNECTION = {};
const items = (...paths) => paths.map((path) => ({ path, kind: "file", size: 1_000, modified: 5, mode: 0o644 }));
const settled = () => new Promise((resolve) => setImmediate(resolve));

let history, unfinished, welcome, told, desk, now;

beforeEach(() => {
  const values = new Map();
  const keep = new Keep(() => ({ getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) }));
  history = new History(keep);
  unfinished = new UnfinishedList(keep, Date.now());
  [welcome, told, now] = [new Set(), [], 0];
  desk = new Desk({ history, unfinished, isWelcome: (id) => welcome.has(id), change() {}, tell: (news) => told.push(news), clock: () => now });
});

function send(device = DESK, what = items("a.bin", "b.bin")) {
  const sending = new Sending(CONNECTION, what);
  desk.send(device, sending, what);
  return sending;
}

function take(device = LAPTOP, contents = [{ path: "hello.txt", text: "hello" }], id = undefined) {
  const receiving = new Receiving(contents, id);
  desk.take(device, receiving);
  return receiving;
}

test("a sending waits, goes with speed and time left, and ends in the history", () => {
  const sending = send();
  assert.deepEqual(sending.calls, ["start"]);
  assert.deepEqual(desk.rows().map(({ status, actions, percent }) => [status, actions, percent]), [["Waiting for somebody there to accept", ["cancel"], null]]);
  sending.become("sending", { done: 0 });
  now = 1_000;
  sending.become("sending", { done: 500 });
  const [row] = desk.rows();
  assert.equal(row.status, "500 bytes of 2.0 KiB · 500 bytes/s · 3 s left");
  assert.deepEqual([row.percent, row.what, row.content, row.device], [25, "a.bin and b.bin", "2 files, 2.0 KiB", "Desk"]);
  assert.deepEqual(row.actions, ["pause", "cancel"]);
  sending.become("sent", { done: 2_000 });
  assert.deepEqual(desk.rows(), []);
  assert.deepEqual(history.items.map(({ what, device, direction, state }) => [what, device, direction, state]), [["a.bin and b.bin", "Desk", "out", "sent"]]);
  assert.match(told.at(-1), /a\.bin and b\.bin, to Desk: Arrived, whole and checked/);
});

test("what began directly goes on directly and not through the device; what was cut on its way through it goes on by either", () => {
  const page = { id: "d1/p", name: "Ada (direct)" };
  const direct = new Sending(CONNECTION, items("a.bin"));
  desk.send(page, direct, items("a.bin"), true);
  const through = new Sending(CONNECTION, items("b.bin"));
  desk.send(page, through, items("b.bin"));
  for (const each of [direct, through]) each.become("interrupted");
  desk.attach(page.id, CONNECTION);
  assert.deepEqual([direct, through].map(({ calls }) => calls.filter((call) => call === "attach").length), [0, 1]);
  through.become("sending");
  desk.attach(page.id, CONNECTION, true);
  assert.deepEqual([direct, through].map(({ calls }) => calls.filter((call) => call === "attach").length), [1, 1], "what goes is left alone");
  through.become("interrupted");
  desk.attach(page.id, CONNECTION, true);
  assert.equal(through.calls.filter((call) => call === "attach").length, 2);
});

test("it is never said to be whole before it is", () => {
  const sending = send();
  sending.become("sending", { done: 2_000 });
  assert.equal(desk.rows()[0].percent, 99);
});

test("pause, going on and cancelling reach the transfer", () => {
  const sending = send();
  sending.become("sending", { done: 10 });
  const [{ key }] = desk.rows();
  desk.act(key, "pause");
  assert.deepEqual(desk.rows()[0].actions, ["resume", "cancel"]);
  desk.act(key, "resume");
  desk.act(key, "cancel");
  assert.deepEqual(sending.calls, ["start", "pause", "resume", "cancel"]);
  assert.equal(history.items[0].state, "cancelled");
  desk.act(key, "cancel");
  desk.act("no such row", "pause");
});

test("a page that is reloaded while it sends remembers what for, and forgets it when that is over", () => {
  const sending = send();
  assert.equal(desk.isSending, true);
  desk.leave();
  assert.deepEqual(unfinished.all, [], "nobody has agreed to it yet");
  sending.become("sending", { done: 700 });
  desk.leave();
  assert.deepEqual(unfinished.all.map(({ what, deviceId, done, bytes, folder }) => [what, deviceId, done, bytes, folder]), [["a.bin and b.bin", "d1", 700, 2_000, false]]);
  assert.equal(desk.isUnderWay(unfinished.all[0].mark, "d1"), true);
  sending.become("interrupted");
  assert.equal(unfinished.all.length, 1);
  sending.become("sent", { done: 2_000 });
  assert.deepEqual(unfinished.all, []);
  assert.equal(desk.isSending, false);
});

test("what was cut off is attached to the next connection of its device, and only of that", () => {
  const [first, second, over] = [send(DESK), send(LAPTOP, items("c")), send(DESK, items("d"))];
  first.become("interrupted");
  over.become("sent");
  desk.attach("d1", {});
  assert.deepEqual([first, second, over].map(({ calls }) => calls.includes("attach")), [true, false, false]);
});

test("an offer asks before it is taken, and stands first", () => {
  const receiving = take();
  send();
  const [row] = desk.rows();
  assert.deepEqual([row.direction, row.state, row.actions], ["in", "offered", ["accept", "decline"]]);
  assert.deepEqual(receiving.calls, []);
  assert.deepEqual(told, ["Laptop wants to send hello.txt."]);
  desk.act(row.key, "decline");
  assert.deepEqual(receiving.calls, ["decline"]);
  assert.equal(history.items[0].state, "declined");
});

test("from a device that is welcome everything is accepted, from others nothing", () => {
  welcome.add("d2");
  assert.deepEqual(take(LAPTOP).calls, ["accept"]);
  assert.deepEqual(take(DESK).calls, []);
});

test("what has arrived can be saved, and a short text is shown, until somebody is done with it", async () => {
  const receiving = take();
  receiving.accept();
  receiving.become("received", { done: 5 });
  await settled();
  const [row] = desk.rows();
  assert.equal(row.received.text, "hello");
  assert.deepEqual(row.actions, ["dismiss"]);
  assert.deepEqual(history.items.map(({ text, state }) => [text, state]), [["hello", "received"]]);
  desk.act(row.key, "dismiss");
  assert.deepEqual(desk.rows(), []);
  assert.equal(receiving.calls.at(-1), "forget");
  assert.equal(history.items.length, 1);
});

test("what the browser has lost is said to be lost", async () => {
  const receiving = take();
  receiving.lost = true;
  receiving.become("received");
  await settled();
  assert.deepEqual(desk.rows()[0].received.entries, []);
});

test("what went straight into a folder needs no saving", async () => {
  const receiving = new Receiving([{ path: "a.bin", size: 5 }]);
  desk.take(LAPTOP, receiving, "Downloads");
  receiving.become("received");
  await settled();
  assert.deepEqual(desk.rows(), []);
  assert.equal(history.items[0].message, "Downloads");
});

test("after a reload what was not saved is still there, and what is not whole gives way to its sender", async () => {
  const calls = [];
  const kept = (id, state) => ({
    ...{ id, peerId: "d2", state, items: items(`${id}.bin`), bytes: 1_000, done: 400 },
    files: async () => [{ path: `${id}.bin`, kind: "file", size: 1_000, modified: 0, blob: async () => new Blob([]) }],
    forget: async () => void calls.push(id),
  });
  desk.restore(LAPTOP, kept("whole", "received"));
  desk.restore(LAPTOP, kept("part", "receiving"));
  desk.restore(LAPTOP, kept("other", "receiving"));
  await settled();
  assert.deepEqual(desk.rows().map(({ what, state }) => [what, state]), [["other.bin", "interrupted"], ["part.bin", "interrupted"], ["whole.bin", "received"]]);
  assert.deepEqual(history.items, [], "it is in the history already");
  const again = new Receiving([{ path: "part.bin", size: 1_000 }], "part");
  again.state = "receiving"; // somebody has agreed to it before the reload
  desk.take(LAPTOP, again);
  assert.deepEqual(desk.rows().map(({ what, state }) => [what, state]), [["part.bin", "receiving"], ["other.bin", "interrupted"], ["whole.bin", "received"]]);
  desk.act(desk.rows()[1].key, "cancel");
  desk.act(desk.rows()[1].key, "dismiss");
  assert.deepEqual(calls, ["other", "whole"]);
});

test("a transfer that had failed and goes on is shown again", () => {
  const receiving = take();
  receiving.become("failed", { code: "timed-out", message: "Nothing has come for a minute." });
  assert.deepEqual(desk.rows(), []);
  assert.match(told.at(-1), /Failed: Nothing has come/);
  receiving.become("receiving");
  assert.equal(desk.rows()[0].state, "receiving");
});

test("a device that offers without end does not fill the page", () => {
  const all = Array.from({ length: 250 }, () => take());
  assert.equal(desk.rows().length, 200);
  assert.deepEqual(all[249].calls, ["decline"]);
});

test("names that others chose are shown bounded and without what turns text round", () => {
  take({ id: "d3", name: `evil\u202e${"x".repeat(5_000)}` }, [{ path: `a\u202egpj.${"y".repeat(5_000)}` }]);
  const [row] = desk.rows();
  assert.ok(row.device.length < 70 && row.what.length < 70);
  assert.doesNotMatch(row.device + row.what + told.join(), /\u202e/);
});
