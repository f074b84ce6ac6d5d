import assert from "node:assert/strict";
import { test } from "node:test";
import { ControlSession } from "../src/control-session.js";
import { readControlMessage } from "../src/control.js";
import { MAX_CONTROL_BYTES } from "../src/members.js";
import { MalformedMessage } from "../src/errors.js";
import { FakeDataChannel } from "./support/fake-rtc.js";

const HELLO = { type: "hello", version: 1, name: "Doorbell", deviceType: "camera", host: "00112233-4455-4677-8899-aabbccddeeff", addresses: ["192.0.2.7"], port: 47470 };

/** @param {unknown} value */
const read = (value) => readControlMessage(JSON.stringify(value));

test("hello is read, its name cleaned, its addresses spelled in one way, link-local ones left out", () => {
  assert.deepEqual(read({ ...HELLO, name: " Door\u0007bell ", addresses: ["2001:DB8::1", "fe80::1"], later: { members: [1] } }), {
    type: "hello",
    name: "Doorbell",
    device: { name: "Doorbell", deviceType: "camera", host: HELLO.host, addresses: ["2001:db8::1"], port: 47470 },
    knocks: [],
  });
});

test("of the knocks that a device names, what is too long to be one is not kept", () => {
  const knocks = ["lw1", "x".repeat(17), "lw3", "x".repeat(60_000), "y".repeat(16)];
  const hello = read({ ...HELLO, knocks });
  assert.ok(hello?.type === "hello");
  assert.deepEqual(hello.knocks, ["lw1", "lw3", "y".repeat(16)]);
});

test("unknown types, steps and versions are ignored, not errors", () => {
  for (const value of [{ type: "sing" }, { type: "" }, { type: "pair", step: "later" }, { ...HELLO, version: 2 }, { type: "__proto__" }]) {
    assert.equal(read(value), undefined, JSON.stringify(value));
  }
});

test("malformed messages throw nothing but MalformedMessage", () => {
  const texts = [
    "",
    "null",
    "[]",
    '"hello"',
    "1",
    "{",
    '{"type":"bye","reason":"closing"}x',
    "{}",
    '{"type":1}',
    '{"__proto__":{"type":"revoke"}}',
    "[".repeat(60_000),
    `{"type":"revoke","x":${"[".repeat(30_000)}${"]".repeat(30_000)}`,
  ];
  const values = [
    { type: "hello" },
    { ...HELLO, version: "1" },
    { ...HELLO, version: 0 },
    { ...HELLO, name: 5 },
    { ...HELLO, name: "\u0000" },
    { ...HELLO, name: "x".repeat(65) },
    { ...HELLO, deviceType: "No Type" },
    { ...HELLO, host: "kitchen" },
    { ...HELLO, host: `${HELLO.host}\r\na=candidate:evil` },
    { ...HELLO, addresses: "192.0.2.7" },
    { ...HELLO, addresses: ["kitchen"] },
    { ...HELLO, addresses: ["192.0.2.7\r\na=x"] },
    { ...HELLO, addresses: [{ toString: "192.0.2.7" }] },
    { ...HELLO, addresses: Array(9).fill("192.0.2.7") },
    { ...HELLO, port: "47470" },
    { ...HELLO, port: 1.5 },
    { ...HELLO, port: 65536 },
    { type: "bye" },
    { type: "bye", reason: 5 },
    { type: "rotate", fingerprint: "AB" },
    { type: "pair" },
    { type: "pair", step: "share", share: "AAAA" },
    { type: "pair", step: "confirm", confirm: "A", sealed: "" },
    { type: "pair", step: "refused", code: null },
    { type: "pair", step: "refused", code: "wrong-code", left: -1 },
    { type: "pair", step: "refused", code: "wrong-code", left: 1e9 },
    { type: "pair", step: "linked" },
  ];
  for (const text of [...texts, ...values.map((value) => JSON.stringify(value))]) {
    assert.throws(() => readControlMessage(text), MalformedMessage, text.slice(0, 100));
  }
  for (const data of [new ArrayBuffer(3), undefined, null, 5]) assert.throws(() => readControlMessage(data), MalformedMessage);
});

test("a message has at most 65,536 bytes of UTF-8", () => {
  const empty = JSON.stringify({ type: "revoke", pad: "" });
  const ascii = "x".repeat(MAX_CONTROL_BYTES - empty.length);
  assert.deepEqual(read({ type: "revoke", pad: ascii }), { type: "revoke" });
  assert.throws(() => read({ type: "revoke", pad: `${ascii}x` }), MalformedMessage);
  assert.throws(() => read({ type: "revoke", pad: "\u20ac".repeat(30_000) }), MalformedMessage, "few characters, many bytes");
});

test("a session drops and counts what is malformed, ignores and counts what is unknown or means nothing here", () => {
  const channel = new FakeDataChannel("lanward", {});
  /** @type {string[]} */
  const received = [];
  const session = new ControlSession(/** @type {any} */ (channel), ({ type }) => received.push(type) > 0 && type !== "pair");
  for (const data of ["{", JSON.stringify({ type: "sing" }), JSON.stringify({ type: "revoke" }), new ArrayBuffer(1)]) channel.receive(data);
  channel.receive(JSON.stringify({ type: "pair", step: "refused", code: "busy" }));
  assert.deepEqual([received, session.malformed, session.ignored], [["revoke", "pair"], 2, 2]);
  session.send({ type: "bye" });
  assert.deepEqual(channel.sent, [], "nothing is sent on a channel that is not open");
});

test("random bytes and mutated messages throw nothing undeclared", () => {
  const text = JSON.stringify(HELLO);
  let seed = 1;
  const random = (/** @type {number} */ below) => (seed = (seed * 48271) % 0x7fffffff) % below;
  for (let i = 0; i < 20_000; i++) {
    const chars = [...text];
    for (let change = 0; change <= random(4); change++) chars[random(chars.length)] = String.fromCharCode(random(0x180));
    try {
      readControlMessage(chars.join(""));
    } catch (error) {
      assert.ok(error instanceof MalformedMessage, `${error} for ${chars.join("")}`);
    }
  }
});
