import assert from "node:assert/strict";
import { File } from "node:buffer";
import { test } from "node:test";
import { DropError } from "../drop-error.js";
import { FileSource } from "../file-source.js";
import { collect, entryOf } from "../files.js";

/** @param {string} name @param {number} lastModified @param {string} [relative] @returns {any} */
function file(name, lastModified, relative, contents = "x") {
  return Object.assign(new File([contents], name, { lastModified }), { webkitRelativePath: relative ?? "" });
}

/** As a browser's entries are: readers give some at a time, and nothing at the end. @param {string} name @param {any[] | File} inside */
function entry(name, inside) {
  if (!Array.isArray(inside)) return { name, isFile: true, file: (/** @type {(file: File) => void} */ done) => done(inside) };
  const left = [...inside];
  const readEntries = (/** @type {(some: any[]) => void} */ done) => done(left.splice(0, 2));
  return { name, isFile: false, createReader: () => ({ readEntries }) };
}

/** @param {...any} entries @returns {any} */
function dropped(...entries) {
  const items = entries.map((each) => ({ kind: "file", webkitGetAsEntry: () => each, getAsFile: () => null }));
  return { items: [...items, { kind: "string" }] };
}

const paths = (/** @type {import("../files.js").Item[]} */ items) => items.map(({ path, kind }) => (kind === "folder" ? `${path}/` : path));

test("chosen files are sent under their names, with their times and the usual permissions", async () => {
  const [one, two] = await collect([file("b.txt", 1_700_000_000_123), file("a.txt", -5)]);
  assert.deepEqual([one.path, one.modified, one.mode, one.size], ["a.txt", 0, 0o644, 1]);
  assert.deepEqual(entryOf(one), { path: "a.txt", kind: "file", size: 1, mode: 0o644 });
  assert.deepEqual(entryOf(two), { path: "b.txt", kind: "file", size: 1, modified: 1_700_000_000_123, mode: 0o644 });
});

test("a chosen folder's own folders are made of its paths, each before what is in it, whatever their names sort like", async () => {
  const items = await collect([file("z", 5, "top/a/z"), file("x", 9, "top/a b/x"), file("y", 7, "top/y"), file("w", 1, "top/a.b")]);
  assert.deepEqual(paths(items), ["top/", "top/a/", "top/a/z", "top/a b/", "top/a b/x", "top/a.b", "top/y"]);
  assert.deepEqual(entryOf(items[0]), { path: "top", kind: "folder", size: 0, modified: 9, mode: 0o755 });
});

test("dropped folders are walked, those without anything in them too", async () => {
  const many = Array.from({ length: 5 }, (_, i) => entry(`f${i}`, file(`f${i}`, 1)));
  const items = await collect(dropped(entry("d", [entry("empty", []), ...many]), entry("alone", file("alone", 3))));
  assert.deepEqual(paths(items), ["alone", "d/", "d/empty/", "d/f0", "d/f1", "d/f2", "d/f3", "d/f4"]);
});

test("a name that is refused is told", async () => {
  await assert.rejects(collect([file("con.txt", 1)]), (error) => error instanceof DropError && error.code === "unsafe-name" && /con\.txt/.test(error.message));
  await assert.rejects(collect(dropped(entry("d", [entry("a\\b", file("a\\b", 1))]))), /d\/a\\b/);
  await assert.rejects(collect(dropped(entry(".lanward-drop", []))), { code: "unsafe-name" });
});

test("two of one name, and more than is taken, are refused", async () => {
  await assert.rejects(collect([file("a", 1), file("a", 2)]), { code: "exists", message: /"a"/ });
  await assert.rejects(collect([file("a", 1), file("b", 2, "a/b")]), { code: "exists" });
  /** @type {any} */
  let deep = entry("f", file("f", 1));
  for (let i = 0; i < 33; i++) deep = entry("d", [deep]);
  await assert.rejects(collect(dropped(deep)), { code: "too-large" });
});

test("a folder that cannot be read is told", async () => {
  const refuse = (/** @type {unknown} */ done, /** @type {(error: Error) => void} */ fail) => fail(new Error("not allowed"));
  await assert.rejects(collect(dropped({ name: "secret", isFile: false, createReader: () => ({ readEntries: refuse }) })), { code: "unreadable", message: /secret/ });
});

test("a file is read by slices, none of them held longer than the next is needed", async () => {
  const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i >> 3);
  const [item] = await collect([file("a", 1, "", /** @type {any} */ (bytes))]);
  const slices = /** @type {number[]} */ ([]);
  const { slice } = /** @type {any} */ (item.file);
  /** @type {any} */ (item.file).slice = function (/** @type {number} */ from, /** @type {number} */ to) {
    slices.push(to - from);
    return slice.call(this, from, to);
  };
  const source = new FileSource([item]);
  const read = [];
  for (let i = 0; i * 65_536 < bytes.length; i++) read.push(await source.read(0, i));
  assert.ok(Buffer.concat(read).equals(Buffer.from(bytes)));
  assert.deepEqual(slices, [1 << 20, 1 << 20, 3_000_000 - (2 << 20)]);
  assert.deepEqual(await source.read(0, 3), bytes.subarray(3 * 65_536, 4 * 65_536));
});

test("a file that the browser finds changed, shortened or refused is told as such", async () => {
  const throwing = (/** @type {string} */ name) => ({ size: 5, slice: () => ({ arrayBuffer: async () => { throw Object.assign(new Error(), { name }); } }) });
  const of = (/** @type {any} */ inner) => new FileSource([{ path: "d/a", kind: "file", modified: 0, mode: 0, file: inner }]);
  await assert.rejects(of(throwing("NotReadableError")).read(0, 0), { code: "changed", message: /d\/a/ });
  await assert.rejects(of(throwing("NotFoundError")).requireUnchanged(0), { code: "changed" });
  await assert.rejects(of(throwing("SecurityError")).read(0, 0), { code: "unreadable" });
  await assert.rejects(of({ size: 5, slice: () => new Blob(["abc"]) }).read(0, 0), { code: "changed" });
  await of(new Blob([])).requireUnchanged(0);
});
