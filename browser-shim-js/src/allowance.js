/** So much at once, and one more each time a while has passed. */
export class Allowance {
  #most;
  #each;
  #left;
  #filledAt;

  /** @param {number} now in milliseconds @param {number} most @param {number} each milliseconds until there is one more */
  constructor(now, most, each) {
    this.#most = most;
    this.#each = each;
    this.#left = most;
    this.#filledAt = now;
  }

  /** Whether there were so many; they are gone then. @param {number} now @param {number} [wanted] */
  take(now, wanted = 1) {
    const more = Math.max(0, Math.floor((now - this.#filledAt) / this.#each));
    this.#left = Math.min(this.#most, this.#left + more);
    this.#filledAt = this.#left === this.#most ? now : this.#filledAt + more * this.#each;
    if (this.#left < wanted) return false;
    this.#left -= wanted;
    return true;
  }
}
