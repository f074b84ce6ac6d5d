import { DropError } from "../../drop-error.js";
import { Manifest } from "../../manifest.js";
import { CHUNK_BYTES, chunkBytes } from "../../protocol.js";
import { TreeHash, leafOf } from "../../tree-hash.js";

/** Files in memory. */
export class MemorySource {
  /** @type {Uint8Array[]} */
  contents = [];
  /** @type {import("../../messages.js").Entry[]} */
  entries = [];
  isChanged = false;

  /** Folders, empty files, small files and such as have some chunks. @param {import("./random.js").Random} random */
  static drawn(random) {
    const source = new MemorySource();
    let folder = "";
    for (let i = 0, count = 1 + random.below(6); i < count; i++) {
      if (random.below(4) === 0) {
        source.folder(`${folder}d${i}`);
        folder += `d${i}/`;
      }
      const chunks = random.below(3) === 0 ? random.below(12) : random.below(2);
      const odd = random.below(2) === 0 ? 0 : random.below(CHUNK_BYTES);
      source.file(`${folder}f${i}`, random.bytes(chunks * CHUNK_BYTES + odd));
    }
    return source;
  }

  /** @param {string} path @param {Uint8Array} bytes */
  file(path, bytes) {
    this.entries.push({ path, kind: "file", size: bytes.length });
    this.contents.push(bytes);
    return this;
  }

  /** @param {string} path */
  folder(path) {
    this.entries.push({ path, kind: "folder", size: 0 });
    this.contents.push(new Uint8Array());
    return this;
  }

  get manifest() {
    return new Manifest(this.entries);
  }

  /** @param {number} entry @param {number} index */
  async read(entry, index) {
    return this.contents[entry].subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
  }

  async requireUnchanged() {
    if (this.isChanged) throw new DropError("changed", "was changed");
  }
}

/** A shelf that outlives the ends of a transfer, as a disk does. */
export class MemoryShelf {
  /** @type {Map<number, Uint8Array[]>} */
  parts = new Map();
  /** @type {Map<string, Uint8Array>} */
  published = new Map();
  /** @type {Set<string>} */
  folders = new Set();
  finished = 0;
  forgotten = 0;

  /** @param {Manifest} manifest */
  constructor(manifest) {
    this.manifest = manifest;
  }

  async keptBytes() {
    return [...[...this.parts.values()].flat(), ...this.published.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** @param {number} entry */
  async isDone(entry) {
    return this.published.has(this.#name(entry));
  }

  /** @param {number} entry */
  async folder(entry) {
    this.folders.add(this.#name(entry));
  }

  /** @param {number} entry */
  async open(entry) {
    const hash = new TreeHash();
    const part = Buffer.concat(this.#part(entry));
    for (let at = 0; at < part.length; at += CHUNK_BYTES) hash.add(leafOf(part.subarray(at, at + chunkBytes(part.length, at / CHUNK_BYTES))));
    return hash;
  }

  /** @param {number} entry */
  async restart(entry) {
    this.parts.delete(entry);
  }

  /** @param {number} entry @param {Uint8Array} chunk */
  async append(entry, chunk) {
    this.parts.set(entry, [...this.#part(entry), chunk]);
  }

  /** @param {number} entry */
  async publish(entry) {
    this.published.set(this.#name(entry), Buffer.concat(this.#part(entry)));
    this.parts.delete(entry);
  }

  async finish() {
    this.finished++;
  }

  async forget() {
    this.forgotten++;
  }

  /** @param {number} entry */
  #part(entry) {
    return this.parts.get(entry) ?? [];
  }

  /** @param {number} entry */
  #name(entry) {
    return this.manifest.entries[entry].path;
  }
}
