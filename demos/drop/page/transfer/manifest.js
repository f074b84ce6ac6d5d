import { sha256 } from "../lanward.js";
import { DropError, require } from "./drop-error.js";
import { parentOf, shown, utf8Bytes } from "./entry-path.js";
import { chunksOf } from "./protocol.js";
import { hex } from "./tree-hash.js";

/**
 * @typedef {import("./messages.js").Entry} Entry
 * @typedef {import("./protocol.js").Limits} Limits
 */

/** What a transfer holds, folders before what is in them. */
export class Manifest {
  /** @param {readonly Entry[]} entries in the order in which they are sent */
  constructor(entries) {
    /** @readonly */
    this.entries = Object.freeze([...entries]);
  }

  /** How many bytes all files have; unknown where one comes out of a pipe. @returns {number | undefined} */
  get bytes() {
    return this.entries.reduce((sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size), /** @type {number | undefined} */ (0));
  }

  /** How many files there are among the entries. */
  get files() {
    return this.entries.filter(({ kind }) => kind === "file").length;
  }

  /**
   * Which transfer this is when `sender` offers it: the same entries of the same sender are the same transfer, to be gone on with
   * (section 6).
   *
   * @param {string} sender the sender's pairing id at the receiver
   * @returns {string} lower-case hexadecimal
   */
  transferOf(sender) {
    const lines = this.entries.map(({ path, kind, size, modified, mode }) => `${kind} ${size ?? "-"} ${modified ?? "-"} ${mode ?? "-"} ${path}\n`);
    return hex(sha256(new TextEncoder().encode(`lanward drop transfer\n${sender}\n${lines.join("")}`)));
  }
}

/** How many chunks a file has, where its size is known. @param {Entry} entry @returns {number | undefined} */
export function entryChunks({ size }) {
  return size === undefined ? undefined : chunksOf(size);
}

/** Takes entries, whose names are checked already, one by one and within limits. */
export class ManifestBuilder {
  #limits;
  /** @type {Entry[]} */
  #entries = [];
  /** @type {Map<string, "file" | "folder">} */
  #kinds = new Map();
  #pathBytes = 0;
  #bytes = 0;

  /** @param {Limits} limits */
  constructor(limits) {
    this.#limits = limits;
  }

  get size() {
    return this.#entries.length;
  }

  /**
   * @param {Entry} entry
   * @throws {DropError} when it is one too many, is there already, or lies in no folder of the offer
   */
  add(entry) {
    const { path, kind, size } = entry;
    const limits = this.#limits;
    this.#pathBytes += utf8Bytes(path);
    if (this.size === limits.entries || this.#pathBytes > limits.pathBytes) {
      throw new DropError("too-large", `More than ${limits.entries} files and folders, or too many long names.`);
    }
    if (path.split("/").length > limits.depth) throw new DropError("too-large", "Folders lie too deep in one another.");
    const parent = parentOf(path);
    require(parent === undefined || this.#kinds.get(parent) === "folder", `${shown(path)} lies in no folder of the offer`);
    require(size === undefined ? this.size === 0 : this.size !== 1 || this.#entries[0].size !== undefined, "a pipe comes alone");
    this.#bytes += size ?? 0;
    if (this.#bytes > limits.mostBytes) {
      throw new DropError("too-large", `These files have more than the ${limits.mostBytes} bytes that are taken here.`);
    }
    require(!this.#kinds.has(path), `two entries are called ${shown(path)}`);
    this.#kinds.set(path, kind);
    this.#entries.push(entry);
  }

  build() {
    return new Manifest(this.#entries);
  }
}
