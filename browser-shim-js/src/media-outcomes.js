import { LanwardError, abortedBy } from "./errors.js";

/**
 * What a call for media waits for.
 *
 * @typedef {object} Awaited
 * @property {() => LanwardError | boolean} outcome true where it has come, an error where it will not
 * @property {() => boolean} isAsking whether a person is being asked: that takes the time that it takes
 * @property {() => LanwardError} late what it means that the time is over
 * @property {number} milliseconds
 * @property {AbortSignal} [signal]
 */

/** Those that wait for media. */
export class Outcomes {
  #environment;
  /** @type {Set<() => void>} */
  #looks = new Set();
  /** @type {Set<(error: LanwardError) => void>} */
  #fails = new Set();

  /** @param {import("./environment.js").Environment} environment */
  constructor(environment) {
    this.#environment = environment;
  }

  /** @param {Awaited} awaited @returns {Promise<void>} */
  wait({ outcome, isAsking, late, milliseconds, signal }) {
    const { setTimeout, clearTimeout } = this.#environment;
    return new Promise((resolve, reject) => {
      /** @type {unknown} */
      let timer;
      const settle = (/** @type {LanwardError | undefined} */ error) => {
        clearTimeout(timer);
        this.#looks.delete(look);
        this.#fails.delete(settle);
        signal?.removeEventListener("abort", aborted);
        if (error) reject(error);
        else resolve();
      };
      const aborted = () => settle(abortedBy(signal));
      const look = () => {
        const came = outcome();
        if (came !== false) return settle(came === true ? undefined : came);
        if (isAsking()) {
          clearTimeout(timer);
          timer = undefined;
        } else {
          timer ??= setTimeout(() => settle(late()), milliseconds);
        }
      };
      this.#looks.add(look);
      this.#fails.add(settle);
      signal?.addEventListener("abort", aborted);
      if (signal?.aborted) aborted();
      else look();
    });
  }

  /** Something has changed. */
  look() {
    for (const look of [...this.#looks]) look();
  }

  /** There is nothing to wait for any more. @param {LanwardError} error */
  fail(error) {
    for (const fail of [...this.#fails]) fail(error);
  }
}
