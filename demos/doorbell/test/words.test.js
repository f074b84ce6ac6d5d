import assert from "node:assert/strict";
import { test } from "node:test";
import { cameraWords, snapshotName, talkWords } from "../words.js";

const facts = (changes) => ({ presence: "here", wanted: true, media: { state: "live" }, notice: null, ...changes });

test("each state of the picture has words of its own", () => {
  const states = ["live", "asking", "refused", "connecting", { state: "interrupted", cause: "device" }, { state: "interrupted", cause: "network" }];
  const pills = states.map((state) => cameraWords(facts({ media: typeof state === "string" ? { state } : state })).pill);
  assert.deepEqual(pills, ["Live", "Asking", "Not allowed", "Starting…", "Camera away", "Interrupted"]);
  assert.equal(cameraWords(facts({ wanted: false, media: { state: "idle" } })).pill, "Ready");
});

test("a camera that is not here says where it is, whatever its picture was", () => {
  assert.deepEqual(cameraWords(facts({ presence: "away" })), { pill: "Away", busy: "Goes on by itself when it is back", trouble: "", tone: "wait" });
  assert.equal(cameraWords(facts({ presence: "away", wanted: false })).busy, "");
  assert.equal(cameraWords(facts({ presence: "removed" })).tone, "bad");
  assert.equal(cameraWords(facts({ presence: "trouble", notice: { title: "Not it", message: "Not it." } })).trouble, "Not it.");
});

test("what the device says itself is marked as its words", () => {
  assert.match(cameraWords(facts({ media: { state: "refused", reason: "Ask Ada." } })).trouble, /It says: Ask Ada\.$/);
  assert.equal(cameraWords(facts({ media: { state: "interrupted", cause: "device", reason: "USB" } })).trouble, "It says: USB");
});

test("a microphone that is open is never called off", () => {
  assert.deepEqual(["off", "opening", "asking", "on"].map((state) => talkWords(state).button), ["Talk", "Starting…", "Asking…", "Stop talking"]);
});

test("a snapshot's name is one that every file system takes", () => {
  const at = new Date(2026, 10, 27, 8, 5, 9);
  assert.equal(snapshotName("Front door", at), "Front door 2026-11-27 08.05.09.png");
  assert.equal(snapshotName('../..\\a<b>:"c"|?*\u202e\n', at), "a b c 2026-11-27 08.05.09.png");
  assert.equal(snapshotName("...", at), "Camera 2026-11-27 08.05.09.png");
  assert.ok(snapshotName("x".repeat(500), at).length < 90);
});
