import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../history.js";
import { Keep } from "../keep.js";
import { markOf, UnfinishedList } from "../unfinished.js";
import { Welcome } from "../welcome.js";

/** As localStorage, with room for so many characters. */
function storage(room = Infinity) {
  const values = new Map();
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem(key, value) {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      values.set(key, value);
    },
  };
}
const keepIn = (kept) => new Keep(() => kept);
const past = (number, facts = {}) => ({ key: `k${number}`, at: number, direction: "in", device: "Desk", what: `${number}.txt`, bytes: 1, state: "received", message: "", ...facts });
const sending = (facts = {}) => ({ mark: "m", deviceId: "d", device: "Desk", what: "a.bin", folder: false, done: 1, bytes: 9, at: 1_000, ...facts });

test("the history is there after a reload, the latest first, at most a hundred", () => {
  const kept = storage();
  const history = new History(keepIn(kept));
  for (let number = 0; number < 130; number++) history.add(past(number));
  const after = new History(keepIn(kept)).items;
  assert.equal(after.length, 100);
  assert.deepEqual([after[0].what, after[99].what], ["129.txt", "30.txt"]);
  history.clear();
  assert.deepEqual(new History(keepIn(kept)).items, []);
});

test("old texts make room for new ones, and a full storage keeps at least the list", () => {
  const history = new History(keepIn(storage()));
  for (let number = 0; number < 10; number++) history.add(past(number, { text: "x".repeat(65_000) }));
  const texts = history.items.map(({ text }) => text?.length ?? 0);
  assert.equal(texts[0], 65_000);
  assert.ok(texts.reduce((sum, each) => sum + each) <= 500_000);
  assert.equal(texts[9], 0);
  const small = storage(2_000);
  const full = new History(keepIn(small));
  full.add(past(1, { text: "x".repeat(10_000) }));
  assert.deepEqual(new History(keepIn(small)).items, [past(1)]);
});

test("what others call themselves and their files is cut before it is kept", () => {
  const kept = storage();
  new History(keepIn(kept)).add(past(1, { what: "x".repeat(100_000), device: "y".repeat(100_000), message: "z".repeat(100_000) }));
  assert.ok([...kept.values.values()].join("").length < 1_000);
});

for (const junk of ["", "nonsense", "{}", '"text"', "[null,1,{}]", '[{"key":1}]', '{"length":5}']) {
  test(`a storage that holds ${junk || "nothing"} is as if it were empty`, () => {
    const broken = { getItem: () => junk, setItem() {} };
    assert.deepEqual(new History(keepIn(broken)).items, []);
    assert.deepEqual(new UnfinishedList(keepIn(broken), 0).all, []);
    assert.equal(new Welcome(keepIn(broken)).has("d"), false);
  });
}

test("where there is no storage the page remembers until it goes", () => {
  const keep = new Keep(() => {
    throw new DOMException("denied", "SecurityError");
  });
  const history = new History(keep);
  history.add(past(1));
  assert.equal(history.items.length, 1);
  assert.equal(keep.write("x", 1), false);
});

test("an unfinished sending is noted once, with how far it is, for a week", () => {
  const kept = storage();
  const list = new UnfinishedList(keepIn(kept), 1_000);
  list.note(sending());
  list.note(sending({ done: 5 }));
  list.note(sending({ deviceId: "other" }));
  assert.deepEqual(new UnfinishedList(keepIn(kept), 2_000).all.map(({ deviceId, done }) => [deviceId, done]), [["other", 1], ["d", 5]]);
  assert.deepEqual(new UnfinishedList(keepIn(kept), 1_000 + 7 * 24 * 3_600_000).all, []);
  list.drop({ mark: "m", deviceId: "d" });
  assert.deepEqual(new UnfinishedList(keepIn(kept), 2_000).all.map(({ deviceId }) => deviceId), ["other"]);
});

test("the same files have the same mark, and others have another", () => {
  const items = [
    { path: "x", kind: "folder", modified: 5 },
    { path: "x/a", kind: "file", size: 1, modified: 7 },
  ];
  const changed = (facts) => markOf([items[0], { ...items[1], ...facts }]);
  assert.equal(markOf(items), markOf(structuredClone(items)));
  assert.equal(markOf([{ ...items[0], modified: 6 }, items[1]]), markOf(items), "browsers do not tell a folder's time");
  const marks = [markOf(items), changed({ size: 2 }), changed({ modified: 8 }), changed({ path: "x/b" }), markOf(items.slice(0, 1)), markOf([])];
  assert.equal(new Set(marks).size, marks.length);
  assert.match(marks[0], /^[0-9a-f]{16}$/);
});

test("from whom everything is accepted is kept, and can be taken back", () => {
  const kept = storage();
  new Welcome(keepIn(kept)).set("d", true);
  assert.equal(new Welcome(keepIn(kept)).has("d"), true);
  assert.equal(new Welcome(keepIn(kept)).has("e"), false);
  new Welcome(keepIn(kept)).set("d", false);
  assert.equal(new Welcome(keepIn(kept)).has("d"), false);
});
