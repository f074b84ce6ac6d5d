import assert from "node:assert/strict";
import { test } from "node:test";
import { Push } from "../push.js";

test("held, it talks as long as it is held", () => {
  const push = new Push();
  push.press(1_000);
  assert.equal(push.isOn, true);
  push.release(3_000);
  assert.equal(push.isOn, false);
});

test("tapped, it talks until it is tapped again", () => {
  const push = new Push();
  push.press(0);
  push.release(120);
  assert.equal(push.isOn, true);
  push.press(5_000);
  assert.equal(push.isOn, true);
  push.release(5_100);
  assert.equal(push.isOn, false);
});

test("held while it was on, it ends with the hold", () => {
  const push = new Push();
  push.press(0);
  push.release(1);
  push.press(1_000);
  push.release(2_000);
  assert.equal(push.isOn, false);
});

test("what ends by itself is off, and a release that comes after that says nothing", () => {
  const push = new Push();
  push.press(0);
  push.end();
  assert.equal(push.isOn, false);
  push.release(100);
  assert.equal(push.isOn, false);
});

test("a key that repeats is one press", () => {
  const push = new Push();
  push.press(0);
  push.press(500);
  push.release(600);
  assert.equal(push.isOn, false, "600 ms are a hold");
});
