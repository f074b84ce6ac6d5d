import { LanwardError, abortedBy } from "./errors.js";

/** Ties everything under way to the caller's signal and to the end of the whole. */
export class Lifetime {
  #isOver = false;
  /** @type {Set<AbortController>} */
  #underWay = new Set();

  end() {
    this.#isOver = true;
    for (const work of this.#underWay) work.abort();
  }

  /**
   * Runs work under both. A rejection that comes of the end of the whole is `closed`; of the caller's signal, `aborted`.
   *
   * @template T
   * @param {AbortSignal | undefined} signal
   * @param {(signal: AbortSignal) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async run(signal, work) {
    if (this.#isOver) throw new LanwardError("closed");
    if (signal?.aborted) throw abortedBy(signal);
    const both = new AbortController();
    const abort = () => both.abort(signal?.reason);
    this.#underWay.add(both);
    signal?.addEventListener("abort", abort);
    try {
      return await work(both.signal);
    } catch (error) {
      if (this.#isOver && error instanceof LanwardError && error.code === "aborted" && !signal?.aborted) throw new LanwardError("closed");
      throw error;
    } finally {
      this.#underWay.delete(both);
      signal?.removeEventListener("abort", abort);
    }
  }
}
