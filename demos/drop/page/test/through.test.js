import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { connectionThrough, enterDesk, readDesk, senderOf, throughId } from "../through.js";

const { vectors } = JSON.parse(readFileSync(new URL("../../../../docs/vectors/drop-desk.json", import.meta.url), "utf8"));
const ADA = "a1".repeat(16);

for (const { text, valid, why, pages } of vectors) {
  test(`drop-desk: ${why}`, () => assert.deepEqual(readDesk(text)?.pages ?? null, valid ? pages : null));
}

test("what is too long, or bytes, is passed over", () => {
  assert.equal(readDesk(JSON.stringify({ type: "present", pages: [], more: "x".repeat(70_000) })), null);
  assert.equal(readDesk(new ArrayBuffer(5)), null);
});

test("a channel tells of whom it is", () => {
  assert.equal(senderOf("d", "drop"), "d");
  assert.equal(senderOf("d", `drop-from/${ADA}`), `d/${ADA}`);
  assert.equal(throughId("d", ADA), `d/${ADA}`);
  for (const label of ["", "chat", "drop-desk", "drop-from/", "drop-from/x", `drop-from/${ADA}0`, `drop-to/${ADA}`, `drop-from/${ADA.toUpperCase()}`]) {
    assert.equal(senderOf("d", label), undefined, label);
  }
});

test("a transfer to a page goes over a channel that names it, and ends with the device's connection", () => {
  const opened = [];
  const connection = { closed: Promise.resolve(), createDataChannel: (...how) => opened.push(how) };
  const through = connectionThrough(connection, ADA);
  through.createDataChannel("drop", { protocol: "lanward-drop-1" });
  assert.deepEqual(opened, [[`drop-to/${ADA}`, { protocol: "lanward-drop-1" }]]);
  assert.equal(through.closed, connection.closed);
});

test("a device that says nonsense about who is here changes nothing", () => {
  const channel = new EventTarget();
  const heard = [];
  enterDesk({ createDataChannel: () => channel }, (message) => heard.push(message));
  for (const data of ["nonsense", JSON.stringify({ type: "present", pages: [{ id: ADA, name: "Ada" }] })]) {
    channel.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
  assert.deepEqual(heard, [{ type: "present", pages: [{ id: ADA, name: "Ada" }] }]);
});
