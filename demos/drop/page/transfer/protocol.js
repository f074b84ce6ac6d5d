/**
 * The numbers of the drop protocol (docs/drop.md).
 *
 * @module
 */

/** The label of the channel that carries one transfer. */
export const LABEL = "drop";

/** The subprotocol that the channel is opened with. */
export const PROTOCOL = "lanward-drop-1";

/** The version that an offer names. */
export const VERSION = 1;

/** Bytes of a file in each chunk but its last (section 4). */
export const CHUNK_BYTES = 65_536;

/** A JSON message has at most so many bytes in UTF-8 (section 2). */
export const MAX_TEXT_BYTES = 65_536;

/** Entry (4 bytes), index (4 bytes) and leaf hash (32 bytes) precede the data of a chunk. */
export const CHUNK_HEADER_BYTES = 40;

/** A binary message has at most so many bytes. */
export const MAX_CHUNK_MESSAGE_BYTES = CHUNK_HEADER_BYTES + CHUNK_BYTES;

/** Chunks have numbers of 32 bits, so a file ends at 256 TiB. */
export const MAX_CHUNKS = 2 ** 32;
export const MAX_FILE_BYTES = MAX_CHUNKS * CHUNK_BYTES;

/** The last millisecond of the year 9999. */
export const MAX_MILLIS = 253_402_300_799_999;

/** The nine permission bits of POSIX; what would let a file run as its owner is not among them. */
export const MODE_BITS = 0o777;

/**
 * What one transfer may cost.
 *
 * @typedef {object} Limits
 * @property {number} entries files and folders of an offer; each is remembered while the transfer lasts
 * @property {number} pathBytes of all entries together, in UTF-8; they are remembered too
 * @property {number} depth folders inside one another
 * @property {number} window chunks that are asked for ahead: 64 of them are 4 MiB, and the most that is sent twice at a cut
 * @property {number} attempts how often a chunk, or a file whose tree hash is wrong, is asked for
 * @property {number} mostBytes that a transfer may have: the receiver's quota
 */

/** @type {Readonly<Limits>} */
export const LIMITS = Object.freeze({
  entries: 100_000,
  pathBytes: 16 << 20,
  depth: 32,
  window: 64,
  attempts: 4,
  mostBytes: Number.MAX_SAFE_INTEGER,
});

/** How many chunks a file of `size` bytes has; an empty one has none. @param {number} size */
export function chunksOf(size) {
  return Math.ceil(size / CHUNK_BYTES);
}

/** How many bytes chunk `index` of a file of `size` bytes has. @param {number} size @param {number} index */
export function chunkBytes(size, index) {
  return Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES);
}
