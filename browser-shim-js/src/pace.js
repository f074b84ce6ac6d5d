/** At most so many in any stretch of so long. Told the time, it does not ask. */
export class Pace {
  #count;
  #milliseconds;
  /** @type {number[]} */
  #times = [];

  /** @param {number} count @param {number} milliseconds */
  constructor(count, milliseconds) {
    this.#count = count;
    this.#milliseconds = milliseconds;
  }

  /** How long until the next may be; 0 where it may be now. @param {number} now @returns {number} */
  wait(now) {
    return this.#times.length < this.#count ? 0 : Math.max(0, this.#times[0] + this.#milliseconds - now);
  }

  /** One more. @param {number} now */
  take(now) {
    this.#times.push(now);
    if (this.#times.length > this.#count) this.#times.shift();
  }
}
