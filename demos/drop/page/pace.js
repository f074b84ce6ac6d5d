/** Speed is that of the last seconds: it neither jumps nor remembers a pause for long. */
const WINDOW_MS = 4_000;
/** Below this there is nothing to divide by. */
const LEAST_MS = 400;

/** How fast a transfer goes, of what it is told. Pure: it is told the time as well. */
export class Pace {
  /** @type {{at: number, bytes: number}[]} */
  #samples = [];

  /** @param {number} now milliseconds of a clock that only goes forward @param {number} bytes so far */
  note(now, bytes) {
    const last = this.#samples.at(-1);
    if (last && bytes < last.bytes) this.#samples = []; // a file began anew
    this.#samples.push({ at: now, bytes });
    // One sample older than the window stays, so that the window is always full.
    while (this.#samples.length > 2 && now - this.#samples[1].at >= WINDOW_MS) this.#samples.shift();
  }

  /** After a pause or a cut: what was before tells nothing of what comes. */
  reset() {
    this.#samples = [];
  }

  /** @param {number} now @returns {number | null} bytes a second; null while it is not known */
  speed(now) {
    const first = this.#samples[0];
    if (!first || now - first.at < LEAST_MS) return null;
    return ((/** @type {any} */ (this.#samples.at(-1)).bytes - first.bytes) * 1_000) / (now - first.at);
  }

  /** @param {number} now @param {number} left bytes @returns {number | null} seconds, at least one; null while they are not known */
  secondsLeft(now, left) {
    const speed = this.speed(now);
    return speed === null || speed < 1 ? null : Math.max(1, Math.ceil(left / speed));
  }
}
