import { Database } from "./database.js";
import { DropError } from "./drop-error.js";
import { Manifest } from "./manifest.js";
import { CHUNK_BYTES, chunkBytes } from "./protocol.js";
import { TreeHash, leafOf } from "./tree-hash.js";

/**
 * @typedef {import("./receiver.js").Offer} Offer
 * @typedef {import("./receiver.js").ReceivedFile} ReceivedFile
 *
 * What is here of a transfer, also of one from before a reload. `files` gives what is whole, once all is; `forget` throws all of it away.
 *
 * @typedef {{id: string, peerId: string, state: "receiving" | "received", items: readonly import("./messages.js").Entry[], bytes: number | undefined,
 *   done: number, files(): Promise<ReceivedFile[]>, forget(): Promise<void>}} Kept
 */

/** Joined chunks that are written at once: little to hold, and few enough that their handles do not matter. */
const BLOCK_BYTES = 2 << 20;

/** What has less lies in the database itself. */
const INLINE_BYTES = CHUNK_BYTES;

/** How long a part waits for its sender. */
const PARTS_AGE_MILLISECONDS = 7 * 24 * 3_600_000;

/**
 * In the browser's own storage, on every origin and in every browser. Parts survive a reload and a crash; files that have arrived stay
 * until they are forgotten. Memory stays flat: what was written is the browser's to keep on the disk.
 */
export class IndexedDbShelves {
  #database;
  #quotaBytes;

  /** @param {{quotaBytes?: number, name?: string}} [options] `quotaBytes`: what all transfers together may have; `name` of the database */
  constructor({ quotaBytes = 4 * 2 ** 30, name = "lanward-drop" } = {}) {
    this.#database = new Database(name);
    this.#quotaBytes = quotaBytes;
  }

  get mostBytes() {
    return this.#quotaBytes;
  }

  /** @param {string} transfer */
  async isAgreed(transfer) {
    const record = await this.#database.transfer(transfer);
    return record !== undefined && record.state !== "confirmed";
  }

  /**
   * @param {Offer} offer
   * @returns {Promise<IndexedDbShelf>}
   * @throws {DropError} `no-space` or `storage`
   */
  async shelf({ peerId, manifest, transfer }) {
    await this.#removeOld();
    const shelf = new IndexedDbShelf(this.#database, { transfer, peerId, entries: manifest.entries, state: "receiving", used: Date.now() });
    await shelf.load();
    const missing = (manifest.bytes ?? 0) - (await shelf.keptBytes());
    await this.#requireRoom(transfer, missing, await shelf.keptBytes());
    await shelf.remember("receiving");
    return shelf;
  }

  /** What is here, of this page and of pages before it. @returns {Promise<Kept[]>} */
  async kept() {
    const records = await this.#database.transfers();
    return Promise.all(records.map((record) => this.#keptOf(record)));
  }

  /** @param {import("./database.js").TransferRecord} record @returns {Promise<Kept>} */
  async #keptOf(record) {
    const shelf = new IndexedDbShelf(this.#database, record);
    await shelf.load();
    const { transfer: id, peerId, entries: items } = record;
    return {
      id,
      peerId,
      state: record.state === "receiving" ? "receiving" : "received",
      items,
      bytes: new Manifest(items).bytes,
      done: await shelf.keptBytes(),
      files: () => shelf.files(),
      forget: () => shelf.discard(),
    };
  }

  /** @param {string} transfer @param {number} missing @param {number} here */
  async #requireRoom(transfer, missing, here) {
    let others = 0;
    for (const record of await this.#database.transfers()) {
      // What is under way will have all that it was agreed to have.
      if (record.transfer !== transfer) others += new Manifest(record.entries).bytes ?? 0;
    }
    if (others + here + missing > this.#quotaBytes) {
      throw new DropError("no-space", `This page keeps at most ${this.#quotaBytes} bytes of received files, and has no room for ${missing} more. Save or remove some there.`);
    }
    const { quota, usage } = await estimate();
    if (quota !== undefined && usage !== undefined && missing > quota - usage) {
      throw new DropError("no-space", `The receiver's browser has no room for ${missing} bytes more. Make room on its disk.`);
    }
  }

  async #removeOld() {
    const limit = Date.now() - PARTS_AGE_MILLISECONDS;
    for (const { transfer, state, used } of await this.#database.transfers()) {
      if (state === "receiving" && used < limit) await this.#database.remove(transfer);
    }
  }
}

/** Only on secure origins; elsewhere a write that fails tells. @returns {Promise<StorageEstimate>} */
async function estimate() {
  try {
    return (await navigator.storage?.estimate?.()) ?? {};
  } catch {
    return {};
  }
}

/** One transfer. @implements {KeepingShelf} @typedef {import("./shelves.js").KeepingShelf} KeepingShelf */
class IndexedDbShelf {
  #database;
  #record;
  /** The entries that are whole. @type {Set<number>} */
  #whole = new Set();
  /** Chunks that wait to be written, of each file that is open. @type {Map<number, Waiting>} */
  #waiting = new Map();
  /** The write before; one goes on while the next block fills. */
  #writing = Promise.resolve();

  /** @param {Database} database @param {import("./database.js").TransferRecord} record */
  constructor(database, record) {
    this.#database = database;
    this.#record = record;
  }

  /** Has to be called first. */
  async load() {
    this.#whole = new Set(await this.#database.whole(this.#id));
  }

  async keptBytes() {
    const sums = await this.#database.bytes(this.#id);
    return [...sums.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** @param {number} entry */
  async isDone(entry) {
    return this.#whole.has(entry);
  }

  async folder() {
    // It is made where the files are saved.
  }

  /** @param {number} entry */
  async open(entry) {
    const hash = new TreeHash();
    const size = this.#record.entries[entry].size;
    for (const block of await this.#database.blocks(this.#id, entry)) {
      if (!(await addBlock(hash, block, size))) break;
    }
    await this.#database.cut(this.#id, entry, hash.count);
    this.#waiting.set(entry, waitingFrom(hash.count));
    return hash;
  }

  /** @param {number} entry */
  async restart(entry) {
    await this.#writing;
    await this.#database.cut(this.#id, entry);
    this.#waiting.set(entry, waitingFrom(0));
  }

  /** @param {number} entry @param {Uint8Array} chunk */
  async append(entry, chunk) {
    const waiting = /** @type {Waiting} */ (this.#waiting.get(entry));
    waiting.chunks.push(chunk);
    waiting.bytes += chunk.length;
    if (waiting.bytes >= BLOCK_BYTES) await this.#write(entry, false);
  }

  /** @param {number} entry */
  async publish(entry) {
    await this.#write(entry, true);
    this.#waiting.delete(entry);
    this.#whole.add(entry);
  }

  async finish() {
    await this.#writing;
    await this.remember("received");
  }

  async forget() {
    await this.remember("confirmed");
  }

  async flush() {
    for (const entry of this.#waiting.keys()) await this.#write(entry, false);
    await this.#writing;
  }

  async discard() {
    await this.#writing.catch(() => {});
    await this.#database.remove(this.#id);
  }

  /** @returns {Promise<ReceivedFile[]>} */
  async files() {
    return this.#record.entries.map(({ path, kind, size = 0, modified = 0 }, entry) => ({ path, kind, size, modified, blob: () => this.#blob(entry, size) }));
  }

  /** @param {import("./database.js").TransferRecord["state"]} state */
  async remember(state) {
    this.#record = { ...this.#record, state, used: Date.now() };
    await this.#database.putTransfer(this.#record);
  }

  /** @param {number} entry @param {number} size */
  async #blob(entry, size) {
    const blocks = await this.#database.blocks(this.#id, entry);
    const blob = new Blob(blocks.map(({ data }) => data));
    const isWhole = this.#record.entries[entry].size === undefined || blob.size === size;
    if (this.#record.entries[entry].kind !== "file" || !isWhole || !(await this.#database.whole(this.#id)).includes(entry)) {
      throw new DropError("storage", "This file is not here any more: the browser or another tab has removed it.");
    }
    return blob;
  }

  /** Writes what waits while more comes; one block is on its way at most. @param {number} entry @param {boolean} isWhole with what waits */
  async #write(entry, isWhole) {
    const { first, chunks, bytes } = /** @type {Waiting} */ (this.#waiting.get(entry));
    await this.#writing;
    if (chunks.length === 0 && !isWhole) return;
    this.#waiting.set(entry, waitingFrom(first + chunks.length));
    const blob = new Blob(/** @type {BlobPart[]} */ (chunks));
    const data = bytes < INLINE_BYTES ? await blob.arrayBuffer() : blob;
    const block = chunks.length > 0 ? { transfer: this.#id, entry, first, bytes, data } : undefined;
    this.#writing = this.#database.add(block, isWhole ? { transfer: this.#id, entry } : undefined);
    this.#writing.catch(() => {}); // Whoever writes next, or finishes, hears of it.
  }

  get #id() {
    return this.#record.transfer;
  }
}

/** Chunks from `first` on. @typedef {{first: number, chunks: Uint8Array[], bytes: number}} Waiting @param {number} first @returns {Waiting} */
function waitingFrom(first) {
  return { first, chunks: [], bytes: 0 };
}

/**
 * Adds a block's chunks to the hash, if it continues what is there and can be read.
 *
 * @param {TreeHash} hash
 * @param {import("./database.js").Block} block
 * @param {number | undefined} size of the file; of a pipe nothing is gone on with
 * @returns {Promise<boolean>}
 */
async function addBlock(hash, { first, bytes, data }, size) {
  if (size === undefined || first !== hash.count) return false;
  try {
    const read = data instanceof ArrayBuffer ? data : await data.arrayBuffer();
    const isWhole = read.byteLength === bytes && bytes > 0 && first * CHUNK_BYTES + bytes <= size && (bytes % CHUNK_BYTES === 0 || first * CHUNK_BYTES + bytes === size);
    if (!isWhole) return false;
    for (let at = 0; at < bytes; at += CHUNK_BYTES) hash.add(leafOf(new Uint8Array(read, at, chunkBytes(bytes, at / CHUNK_BYTES))));
    return true;
  } catch {
    return false; // The browser has lost it: it is asked for again.
  }
}
