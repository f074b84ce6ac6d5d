import { LanwardError, abortedBy } from "./errors.js";

/**
 * A signal that aborts when the caller's does or when the whole is closed. `release` lets go of the caller's.
 */
export class Lifetime {
  #over = new AbortController();

  /** @returns {boolean} */
  get isOver() {
    return this.#over.signal.aborted;
  }

  end() {
    this.#over.abort();
  }

  /**
   * Runs work under both signals. A rejection that comes of the end of the whole is `closed`; of the caller's signal, `aborted`.
   *
   * @template T
   * @param {AbortSignal | undefined} signal
   * @param {(signal: AbortSignal) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async run(signal, work) {
    if (this.isOver) throw new LanwardError("closed");
    if (signal?.aborted) throw abortedBy(signal);
    const both = new AbortController();
    const abort = () => both.abort(signal?.reason);
    this.#over.signal.addEventListener("abort", abort);
    signal?.addEventListener("abort", abort);
    try {
      return await work(both.signal);
    } catch (error) {
      if (this.isOver && error instanceof LanwardError && error.code === "aborted" && !signal?.aborted) throw new LanwardError("closed");
      throw error;
    } finally {
      this.#over.signal.removeEventListener("abort", abort);
      signal?.removeEventListener("abort", abort);
    }
  }
}
