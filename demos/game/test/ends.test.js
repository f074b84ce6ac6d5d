import assert from "node:assert/strict";
import { test } from "node:test";
import { endOf } from "../ends.js";

test("who plays in another tab is told so, and can take over", () => {
  assert.deepEqual(endOf("replaced"), { title: "You play in another tab", message: "Another tab or window of this browser has your place on the ice.", button: "Play here instead" });
});

test("who was sent out cannot, and what only connecting has is not told here", () => {
  assert.equal(endOf("kicked")?.button, undefined);
  for (const code of ["not-found", "left", undefined]) assert.equal(endOf(code), undefined);
});
