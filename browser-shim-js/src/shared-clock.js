/** Answers among which the quickest counts: half a minute of them. */
const SAMPLES = 30;

/** @typedef {{offset: number, rtt: number}} Sample */

/**
 * The device's clock, as this page knows it: from how long an answer took, and what the clock said in it (as in RFC 5905 section 8, with one
 * time of the device instead of two). It is wrong by at most half of the quickest answer's time.
 */
export class SharedClock {
  /** @type {Sample[]} */
  #samples = [];

  /** @param {number} sent @param {number} received both by this page's clock @param {number} clock the device's, in between; all in milliseconds */
  note(sent, received, clock) {
    if (!(received >= sent)) return; // this page's clock was set meanwhile
    const rtt = received - sent;
    const offset = clock - (sent + received) / 2;
    const before = this.#quickest;
    // A device that was restarted begins anew, and so does a clock that was set.
    if (before && Math.abs(offset - before.offset) > rtt + before.rtt + 1_000) this.#samples = [];
    this.#samples.push({ offset, rtt });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /** What is to be added to this page's clock; 0 as long as nothing is known. @returns {number} */
  get offset() {
    return this.#quickest?.offset ?? 0;
  }

  /** How far that can be wrong, in milliseconds. @returns {number} */
  get uncertainty() {
    return this.#quickest ? this.#quickest.rtt / 2 : Infinity;
  }

  /** @returns {Sample | undefined} */
  get #quickest() {
    return this.#samples.reduce((best, each) => (best === undefined || each.rtt < best.rtt ? each : best), /** @type {Sample | undefined} */ (undefined));
  }
}
