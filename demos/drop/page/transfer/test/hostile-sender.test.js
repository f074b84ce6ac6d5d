// A paired peer that does not keep to the protocol: it is refused, and nothing is published.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Manifest } from "../manifest.js";
import { writeMessage } from "../messages.js";
import { LIMITS } from "../protocol.js";
import { ReceivingEnd } from "../receiving-end.js";
import { SendingEnd } from "../sending-end.js";
import { hex, leafOf } from "../tree-hash.js";
import { MemoryShelf, MemorySource } from "./support/memory.js";
import { Random } from "./support/random.js";

const OFFER = (entries = 1, bytes = 1) => ({ type: "offer", version: 1, entries, bytes });
const FILE = (path = "a", size = 1) => ({ path, kind: "file", size });
const ENTRIES = (/** @type {unknown[]} */ ...entries) => ({ type: "entries", entries });

class Victim {
  receiver;
  shelf = new MemoryShelf(new Manifest([]));

  constructor(limits = LIMITS) {
    this.receiver = new ReceivingEnd(limits);
  }

  /** @param {...object} messages */
  async hear(...messages) {
    for (const message of messages) await this.receiver.handle(message instanceof Uint8Array ? message : JSON.stringify(message));
    return this;
  }

  /** @param {number} size */
  async agreed(size) {
    await this.hear(OFFER(1, size), ENTRIES(FILE("a", size)));
    return this.accept();
  }

  async accept() {
    this.shelf = new MemoryShelf(this.receiver.manifest);
    await this.receiver.accept(this.shelf);
    return this;
  }

  /** @param {string} code */
  refused(code) {
    assert.equal(this.receiver.failure?.code, code);
    assert.equal(this.shelf.published.size, 0);
  }
}

/** @param {number} entry @param {number} index @param {number} length */
function chunk(entry, index, length) {
  const data = new Uint8Array(length);
  return /** @type {Uint8Array} */ (writeMessage({ type: "chunk", entry, index, leaf: leafOf(data), data }));
}

/** @param {number} chunks @param {number} size */
const end = (chunks, size, root = "00".repeat(32)) => ({ type: "end", entry: 0, chunks, size, root });
const rootOf = (/** @type {number} */ length) => hex(leafOf(new Uint8Array(length)));

test("a name that leads elsewhere", async () => (await new Victim().hear(OFFER(), ENTRIES(FILE("../a")))).refused("unsafe-name"));

test("a file in a folder that is a file", async () => (await new Victim().hear(OFFER(2, 2), ENTRIES(FILE("a"), FILE("a/b")))).refused("malformed"));

test("two files of one name", async () => (await new Victim().hear(OFFER(2, 2), ENTRIES(FILE(), FILE()))).refused("malformed"));

test("more entries than offered", async () => (await new Victim().hear(OFFER(1, 2), ENTRIES(FILE("a"), FILE("b")))).refused("malformed"));

test("more entries than are taken", async () => (await new Victim().hear(OFFER(100_001))).refused("too-large"));

test("a pipe among others", async () => (await new Victim().hear(OFFER(2), ENTRIES({ path: "a", kind: "file" }, FILE("b")))).refused("malformed"));

test("folders too deep, and names too long together", async () => {
  const folders = Array.from({ length: 33 }, (_, i) => ({ path: Array(i + 1).fill("d").join("/"), kind: "folder" }));
  (await new Victim().hear(OFFER(33), ENTRIES(...folders))).refused("too-large");
  (await new Victim({ ...LIMITS, pathBytes: 5 }).hear(OFFER(2), ENTRIES(FILE("abc"), FILE("def")))).refused("too-large");
});

test("a list that never ends", async () => (await new Victim().hear(OFFER(2, 2), ENTRIES(FILE()), ENTRIES())).refused("malformed"));

test("sizes that add up to more than was said", async () => {
  const victim = new Victim({ ...LIMITS, mostBytes: 10 });
  (await victim.hear(OFFER(2, 1), ENTRIES(FILE("a", 9), FILE("b", 9)))).refused("too-large");
});

test("another version", async () => (await new Victim().hear({ ...OFFER(), version: 2 })).refused("unsupported"));

test("a chunk before the offer is accepted", async () => (await new Victim().hear(chunk(0, 0, 1))).refused("malformed"));

test("more than the file has", async () => {
  const victim = await new Victim().agreed(70_000);
  (await victim.hear(chunk(0, 0, 65_536), chunk(0, 1, 70_000 - 65_536), chunk(0, 2, 1))).refused("malformed");
});

test("chunks that are not asked for any more", async () => {
  const victim = await new Victim().agreed(1);
  await victim.hear(chunk(0, 0, 1), end(1, 1, rootOf(1)));
  assert.equal(victim.shelf.published.size, 1);
  await victim.hear(chunk(0, 0, 1));
  assert.equal(victim.receiver.failure?.code, "malformed");
});

test("an end before the end", async () => {
  const victim = await new Victim().agreed(70_000);
  (await victim.hear(chunk(0, 0, 65_536), end(1, 65_536, rootOf(65_536)))).refused("malformed");
});

test("chunks out of turn, and of another file", async () => {
  (await (await new Victim().agreed(200_000)).hear(chunk(0, 1, 65_536))).refused("malformed");
  (await (await new Victim().agreed(200_000)).hear(chunk(1, 0, 65_536))).refused("malformed");
});

test("a tree hash that is always wrong", async () => {
  const victim = await new Victim().agreed(1);
  for (let i = 0; i < 10; i++) await victim.hear(chunk(0, 0, 1), end(1, 1));
  victim.refused("corrupt");
});

test("a bye before the end, and an answer to nothing", async () => {
  (await (await new Victim().agreed(1)).hear({ type: "bye" })).refused("malformed");
  (await (await new Victim().agreed(1)).hear({ type: "resumed", entry: 0, matches: true })).refused("malformed");
});

test("messages in any order: no exception, and no file that was not hashed whole", async () => {
  const messages = [
    OFFER(1, 70_000), ENTRIES(FILE("a", 70_000)), { type: "resumed", entry: 0, matches: true }, end(2, 70_000),
    { type: "bye" }, { type: "done" }, { type: "failed", code: "x", message: "y" }, chunk(0, 0, 65_536),
  ];
  for (let seed = 0; seed < 1_000; seed++) {
    const random = new Random(seed);
    const victim = new Victim();
    for (let step = random.below(30); step > 0; step--) {
      const which = random.below(messages.length + 1);
      if (which < messages.length) await victim.hear(messages[which]);
      else if (victim.receiver.isOffered) await victim.accept();
    }
    assert.equal(victim.shelf.published.size, 0);
  }
});

test("a receiver that does not keep to the protocol is refused by the sender", async () => {
  const pull = (/** @type {object} */ words) => ({ type: "pull", entry: 0, from: 0, count: 1, ...words });
  const accepted = [{ type: "more" }, { type: "accept", kept: 0 }];
  const cases = [
    [{ type: "accept", kept: 0 }],
    [{ type: "more" }, { type: "more" }],
    [{ type: "more" }, pull({})],
    [...accepted, { type: "accept", kept: 0 }],
    [...accepted, pull({ entry: 9 })],
    [...accepted, pull({ entry: 1 })],
    [...accepted, pull({ from: 5 })],
    [...accepted, pull({ count: 257 })],
    [...accepted, { type: "resume", entry: 1, chunks: 1, root: "00".repeat(32) }],
    [{ type: "done" }],
    [{ type: "offer", version: 1, entries: 1 }],
  ];
  for (const messages of cases) {
    const source = new MemorySource().file("a", new Uint8Array(200_000)).folder("d");
    const sender = new SendingEnd(source.manifest, source);
    for (const message of messages) await sender.handle(JSON.stringify(message));
    assert.equal(sender.failure?.code, "malformed", JSON.stringify(messages));
    assert.equal((await sender.pollTransmit())?.type, "failed");
  }
  const sender = new SendingEnd(new Manifest([]), new MemorySource());
  await sender.handle(new Uint8Array(41));
  assert.equal(sender.failure?.code, "malformed");
});
