/** A clock that stands still until it is told to go on, and lets all promises settle in between. */
export class FakeClock {
  #now = Date.UTC(2026, 0, 1);
  /** @type {{at: number, work: () => void}[]} */
  #timers = [];

  now = () => this.#now;

  /** @param {() => void} work @param {number} milliseconds */
  setTimeout = (work, milliseconds) => {
    const timer = { at: this.#now + milliseconds, work };
    this.#timers.push(timer);
    return timer;
  };

  /** @param {any} timer */
  clearTimeout = (timer) => {
    this.#timers = this.#timers.filter((other) => other !== timer);
  };

  get pending() {
    return this.#timers.length;
  }

  /** @param {number} milliseconds */
  async advance(milliseconds) {
    const end = this.#now + milliseconds;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.clearTimeout(next);
      this.#now = Math.max(this.#now, next.at);
      next.work();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
