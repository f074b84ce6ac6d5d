import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as buffer from "node:buffer";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Received } from "../received.js";
import { saveInto } from "../saving.js";
import { fileOfText, textOf } from "../snippet.js";
import { tarOf } from "../tar.js";

globalThis.File ??= buffer.File; // Node 18

const MODIFIED = 1_700_000_000_000;
const file = (path, content = "") => ({ path, kind: "file", size: content.length, modified: MODIFIED, blob: async () => new Blob([content]) });
const folder = (path) => ({ path, kind: "folder", size: 0, modified: MODIFIED, blob: async () => assert.fail("a folder has no contents") });

test("a text travels as a file that says when it was written", async () => {
  const made = fileOfText("grüße", new Date(2026, 0, 31, 17, 5, 9));
  assert.equal(made.name, "Text 2026-01-31 17.05.09.txt");
  assert.equal(await made.text(), "grüße");
});

test("a short text file is shown, and nothing else", async () => {
  assert.equal(await textOf(file("a.txt", "line\nline\ttab")), "line\nline\ttab");
  assert.equal(await textOf(file("A.TXT", "x")), "x");
  for (const other of [file("a.html", "x"), file("a.txt", ""), file("a.txt", "bell\u0007"), file("a.txt", "esc\u001b[2J"), file("a.txt", "\u0085"), file("a.txt", "x".repeat(65_537))]) {
    assert.equal(await textOf(other), null, other.path);
  }
  assert.equal(await textOf({ ...file("a.txt"), size: 3, blob: async () => new Blob([new Uint8Array([0xff, 0xfe, 0x41])]) }), null);
  assert.equal(await textOf({ ...file("a.txt"), size: 3, blob: () => Promise.reject(new Error("gone")) }), null);
});

test("what came is named after what is at its top", async () => {
  assert.equal(new Received([folder("Holidays"), file("Holidays/a")]).name, "Holidays");
  assert.equal(new Received([file("a.txt"), file("b.txt")]).name, "a.txt and more");
  const received = await Received.of({ files: async () => [file("a.txt", "hello")] });
  assert.deepEqual([received.text, received.isMany], ["hello", false]);
});

test("an archive is what tar makes of it: folders, times, long and odd names", async () => {
  const where = mkdtempSync(join(tmpdir(), "lanward-tar-"));
  try {
    const long = `${"langer Name ".repeat(18)}ende.txt`;
    const odd = "-rf * $(reboot) 'x' ☀.txt";
    const entries = [folder("Ferien ☀"), file("Ferien ☀/a.txt", "hello"), file(`Ferien ☀/${long}`, "long"), folder("Ferien ☀/leer"), file(odd, "y".repeat(1_024)), file("empty")];
    writeFileSync(join(where, "x.tar"), Buffer.from(await (await tarOf(entries)).arrayBuffer()));
    const env = { ...process.env, LC_ALL: "C.UTF-8" };
    const names = execFileSync("tar", ["--quoting-style=literal", "-tf", join(where, "x.tar")], { env }).toString().trimEnd().split("\n");
    assert.deepEqual(names, entries.map(({ path, kind }) => (kind === "folder" ? `${path}/` : path)));
    execFileSync("tar", ["-xf", join(where, "x.tar"), "-C", where], { env });
    assert.equal(readFileSync(join(where, "Ferien ☀/a.txt"), "utf8"), "hello");
    assert.equal(readFileSync(join(where, `Ferien ☀/${long}`), "utf8"), "long");
    assert.equal(readFileSync(join(where, odd), "utf8"), "y".repeat(1_024));
    assert.equal(statSync(join(where, "empty")).size, 0);
    assert.equal(statSync(join(where, odd)).mtimeMs, MODIFIED);
    assert.ok(statSync(join(where, "Ferien ☀/leer")).isDirectory());
  } finally {
    rmSync(where, { recursive: true });
  }
});

/** As a FileSystemDirectoryHandle, in memory. */
class Folder {
  children = new Map();

  #get(name, kind, create) {
    const found = this.children.get(name);
    if (found && found instanceof Folder !== (kind === "folder")) throw new DOMException("other", "TypeMismatchError");
    if (!found && !create) throw new DOMException("none", "NotFoundError");
    if (!found) this.children.set(name, kind === "folder" ? new Folder() : { text: "" });
    return this.children.get(name);
  }

  async getDirectoryHandle(name, { create = false } = {}) {
    return this.#get(name, "folder", create);
  }

  async getFileHandle(name, { create = false } = {}) {
    const found = this.#get(name, "file", create);
    return { createWritable: async () => new WritableStream({ write: (bytes) => void (found.text += new TextDecoder().decode(bytes)) }) };
  }

  tree() {
    return Object.fromEntries([...this.children].map(([name, child]) => [name, child instanceof Folder ? child.tree() : child.text]));
  }
}

test("nothing is written over in a folder: what is taken gets a number, and what is inside follows", async () => {
  const target = new Folder();
  target.children.set("a.txt", { text: "mine" });
  target.children.set("Holidays", new Folder());
  await saveInto(target, [file("a.txt", "new"), folder("Holidays"), file("Holidays/x", "1"), folder("Holidays/in"), file("Holidays/in/y", "2"), file(".hidden", "h")]);
  await saveInto(target, [file("a.txt", "newer")]);
  assert.deepEqual(target.tree(), {
    ...{ "a.txt": "mine", "a (2).txt": "new", "a (3).txt": "newer", ".hidden": "h" },
    ...{ Holidays: {}, "Holidays (2)": { x: "1", in: { y: "2" } } },
  });
});

test("a folder that cannot be written to is told", async () => {
  const denied = { getFileHandle: async () => Promise.reject(new DOMException("no", "NotAllowedError")) };
  await assert.rejects(saveInto(denied, [file("a")]), { name: "NotAllowedError" });
});
