import assert from "node:assert/strict";
import { test } from "node:test";
import { faults } from "../lib/accounts.mjs";

const reliable = { label: "a", ordered: true };
const anyOrder = { label: "a", ordered: false };
const lossy = { label: "a", ordered: true, maxRetransmits: 0 };
const lossyAnyOrder = { label: "a", ordered: false, maxPacketLifeTime: 500 };

test("a reliable, ordered channel delivers everything as it was sent", () => {
  assert.deepEqual(faults(reliable, ["1", "2", "2"], ["1", "2", "2"]), []);
});

test("a lost message is found", () => {
  assert.deepEqual(faults(reliable, ["1", "2", "3"], ["1", "3"]), ["1 of 3 messages lost"]);
  assert.deepEqual(faults(anyOrder, ["1", "2", "3"], ["3", "1"]), ["1 of 3 messages lost"]);
});

test("a message that came twice, or that nobody sent, is found on every channel", () => {
  for (const plan of [reliable, anyOrder, lossy, lossyAnyOrder]) {
    assert.match(faults(plan, ["1", "2"], ["1", "2", "2"])[0], /^1 messages that were not sent/);
    assert.match(faults(plan, ["1", "2"], ["1", "2", "9"])[0], /^1 messages that were not sent/);
  }
});

test("equal messages may come as often as they were sent", () => {
  assert.deepEqual(faults(lossyAnyOrder, ["0", "0", "1"], ["0", "0"]), []);
});

test("a changed order is found where order was promised, and only there", () => {
  assert.deepEqual(faults(reliable, ["1", "2"], ["2", "1"]), ["order not kept"]);
  assert.deepEqual(faults(lossy, ["1", "2", "3"], ["3", "1"]), ["order not kept"]);
  assert.deepEqual(faults(anyOrder, ["1", "2"], ["2", "1"]), []);
  assert.deepEqual(faults(lossyAnyOrder, ["1", "2", "3"], ["3", "1"]), []);
});

test("a lossy channel may lose", () => {
  assert.deepEqual(faults(lossy, ["1", "2", "3"], ["1", "3"]), []);
});
