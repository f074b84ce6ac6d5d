import { LanwardError } from "./errors.js";

/**
 * A certificate of this page; `fingerprint` in lower-case hexadecimal names it.
 *
 * @typedef {{fingerprint: string, certificate: RTCCertificate, created: number, expires: number}} IdentityRecord
 */

/**
 * A device that this page has paired with.
 *
 * @typedef {object} PeerRecord
 * @property {string} id
 * @property {string} name
 * @property {string} type
 * @property {import("./bytes.js").Bytes} fingerprint
 * @property {import("./bytes.js").Bytes} key the pairing key
 * @property {string} host
 * @property {string[]} addresses last known
 * @property {number} port last known
 * @property {string[]} [knocks] those of paired pages that the device answers, as it last told
 * @property {number} pairedAt milliseconds since 1970
 * @property {number} lastSeen milliseconds since 1970
 * @property {boolean} revoked the device has forgotten this page
 * @property {string} certificate the page's certificate that the device expects
 * @property {string} [announced] the next one, which the device has acknowledged
 */

const DATABASE = "lanward";
const VERSION = 1;
const OPEN_MILLISECONDS = 5_000;

/**
 * The page's memory, in IndexedDB. Every change is one transaction that reads what it changes, so several tabs may work at once.
 * All methods reject with `storage-failed`.
 */
export class Store {
  #environment;
  /** @type {Promise<IDBDatabase> | undefined} */
  #database;
  #closed = false;

  /** @param {import("./environment.js").Environment} environment */
  constructor(environment) {
    this.#environment = environment;
  }

  /** @returns {Promise<IdentityRecord[]>} */
  identities() {
    return this.#transaction("identities", "readonly", (store, done) => request(store.getAll(), done));
  }

  /**
   * Adds a certificate, unless another tab has added one meanwhile that is good enough.
   *
   * @param {IdentityRecord} record
   * @param {(other: IdentityRecord) => boolean} isEnough
   * @returns {Promise<IdentityRecord>} the one that is in the store
   */
  addIdentity(record, isEnough) {
    return this.#transaction("identities", "readwrite", (store, done) =>
      request(store.getAll(), (/** @type {IdentityRecord[]} */ all) => {
        const found = all.find(isEnough);
        if (!found) store.put(record);
        done(found ?? record);
      }),
    );
  }

  /** @param {string} fingerprint @returns {Promise<void>} */
  removeIdentity(fingerprint) {
    return this.#transaction("identities", "readwrite", (store, done) => request(store.delete(fingerprint), done));
  }

  /** @returns {Promise<PeerRecord[]>} */
  peers() {
    return this.#transaction("peers", "readonly", (store, done) => request(store.getAll(), done));
  }

  /**
   * Changes one peer, in one transaction.
   *
   * @param {(all: PeerRecord[]) => PeerRecord | undefined} find
   * @param {(peer: PeerRecord | undefined) => PeerRecord | undefined} change to what is to be kept; nothing leaves all as it is
   * @returns {Promise<PeerRecord | undefined>} what is kept
   */
  changePeer(find, change) {
    return this.#transaction("peers", "readwrite", (store, done) =>
      request(store.getAll(), (/** @type {PeerRecord[]} */ all) => {
        const kept = change(find(all));
        if (kept) store.put(kept);
        done(kept);
      }),
    );
  }

  /** @param {string} id @returns {Promise<void>} */
  removePeer(id) {
    return this.#transaction("peers", "readwrite", (store, done) => request(store.delete(id), done));
  }

  close() {
    this.#closed = true;
    this.#database?.then((database) => database.close(), () => {});
    this.#database = undefined;
  }

  /**
   * @template T
   * @param {string} name of the object store
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore, done: (result: T) => void) => void} work
   * @returns {Promise<T>}
   */
  async #transaction(name, mode, work) {
    if (this.#closed) throw new LanwardError("closed");
    this.#database ??= this.#open();
    const database = await this.#database;
    return new Promise((resolve, reject) => {
      /** @param {unknown} cause */
      const fail = (cause) => reject(new LanwardError("storage-failed", undefined, { cause }));
      try {
        const transaction = database.transaction(name, mode);
        /** @type {T} */
        let result;
        transaction.oncomplete = () => resolve(result);
        transaction.onabort = () => fail(transaction.error);
        try {
          work(transaction.objectStore(name), (value) => (result = value));
        } catch (cause) {
          transaction.abort();
          throw cause;
        }
      } catch (cause) {
        fail(cause);
      }
    });
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    return new Promise((resolve, reject) => {
      const { setTimeout, clearTimeout, indexedDB } = this.#environment;
      /** @param {string} detail @param {unknown} [cause] */
      const fail = (detail, cause) => {
        clearTimeout(timer);
        this.#database = undefined;
        reject(new LanwardError("storage-failed", detail, { cause }));
      };
      const timer = setTimeout(() => fail("The browser's storage does not answer."), OPEN_MILLISECONDS);
      try {
        const opening = indexedDB.open(DATABASE, VERSION);
        opening.onupgradeneeded = () => {
          opening.result.createObjectStore("identities", { keyPath: "fingerprint" });
          opening.result.createObjectStore("peers", { keyPath: "id" });
        };
        opening.onerror = () => fail("The browser's storage does not open.", opening.error);
        opening.onsuccess = () => {
          clearTimeout(timer);
          const database = opening.result;
          const forget = () => (this.#database = undefined);
          // Somebody clears the site's data or brings a newer version: let go, and open again when next asked.
          database.onclose = forget;
          database.onversionchange = () => {
            database.close();
            forget();
          };
          resolve(database);
        };
      } catch (cause) {
        fail("The browser denies this page its storage.", cause);
      }
    });
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} pending an error in it aborts its transaction, which reports it
 * @param {(result: any) => void} done an exception in it aborts the transaction as well
 */
function request(pending, done) {
  pending.onsuccess = () => done(pending.result);
}
