import { DropError } from "./drop-error.js";

const VERSION = 1;

/**
 * What is remembered of a transfer: who sends it, what, since when, and how far it is. `confirmed`: its sender has heard that all is here.
 *
 * @typedef {{transfer: string, peerId: string, entries: readonly import("./messages.js").Entry[], state: "receiving" | "received" | "confirmed", used: number}} TransferRecord
 *
 * Whole chunks of one file, from chunk `first` on. What is small lies in the record itself, so that it needs no file of its own.
 *
 * @typedef {{transfer: string, entry: number, first: number, bytes: number, data: Blob | ArrayBuffer}} Block
 */

/** The parts and files of transfers, in IndexedDB. All methods reject with a `DropError`: `no-space` or `storage`. */
export class Database {
  #name;
  /** @type {Promise<IDBDatabase> | undefined} */
  #opening;

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
  }

  /** @returns {Promise<TransferRecord[]>} */
  transfers() {
    return this.#in(["transfers"], "readonly", ({ transfers }) => transfers.getAll());
  }

  /** @param {string} transfer @returns {Promise<TransferRecord | undefined>} */
  transfer(transfer) {
    return this.#in(["transfers"], "readonly", ({ transfers }) => transfers.get(transfer));
  }

  /** @param {TransferRecord} record */
  async putTransfer(record) {
    await this.#in(["transfers"], "readwrite", ({ transfers }) => transfers.put(record));
  }

  /** The entries that are whole. @param {string} transfer @returns {Promise<number[]>} */
  async whole(transfer) {
    const keys = await this.#in(["whole"], "readonly", ({ whole }) => whole.getAllKeys(all(transfer)));
    return keys.map((/** @type {[string, number]} */ [, entry]) => entry);
  }

  /** What there is of a file, in order. @param {string} transfer @param {number} entry @returns {Promise<Block[]>} */
  blocks(transfer, entry) {
    return this.#in(["blocks"], "readonly", ({ blocks }) => blocks.getAll(all(transfer, entry)));
  }

  /** How many bytes of each entry are here. @param {string} transfer @returns {Promise<Map<number, number>>} */
  async bytes(transfer) {
    /** @type {Map<number, number>} */
    const sums = new Map();
    await this.#in(["blocks"], "readonly", ({ blocks }) => {
      const walk = blocks.index("bytes").openKeyCursor(all(transfer));
      walk.onsuccess = () => {
        const cursor = walk.result;
        if (!cursor) return;
        const [, entry, bytes] = /** @type {[string, number, number]} */ (cursor.key);
        sums.set(entry, (sums.get(entry) ?? 0) + bytes);
        cursor.continue();
      };
      return walk;
    });
    return sums;
  }

  /** Adds a block, if there is one, and says whether its file is whole now: both or neither. @param {Block | undefined} block @param {{transfer: string, entry: number} | undefined} whole */
  async add(block, whole) {
    if (!block && !whole) return;
    await this.#in(["blocks", "whole"], "readwrite", (stores) => {
      const putting = block && stores.blocks.put(block);
      return whole ? stores.whole.put(true, [whole.transfer, whole.entry]) : /** @type {IDBRequest} */ (putting);
    });
  }

  /** Forgets what there is of a file from chunk `first` on. @param {string} transfer @param {number} entry @param {number} [first] */
  async cut(transfer, entry, first = 0) {
    await this.#in(["blocks", "whole"], "readwrite", ({ blocks, whole }) => {
      blocks.delete(IDBKeyRange.bound([transfer, entry, first], [transfer, entry, []]));
      return whole.delete([transfer, entry]);
    });
  }

  /** @param {string} transfer */
  async remove(transfer) {
    await this.#in(["transfers", "blocks", "whole"], "readwrite", ({ transfers, blocks, whole }) => {
      blocks.delete(all(transfer));
      whole.delete(all(transfer));
      return transfers.delete(transfer);
    });
  }

  /**
   * @template T
   * @param {string[]} names of the object stores
   * @param {IDBTransactionMode} mode
   * @param {(stores: Record<string, IDBObjectStore>) => IDBRequest<T>} work
   * @returns {Promise<any>} the result of the request that it gives
   */
  async #in(names, mode, work) {
    try {
      this.#opening ??= this.#open();
      const database = await this.#opening;
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(names, mode);
        const request = work(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error ?? request.error);
        transaction.onerror = () => {}; // It aborts.
      });
    } catch (cause) {
      throw storageError(cause);
    }
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open(this.#name, VERSION);
      opening.onupgradeneeded = () => {
        const database = opening.result;
        database.createObjectStore("transfers", { keyPath: "transfer" });
        database.createObjectStore("whole");
        const blocks = database.createObjectStore("blocks", { keyPath: ["transfer", "entry", "first"] });
        // So that what is kept can be counted without its contents.
        blocks.createIndex("bytes", ["transfer", "entry", "bytes"]);
      };
      opening.onsuccess = () => {
        const database = opening.result;
        const forget = () => (this.#opening = undefined);
        // Somebody clears the site's data, or brings a newer version: let go, and open again when next asked.
        database.onclose = forget;
        database.onversionchange = () => {
          database.close();
          forget();
        };
        resolve(database);
      };
      opening.onerror = () => {
        this.#opening = undefined;
        reject(opening.error);
      };
    });
  }
}

/** @param {unknown} cause of a browser's storage */
function storageError(cause) {
  if (cause instanceof DropError) return cause;
  const { name } = /** @type {{name?: string}} */ (cause ?? {});
  if (name === "QuotaExceededError") {
    return new DropError("no-space", "The receiver's browser has no more room for this page. Save or remove what is there, and send again.", { cause });
  }
  return new DropError("storage", "The receiver's browser does not keep or read this page's data.", { cause });
}

/** Every key that begins so: a list comes after all numbers and texts. @param {...(string | number)} prefix */
function all(...prefix) {
  return IDBKeyRange.bound(prefix, [...prefix, []]);
}
