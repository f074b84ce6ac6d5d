import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory, IDBKeyRange, IDBObjectStore } from "./support/fake-indexeddb.js";
import { IndexedDbShelves } from "../indexed-db-shelves.js";
import { CHUNK_BYTES } from "../protocol.js";
import { MemorySource } from "./support/memory.js";
import { Pair } from "./support/pair.js";
import { Random } from "./support/random.js";

const TRANSFER = "ab".repeat(32);
const { put } = IDBObjectStore.prototype;

beforeEach(() => {
  Object.assign(globalThis, { indexedDB: new IDBFactory(), IDBKeyRange });
  IDBObjectStore.prototype.put = put;
});

/** @param {MemorySource} source */
function shelfFor(source, transfer = TRANSFER) {
  return new IndexedDbShelves().shelf({ peerId: "p", manifest: source.manifest, transfer });
}

/** Changes what is stored as a damaged disk, or another program, would. @param {(blocks: any) => void} change */
async function tamper(change) {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open("lanward-drop");
    opening.onsuccess = () => resolve(opening.result);
  });
  const transaction = database.transaction(["blocks"], "readwrite");
  change(transaction.objectStore("blocks"));
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
}

/** Sends until so many chunks are on the shelf, and flushes. @param {MemorySource} source @param {number} chunks */
async function partly(source, chunks) {
  const shelf = await shelfFor(source);
  await shelf.open(0);
  for (let i = 0; i < chunks; i++) await shelf.append(0, await source.read(0, i));
  await shelf.flush();
}

/** @param {MemorySource} source */
async function whole(source) {
  const shelf = await shelfFor(source);
  const pair = new Pair(source, shelf);
  await pair.run();
  assert.equal(pair.receiver.failure, undefined);
  for (const [i, { kind, size, blob }] of (await shelf.files()).entries()) {
    if (kind === "folder") continue;
    const bytes = Buffer.from(await (await blob()).arrayBuffer());
    assert.ok(bytes.length === size && bytes.equals(Buffer.from(source.contents[i])), source.entries[i].path);
  }
  return pair.sender;
}

test("cut at random points it goes on and ends whole; what was flushed is not sent again", async () => {
  for (let seed = 0; seed < 40; seed++) {
    globalThis.indexedDB = new IDBFactory();
    const random = new Random(seed);
    const source = MemorySource.drawn(random);
    for (let cuts = 0; ; cuts++) {
      const shelf = await shelfFor(source);
      const before = await shelf.keptBytes();
      const pair = new Pair(source, shelf);
      await pair.run(random, 1 + random.below(60) + cuts);
      await shelf.flush();
      assert.ok((await shelf.keptBytes()) >= before, `seed ${seed}`);
      if (pair.sender.isOver) break;
      assert.ok(cuts < 500, `seed ${seed} does not end`);
    }
    assert.equal((await whole(source)).sentBytes, 0, `seed ${seed}`);
  }
});

test("of a damaged part the file starts anew; a part with a hole goes on before it", async () => {
  const source = new MemorySource().file("a", new Random(1).bytes(100 * CHUNK_BYTES));
  await partly(source, 70);
  await tamper((blocks) => {
    const getting = blocks.get([TRANSFER, 0, 32]);
    getting.onsuccess = () => blocks.put({ ...getting.result, data: new Blob([new Uint8Array(getting.result.bytes)]) });
  });
  assert.equal((await whole(source)).sentBytes, 100 * CHUNK_BYTES);

  globalThis.indexedDB = new IDBFactory();
  await partly(source, 70);
  await tamper((blocks) => blocks.delete([TRANSFER, 0, 32]));
  assert.equal((await whole(source)).sentBytes, 68 * CHUNK_BYTES);

  globalThis.indexedDB = new IDBFactory();
  await partly(source, 70);
  const unreadable = { size: 32 * CHUNK_BYTES };
  await tamper((blocks) => {
    const getting = blocks.get([TRANSFER, 0, 0]);
    getting.onsuccess = () => blocks.put({ ...getting.result, data: unreadable });
  });
  assert.equal((await whole(source)).sentBytes, 100 * CHUNK_BYTES);
});

test("a browser that is full is told as that, and what is here stays", async () => {
  const source = new MemorySource().file("a", new Uint8Array(100 * CHUNK_BYTES));
  const shelf = await shelfFor(source);
  let blocks = 0;
  IDBObjectStore.prototype.put = function (/** @type {any} */ value, /** @type {any} */ key) {
    if (this.name === "blocks" && ++blocks > 2) throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
    return put.call(this, value, key);
  };
  const pair = new Pair(source, shelf);
  await pair.run();
  assert.deepEqual([pair.receiver.failure?.code, pair.sender.failure?.code], ["no-space", "no-space"]);
  IDBObjectStore.prototype.put = put;
  assert.equal(await (await shelfFor(source)).keptBytes(), 64 * CHUNK_BYTES);
  assert.equal((await whole(source)).sentBytes, 36 * CHUNK_BYTES);
});

test("what the browser estimates it has no room for is refused at once", async (t) => {
  const source = new MemorySource().file("a", new Uint8Array(1_000));
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  t.after(() => (before ? Object.defineProperty(globalThis, "navigator", before) : Reflect.deleteProperty(globalThis, "navigator")));
  Object.defineProperty(globalThis, "navigator", { value: { storage: { estimate: async () => ({ quota: 1_500, usage: 501 }) } }, configurable: true });
  await assert.rejects(shelfFor(source), { code: "no-space" });
  Object.defineProperty(globalThis, "navigator", { value: { storage: { estimate: async () => ({ quota: 1_501, usage: 501 }) } }, configurable: true });
  await shelfFor(source);
});

test("parts that nobody came back for within a week are removed, and what is whole is not", async (t) => {
  const old = new MemorySource().file("old", new Uint8Array(CHUNK_BYTES));
  const done = new MemorySource().file("done", new Uint8Array(3));
  await partly(old, 1);
  const shelf = await shelfFor(done, "cd".repeat(32));
  await new Pair(done, shelf).run();
  const now = Date.now();
  t.mock.method(Date, "now", () => now + 8 * 24 * 3_600_000);
  await shelfFor(new MemorySource().file("new", new Uint8Array(1)), "ef".repeat(32));
  assert.deepEqual((await new IndexedDbShelves().kept()).map(({ items, state }) => [items[0].path, state]), [["done", "received"], ["new", "receiving"]]);
});
