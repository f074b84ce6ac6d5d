import assert from "node:assert/strict";
import { test } from "node:test";
import { Allowance } from "../src/allowance.js";
import { fromHex, hex } from "../src/bytes.js";
import { PlayerIntake } from "../src/player-intake.js";
import { MAX_PLAYER_MESSAGE_BYTES, readFrame, writeFrame } from "../src/room-frame.js";
import { readDeskMessage } from "../src/room-messages.js";
import { SharedClock } from "../src/shared-clock.js";
import { vectors } from "./support/vectors.js";

for (const { why, text, valid } of vectors("room-desk.json").vectors) {
  test(`the desk's message of the vectors: ${why}`, () => {
    const message = readDeskMessage(text);
    assert.equal(message !== undefined, valid);
    if (!message || message.type !== "room") return;
    const { players, invitation } = JSON.parse(text);
    assert.deepEqual(message.players, players);
    assert.equal(message.invitation !== undefined, invitation !== undefined && why !== "an invitation that is none is passed over, and the room is not");
    if (message.invitation) {
      const { code, link, page, qr } = message.invitation;
      assert.deepEqual([code, link, page, qr.size, qr.modules.length], [invitation.code, invitation.link, invitation.page, invitation.qr.size, Math.ceil(qr.size ** 2 / 8)]);
    }
    assert.ok(!("colour" in message), "what is not known is not taken over");
  });
}

for (const { why, valid, player, text, bytes, frame } of vectors("room-frames.json").vectors) {
  test(`the frame of the vectors: ${why}`, () => {
    const buffer = fromHex(frame).buffer;
    if (!valid) return assert.throws(() => readFrame(buffer), { name: "MalformedMessage" });
    const read = readFrame(buffer);
    assert.equal(read.player, player);
    if (text === undefined) assert.equal(hex(new Uint8Array(/** @type {ArrayBuffer} */ (read.data))), bytes);
    else assert.equal(read.data, text);
    assert.equal(hex(writeFrame(player, text ?? fromHex(bytes))), frame);
  });
}

test("an invitation that is none in any part of it is passed over", () => {
  const { text } = vectors("room-desk.json").vectors.find((/** @type {any} */ { why }) => why === "a room of one, whose owner may show the device's code");
  const whole = JSON.parse(text);
  const read = (/** @type {any} */ change) => readDeskMessage(JSON.stringify({ ...whole, invitation: { ...whole.invitation, ...change } }));
  const { qr } = whole.invitation;
  for (const change of [{ code: "7-48291" }, { code: 7 }, { link: "javascript:1" }, { link: `lanward:1?${"x".repeat(1_024)}` }, { link: "lanward:1?a b" }, { page: "javascript:1" }, { page: 1 }, { qr: null }, { qr: { ...qr, size: 22 } }, { qr: { ...qr, size: 181 } }, { qr: { ...qr, modules: `${qr.modules}AA` } }, { qr: { ...qr, modules: "=" } }]) {
    const message = /** @type {any} */ (read(change));
    assert.deepEqual([message.type, message.invitation], ["room", undefined], JSON.stringify(change));
  }
  assert.equal(/** @type {any} */ (read({ page: undefined })).invitation.page, "");
});

test("a frame is bytes, of at most 16,384 besides whose it is", () => {
  assert.throws(() => readFrame("text"), { name: "MalformedMessage" });
  const largest = new Uint8Array(17 + MAX_PLAYER_MESSAGE_BYTES).fill(1);
  assert.equal(/** @type {ArrayBuffer} */ (readFrame(largest.buffer).data).byteLength, MAX_PLAYER_MESSAGE_BYTES);
  assert.throws(() => readFrame(new Uint8Array(largest.length + 1).fill(1).buffer), { name: "MalformedMessage" });
});

test("nothing that a device may say throws", () => {
  const pieces = ['{"type":', '"room"', '"called"', ":", ",", "{", "}", "[", "]", '"players"', '"you"', "1e999", "null", '"\\ud800"', '"from"', "-1"];
  let seed = 1;
  const next = (/** @type {number} */ most) => (seed = (seed * 48_271) % 2_147_483_647) % most;
  for (let i = 0; i < 20_000; i++) {
    const text = Array.from({ length: next(12) }, () => pieces[next(pieces.length)]).join("");
    readDeskMessage(text);
    try {
      readFrame(Uint8Array.from({ length: next(40) }, () => next(256)).buffer);
    } catch (error) {
      assert.equal(/** @type {Error} */ (error).name, "MalformedMessage");
    }
  }
  for (const value of [undefined, null, 1, {}, [], new ArrayBuffer(1), "{}", "[]", "1", "null", "x".repeat(20_000)]) assert.equal(readDeskMessage(value), undefined);
});

test("an allowance is so much at once, and one more each time a while has passed", () => {
  const allowance = new Allowance(0, 3, 10);
  assert.deepEqual([allowance.take(0, 2), allowance.take(0, 2), allowance.take(0), allowance.take(9)], [true, false, true, false]);
  assert.deepEqual([allowance.take(10), allowance.take(10)], [true, false]);
  assert.equal(allowance.take(25), true);
  assert.equal(allowance.take(29), false, "what was left of the while counts from the last one");
  assert.equal(allowance.take(30), true);
  assert.equal(allowance.take(10_000, 4), false, "never more than at once");
});

test("the clock is the one of the quickest answer", () => {
  const clock = new SharedClock();
  assert.equal(clock.uncertainty, Infinity);
  clock.note(1_000, 1_100, 5_000); // the answer took the longer way back
  assert.equal(clock.offset, 3_950);
  clock.note(2_000, 2_010, 6_000);
  assert.equal(clock.offset, 3_995);
  assert.equal(clock.uncertainty, 5);
  clock.note(3_000, 3_200, 7_190);
  assert.equal(clock.offset, 3_995);
});

test("after a jump of either clock the former answers do not count", () => {
  const clock = new SharedClock();
  clock.note(1_000, 1_002, 5_000);
  clock.note(2_000, 2_100, 90_000);
  assert.equal(clock.offset, 87_950);
  clock.note(3_000, 2_000, 0); // this page's clock was set while it waited
  assert.equal(clock.offset, 87_950);
});

test("a player is heard at 60 messages a second for ever, and a flood is cut off", () => {
  const honest = new PlayerIntake(0);
  for (let i = 0; i < 60 * 60; i++) assert.ok(honest.take(i * (1_000 / 60), 1_200));
  const hostile = new PlayerIntake(0);
  let taken = 0;
  for (let i = 0; i < 10_000 && !hostile.isCut; i++) taken += hostile.take(1, 64) ? 1 : 0;
  assert.equal(taken, 1_000);
  assert.ok(hostile.isCut);
  assert.equal(hostile.take(1e9, 1), false, "and stays so");
});

test("twenty messages that are too large are borne, one more is not", () => {
  const intake = new PlayerIntake(0);
  for (let i = 0; i < 20; i++) assert.equal(intake.take(1, MAX_PLAYER_MESSAGE_BYTES + 1), false);
  assert.equal(intake.isCut, false);
  intake.take(1, MAX_PLAYER_MESSAGE_BYTES + 1);
  assert.equal(intake.isCut, true);
});
