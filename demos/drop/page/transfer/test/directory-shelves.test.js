import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { DirectoryShelves } from "../directory-shelves.js";
import { CHUNK_BYTES } from "../protocol.js";
import { FakeDirectory } from "./support/fake-directory.js";
import { MemorySource } from "./support/memory.js";
import { Pair } from "./support/pair.js";
import { Random } from "./support/random.js";

const TRANSFER = "ab".repeat(32);
/** @type {FakeDirectory} */
let folder;

beforeEach(() => {
  folder = new FakeDirectory();
  FakeDirectory.onwrite = () => {};
});

/** @param {MemorySource} source */
function shelfFor(source) {
  return new DirectoryShelves(/** @type {any} */ (folder)).shelf({ peerId: "p", manifest: source.manifest, transfer: TRANSFER });
}

test("files get their names when they are whole, and nothing else is left", async () => {
  const source = new MemorySource().folder("d").file("d/large", text(20 * CHUNK_BYTES + 3)).file("d/empty", text(0)).file("top", text(5));
  const shelf = await shelfFor(source);
  const pair = new Pair(source, shelf);
  await pair.run();
  assert.equal(pair.receiver.failure, undefined);
  assert.deepEqual(await folder.listing(), { "d/": "", "d/large": "a".repeat(20 * CHUNK_BYTES + 3), "d/empty": "", top: "aaaaa" });
  const files = await shelf.files();
  assert.deepEqual(files.map(({ path, size }) => [path, size]), [["d", 0], ["d/large", 20 * CHUNK_BYTES + 3], ["d/empty", 0], ["top", 5]]);
  assert.equal(await (await files[3].blob()).text(), "aaaaa");
});

test("nothing is written over: a namesake is numbered, a file in the place of a folder ends it", async () => {
  await put("a.txt", "mine");
  await folder.getDirectoryHandle("a (2).txt", { create: true });
  const source = new MemorySource().file("a.txt", text(3));
  await new Pair(source, await shelfFor(source)).run();
  assert.deepEqual(await folder.listing(), { "a.txt": "mine", "a (2).txt/": "", "a (3).txt": "aaa" });
  const other = new MemorySource().folder("a.txt").file("a.txt/b", text(1));
  const pair = new Pair(other, await shelfFor(other));
  await pair.run();
  assert.equal(pair.receiver.failure?.code, "exists");
  assert.equal((await folder.listing())["a.txt"], "mine");
});

test("cut or crashed at random points, also while a file is published, it goes on and ends whole", async () => {
  for (let seed = 0; seed < 60; seed++) {
    folder = new FakeDirectory();
    const random = new Random(seed);
    const source = MemorySource.drawn(random);
    let pair;
    let rounds = 0;
    do {
      let writes = random.below(2) === 0 ? Infinity : random.below(8);
      FakeDirectory.onwrite = () => {
        if (--writes < 0) throw new Error("the page is gone");
      };
      const shelf = await shelfFor(source).catch(() => undefined);
      if (!shelf) continue;
      pair = new Pair(source, shelf);
      await pair.run(random, 1 + random.below(100) + rounds);
      if (random.below(2) === 0 && !pair.sender.isOver) await shelf.flush().catch(() => {});
    } while (!pair?.sender.isDone && ++rounds < 500);
    const listing = await folder.listing();
    const expected = source.entries.map(({ path, kind }, i) => (kind === "folder" ? [`${path}/`, ""] : [path, Buffer.from(source.contents[i]).toString("latin1")]));
    const found = Object.entries(listing).map(([path, contents]) => [path, contents]);
    assert.deepEqual(found.map(([path]) => path).sort(), expected.map(([path]) => path).sort(), `seed ${seed}`);
    for (const [i, { path, kind }] of source.entries.entries()) {
      if (kind === "file") assert.ok(Buffer.from(await bytesAt(path)).equals(Buffer.from(source.contents[i])), `seed ${seed}: ${path}`);
    }
  }
});

test("a name that the browser writes no file under is told", async () => {
  const source = new MemorySource().file("start.lnk", text(1));
  const pair = new Pair(source, await shelfFor(source));
  await pair.run();
  assert.deepEqual([pair.receiver.failure?.code, /start\.lnk/.test(pair.receiver.failure?.message ?? "")], ["unsafe-name", true]);
});

test("a full disk is told, and the parts stay", async () => {
  const source = new MemorySource().file("a", text(300 * CHUNK_BYTES));
  const shelf = await shelfFor(source);
  let parts = 0;
  FakeDirectory.onwrite = (name) => {
    if (name.endsWith(".part") && ++parts > 1) throw Object.assign(new Error(), { name: "QuotaExceededError" });
  };
  const pair = new Pair(source, shelf);
  await pair.run();
  assert.equal(pair.sender.failure?.code, "no-space");
  FakeDirectory.onwrite = () => {};
  assert.equal(await (await shelfFor(source)).keptBytes(), 128 * CHUNK_BYTES);
});

test("the same is agreed to until its sender has heard that all is there", async () => {
  const shelves = new DirectoryShelves(/** @type {any} */ (folder));
  assert.equal(await shelves.isAgreed(TRANSFER), false);
  const source = new MemorySource().file("a", text(1));
  const shelf = await shelfFor(source);
  assert.equal(await shelves.isAgreed(TRANSFER), true);
  await new Pair(source, shelf).run();
  assert.equal(await shelves.isAgreed(TRANSFER), false);
});

/** @param {number} length */
function text(length) {
  return new Uint8Array(length).fill(97);
}

/** @param {string} name @param {string} contents */
async function put(name, contents) {
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await writable.write(contents);
  await writable.close();
}

/** @param {string} path */
async function bytesAt(path) {
  const names = path.split("/");
  let at = folder;
  for (const name of names.slice(0, -1)) at = await at.getDirectoryHandle(name);
  return (await (await at.getFileHandle(names.at(-1) ?? "")).getFile()).arrayBuffer();
}
