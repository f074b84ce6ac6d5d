import assert from "node:assert/strict";
import { test } from "node:test";
import { DropError } from "../drop-error.js";
import { checkedPath, numbered, shown } from "../entry-path.js";
import { readMessage, writeMessage } from "../messages.js";
import { CHUNK_BYTES } from "../protocol.js";
import { TreeHash, leafOf } from "../tree-hash.js";
import { vectors } from "./support/vectors.js";

const refused = (/** @type {string} */ code) => (/** @type {unknown} */ error) => error instanceof DropError && error.code === code;

for (const { path, valid, why } of vectors("drop-names.json")) {
  test(`section 3, ${JSON.stringify(path.slice(0, 40))}: ${why}`, () => {
    if (valid) assert.equal(checkedPath(path), path);
    else assert.throws(() => checkedPath(path), refused("unsafe-name"));
  });
}

for (const { text, valid, canonical, why } of vectors("drop-messages.json")) {
  test(`section 2, ${text.slice(0, 60)}: ${why}`, () => {
    if (valid) assert.deepEqual(JSON.parse(/** @type {string} */ (writeMessage(readMessage(text)))), canonical);
    else assert.throws(() => readMessage(text), DropError);
  });
}

for (const { bytes, chunks, root } of vectors("drop-tree-hashes.json")) {
  test(`section 4, the tree hash of ${bytes} bytes`, () => {
    const file = Uint8Array.from({ length: bytes }, (_, i) => 7 * i + Math.floor(i / 251));
    const hash = new TreeHash();
    for (let at = 0; at < bytes; at += CHUNK_BYTES) hash.add(leafOf(file.subarray(at, at + CHUNK_BYTES)));
    assert.deepEqual([hash.count, hash.root()], [chunks, root]);
  });
}

test("a chunk is read as it was written, and has from 1 to 65,536 bytes", () => {
  const data = Uint8Array.of(1, 2, 3);
  const chunk = /** @type {const} */ ({ type: "chunk", entry: 7, index: 0xffff_ffff, leaf: leafOf(data), data });
  assert.deepEqual(readMessage(writeMessage(chunk)), chunk);
  assert.deepEqual(readMessage(/** @type {Uint8Array} */ (writeMessage(chunk)).buffer), chunk);
  for (const length of [0, 39, 40, 65_577]) assert.throws(() => readMessage(new Uint8Array(length)), refused("malformed"), `${length} bytes`);
  const ofNoEntry = new Uint8Array(41);
  ofNoEntry[0] = 0x80;
  assert.throws(() => readMessage(ofNoEntry), refused("malformed"));
  assert.throws(() => readMessage(new Blob(["x"])), refused("malformed"));
});

test("a text has at most 65,536 bytes in UTF-8, and is at most 8 deep", () => {
  const padded = (/** @type {number} */ length, letter = "a") => `{"type":"more","x":"${letter.repeat(length)}"}`;
  const frame = padded(0).length;
  assert.deepEqual(readMessage(padded(65_536 - frame)), { type: "more" });
  assert.throws(() => readMessage(padded(65_537 - frame)), refused("malformed"));
  assert.throws(() => readMessage(padded(40_000, "ä")), refused("malformed"));
  assert.deepEqual(readMessage(`{"type":"more","x":${"[".repeat(7)}${"]".repeat(7)}}`), { type: "more" });
  for (const depth of [8, 30_000]) assert.throws(() => readMessage(`{"type":"more","x":${"[".repeat(depth)}${"]".repeat(depth)}}`), refused("malformed"));
});

test("a member twice is found however it is spelt and wherever it is, and braces inside texts are none", () => {
  for (const text of ['{"type":"more","\\u0074ype":"more"}', '{"type":"more","x":{"a":1,"b":{},"a":2}}', '{"type":"more","x":[{"a":1,"a":1}]}']) {
    assert.throws(() => readMessage(text), refused("malformed"), text);
  }
  for (const text of ['{"type":"more","x":"}{\\"type\\":1","y":[{"a":1},{"a":2}]}', '{"type":"more","type ":1}', '{"type":"more","x":"\\\\","y":1.5e3}']) {
    assert.deepEqual(readMessage(text), { type: "more" }, text);
  }
});

test("a whole number is written as one; what is inherited is no member", () => {
  for (const number of ["1.0", "1e2", "null", '"1"', "-0.0", "9007199254740993"]) {
    assert.throws(() => readMessage(`{"type":"accept","kept":${number}}`), refused("malformed"), number);
  }
  assert.throws(() => readMessage('{"type":"offer","version":1,"entries":1,"bytes":null}'), refused("malformed"));
  assert.throws(() => readMessage('{"__proto__":{"type":"more"}}'), refused("malformed"));
});

test("what is shown of a refused name commands no terminal and no page", () => {
  assert.throws(() => checkedPath("a\u001b[2J\u202eb"), /"a\\u\{1b\}\[2J\\u\{202e\}b"/);
  assert.equal(shown("x".repeat(200)).length, 85);
});

test("a namesake is numbered before its extension, and stays a name that can be had", () => {
  assert.equal(numbered("a.txt", 1), "a.txt");
  assert.equal(numbered("photo.jpg", 2), "photo (2).jpg");
  assert.equal(numbered(".hidden", 2), ".hidden (2)");
  assert.equal(numbered("no extension at all. But a whole sentence", 3), "no extension at all. But a whole sentence (3)");
  assert.ok(new TextEncoder().encode(numbered(`${"ä".repeat(125)}.txt`, 10)).length <= 255);
});

test("whatever comes is read or refused", () => {
  const seeds = vectors("drop-messages.json").map(({ text }) => text);
  for (let i = 0; i < 3_000; i++) {
    const text = seeds[i % seeds.length];
    const at = (i * 7919) % (text.length + 1);
    const changed = text.slice(0, at) + ["", "{", '"', ":", "\\", "}", "9", "\ud800", "[", ","][i % 10] + text.slice(at + (i % 3));
    try {
      readMessage(changed);
    } catch (error) {
      assert.ok(error instanceof DropError, `${changed}: ${error}`);
    }
  }
});
