import assert from "node:assert/strict";
import { test } from "node:test";
import { CHUNK_BYTES, LIMITS } from "../protocol.js";
import { Manifest } from "../manifest.js";
import { leafOf } from "../tree-hash.js";
import { MemoryShelf, MemorySource } from "./support/memory.js";
import { Pair } from "./support/pair.js";
import { Random } from "./support/random.js";

test("whatever is sent arrives whole", async () => {
  for (let seed = 0; seed < 100; seed++) {
    const source = MemorySource.drawn(new Random(seed));
    const shelf = new MemoryShelf(source.manifest);
    const pair = new Pair(source, shelf);
    await pair.run(new Random(seed));
    requireWhole(seed, source, shelf, pair);
    assert.equal(pair.sender.sentBytes, source.manifest.bytes);
    assert.equal(shelf.forgotten, 1);
  }
});

test("cut at random points it goes on and ends whole; at no cut more than a window is sent twice", async () => {
  const limits = { ...LIMITS, window: 4 };
  for (let seed = 0; seed < 300; seed++) {
    const random = new Random(seed);
    const source = MemorySource.drawn(random);
    const shelf = new MemoryShelf(source.manifest);
    for (let cuts = 0; ; cuts++) {
      const before = await shelf.keptBytes();
      const pair = new Pair(source, shelf, limits);
      await pair.run(random, 1 + random.below(60) + cuts);
      const twice = before + pair.sender.sentBytes - (await shelf.keptBytes());
      assert.ok(twice <= 4 * CHUNK_BYTES, `seed ${seed}: ${twice} bytes`);
      if (pair.sender.isOver) {
        requireWhole(seed, source, shelf, pair);
        break;
      }
      assert.ok(cuts < 1_000, `seed ${seed} does not end`);
    }
  }
});

test("a damaged chunk is asked for again", async () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = new Random(seed);
    const source = MemorySource.drawn(random);
    const shelf = new MemoryShelf(source.manifest);
    const pair = new Pair(source, shelf);
    const harmed = new Set();
    pair.harm = (chunk) => {
      const key = `${chunk.entry}/${chunk.index}`;
      if (random.below(3) > 0 || harmed.has(key)) return chunk;
      harmed.add(key);
      return damaged(chunk, random);
    };
    await pair.run(random);
    requireWhole(seed, source, shelf, pair);
  }
});

test("a chunk that is always damaged ends it", async () => {
  const source = new MemorySource().file("a", new Uint8Array(200_000));
  const shelf = new MemoryShelf(source.manifest);
  const pair = new Pair(source, shelf);
  pair.harm = (chunk) => (chunk.index === 1 ? damaged(chunk, new Random(1)) : chunk);
  await pair.run();
  assert.deepEqual([pair.receiver.failure?.code, pair.sender.failure?.code, shelf.published.size], ["corrupt", "corrupt", 0]);
});

test("a part of other contents is thrown away", async () => {
  const source = new MemorySource().file("a", new Uint8Array(200_000));
  const shelf = new MemoryShelf(source.manifest);
  const other = new Uint8Array(131_072);
  other[5] = 1;
  shelf.parts.set(0, [other]);
  const pair = new Pair(source, shelf);
  await pair.run();
  requireWhole(0, source, shelf, pair);
  assert.equal(pair.sender.sentBytes, 200_000);
});

test("a file that changes while it is sent ends it", async () => {
  const source = new MemorySource().file("a", new Uint8Array(200_000));
  source.isChanged = true;
  const shelf = new MemoryShelf(source.manifest);
  const pair = new Pair(source, shelf);
  await pair.run();
  assert.deepEqual([pair.receiver.failure?.code, shelf.published.size], ["changed", 0]);
});

test("more than the quota is declined before anything is sent", async () => {
  const source = new MemorySource().file("a", new Uint8Array(1_000));
  const pair = new Pair(source, new MemoryShelf(source.manifest), { ...LIMITS, mostBytes: 999 });
  await pair.run();
  assert.deepEqual([pair.sender.failure?.code, pair.sender.sentBytes], ["too-large", 0]);
});

test("ten thousand entries cross in pieces", async () => {
  const source = new MemorySource().folder("d");
  for (let i = 0; i < 10_000; i++) source.file(`d/${"n".repeat(50)}${i}`, Uint8Array.of(i));
  const shelf = new MemoryShelf(source.manifest);
  const pair = new Pair(source, shelf);
  await pair.run();
  requireWhole(0, source, shelf, pair);
});

test("the same files of the same sender are the same transfer", () => {
  const of = (/** @type {number} */ size) => new Manifest([{ path: "a", kind: "file", size }]);
  assert.equal(of(3).transferOf("ada"), of(3).transferOf("ada"));
  assert.notEqual(of(3).transferOf("ada"), of(3).transferOf("bob"));
  assert.notEqual(of(3).transferOf("ada"), of(4).transferOf("ada"));
});

/** @param {number} seed @param {MemorySource} source @param {MemoryShelf} shelf @param {Pair} pair */
function requireWhole(seed, source, shelf, pair) {
  const why = `seed ${seed}: ${pair.sender.failure} ${pair.receiver.failure}`;
  assert.ok(pair.sender.isDone && shelf.finished > 0, why);
  source.entries.forEach(({ path, kind }, i) => {
    if (kind === "file") assert.ok(Buffer.compare(source.contents[i], shelf.published.get(path) ?? Buffer.from("none")) === 0, why);
    else assert.ok(shelf.folders.has(path), why);
  });
}

/** A bit that fell over, or an end that went missing. @param {import("../messages.js").Chunk} chunk @param {Random} random */
function damaged(chunk, random) {
  if (random.below(2) === 0 && chunk.data.length > 1) {
    const data = chunk.data.slice(0, -1);
    return { ...chunk, leaf: leafOf(data), data };
  }
  const data = chunk.data.slice();
  data[random.below(data.length)] ^= 4;
  return { ...chunk, data };
}
