import { sha256 } from "../lanward.js";

const LEAF = Uint8Array.of(0x00);
const NODE = Uint8Array.of(0x01);

/** The leaf hash of a chunk. @param {Uint8Array} chunk @returns {Uint8Array} */
export function leafOf(chunk) {
  return sha256(LEAF, chunk);
}

/**
 * The Merkle tree hash of a file's chunks as they come (RFC 9162 section 2.1.1). Remembers one hash for each complete subtree: at most
 * one a bit of the number of chunks.
 */
export class TreeHash {
  /** The newest, and smallest, last. @type {Uint8Array[]} */
  #subtrees = [];
  #count = 0;

  /** How many chunks were added. */
  get count() {
    return this.#count;
  }

  /** Adds the next chunk, by its leaf hash. @param {Uint8Array} leaf */
  add(leaf) {
    let hash = leaf;
    // A one at the end of the number is a complete subtree of that size to the left.
    for (let left = this.#count; left % 2 === 1; left = (left - 1) / 2) {
      hash = sha256(NODE, /** @type {Uint8Array} */ (this.#subtrees.pop()), hash);
    }
    this.#subtrees.push(hash);
    this.#count++;
  }

  /** The hash over all that were added, in lower-case hexadecimal. @returns {string} */
  root() {
    if (this.#subtrees.length === 0) return hex(sha256());
    return hex(this.#subtrees.reduceRight((right, left) => sha256(NODE, left, right)));
  }
}

/** @param {Uint8Array} bytes @returns {string} lower-case hexadecimal */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
