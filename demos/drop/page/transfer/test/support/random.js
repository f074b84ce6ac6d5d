/** The same numbers for the same seed (mulberry32). */
export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed;
  }

  /** A whole number from 0 to `bound` - 1. @param {number} bound */
  below(bound) {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound);
  }

  /** @param {number} length */
  bytes(length) {
    const bytes = new Uint8Array(length);
    // Different enough at every place of every chunk, and quick.
    const [a, b] = [1 + this.below(250), this.below(256)];
    for (let i = 0; i < length; i++) bytes[i] = i * a + (i >> 8) + b;
    return bytes;
  }
}
