/**
 * Where received files are kept.
 *
 * @module
 */

/**
 * The shelf of one transfer, which outlives its channels: `flush` writes what waits to be written, `files` gives what has arrived, and
 * `discard` throws away all that is kept.
 *
 * @typedef {import("./receiving-end.js").Shelf & {
 *   flush(): Promise<void>,
 *   files(): Promise<import("./receiver.js").ReceivedFile[]>,
 *   discard(): Promise<void>,
 * }} KeepingShelf
 *
 * A place for transfers. `mostBytes` is what one may have.
 *
 * @typedef {object} Shelves
 * @property {number} mostBytes
 * @property {(transfer: string) => Promise<boolean>} isAgreed whether somebody has agreed to it before and its sender has not heard that all is here
 * @property {(offer: import("./receiver.js").Offer) => Promise<KeepingShelf>} shelf rejects with a `DropError` where there is no room
 */

export { DirectoryShelves } from "./directory-shelves.js";
export { IndexedDbShelves } from "./indexed-db-shelves.js";
