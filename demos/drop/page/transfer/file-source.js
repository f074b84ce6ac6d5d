import { DropError } from "./drop-error.js";
import { shown } from "./entry-path.js";
import { CHUNK_BYTES } from "./protocol.js";

/** Read at once, since a read of a browser's file costs a fraction of a millisecond however little it is. */
const BLOCK_BYTES = 1 << 20;
const CHUNKS_IN_BLOCK = BLOCK_BYTES / CHUNK_BYTES;

/**
 * Reads the files of items by slices: two blocks of 1 MiB are held at most, the second of them read ahead.
 *
 * A browser's `File` is what it was when it was chosen. Chromium refuses to read one that was changed since; Firefox gives what is there
 * now, and only a file that has become shorter shows.
 */
export class FileSource {
  #items;
  /** @type {Map<string, Promise<Uint8Array>>} */
  #blocks = new Map();

  /** @param {readonly import("./files.js").Item[]} items */
  constructor(items) {
    this.#items = items;
  }

  /**
   * @param {number} entry
   * @param {number} index
   * @returns {Promise<Uint8Array>}
   * @throws {DropError} `changed` or `unreadable`
   */
  async read(entry, index) {
    const block = Math.floor(index / CHUNKS_IN_BLOCK);
    const file = this.#file(entry);
    const bytes = await this.#block(entry, file, block);
    if ((block + 1) * BLOCK_BYTES < file.size) this.#block(entry, file, block + 1).catch(() => {}); // Whoever reads it hears of it.
    const at = (index % CHUNKS_IN_BLOCK) * CHUNK_BYTES;
    return bytes.subarray(at, at + CHUNK_BYTES);
  }

  /** @param {number} entry @throws {DropError} `changed` */
  async requireUnchanged(entry) {
    const file = this.#file(entry);
    try {
      // The browser looks at the file only when it is read.
      await file.slice(Math.max(0, file.size - 1)).arrayBuffer();
    } catch (cause) {
      throw this.#refused(entry, cause);
    }
  }

  /** @param {number} entry @param {File} file @param {number} block */
  #block(entry, file, block) {
    const key = `${entry}/${block}`;
    const known = this.#blocks.get(key);
    if (known) return known;
    const reading = this.#read(entry, file, block);
    this.#blocks.set(key, reading);
    if (this.#blocks.size > 2) this.#blocks.delete(/** @type {string} */ (this.#blocks.keys().next().value));
    return reading;
  }

  /** @param {number} entry @param {File} file @param {number} block */
  async #read(entry, file, block) {
    const from = block * BLOCK_BYTES;
    const to = Math.min(file.size, from + BLOCK_BYTES);
    let bytes;
    try {
      bytes = new Uint8Array(await file.slice(from, to).arrayBuffer());
    } catch (cause) {
      throw this.#refused(entry, cause);
    }
    if (bytes.length !== to - from) throw this.#changed(entry);
    return bytes;
  }

  /** @param {number} entry */
  #file(entry) {
    return /** @type {File} */ (this.#items[entry].file);
  }

  /** @param {number} entry @param {unknown} cause */
  #refused(entry, cause) {
    // Chromium: the file's time or size is not what it was, or it is gone.
    const { name } = /** @type {{name?: string}} */ (cause);
    if (name === "NotReadableError" || name === "NotFoundError") return this.#changed(entry, cause);
    return new DropError("unreadable", `${shown(this.#items[entry].path)} cannot be read at the sender.`, { cause });
  }

  /** @param {number} entry @param {unknown} [cause] */
  #changed(entry, cause) {
    return new DropError("changed", `${shown(this.#items[entry].path)} was changed or moved while it was sent. Choose it again.`, { cause });
  }
}
