/**
 * Round trips over a sliding window, and the numbers that are drawn from them. Pure: it is told the time.
 *
 * @typedef {{at: number, rtt: number | null}} Sample `at` in milliseconds on any clock; `rtt` in milliseconds, null when lost
 */

export const WINDOW_MS = 30_000;
/** Ten a second for the window, with room to spare; a device cannot make the page keep more. */
const MOST_SAMPLES = 600;

export class RoundTrips {
  /** @type {Sample[]} in the order of their times */
  #samples = [];
  /** Answers since the start; never reset, so that it tells whether anything moves at all. */
  count = 0;

  /** @param {number} at @param {number} rtt */
  add(at, rtt) {
    this.count += 1;
    this.#push({ at, rtt });
  }

  /** @param {number} at */
  lost(at) {
    this.#push({ at, rtt: null });
  }

  /** What the window holds at this time. @param {number} now @returns {Sample[]} */
  window(now) {
    const first = this.#samples.findIndex((sample) => sample.at >= now - WINDOW_MS);
    return first < 0 ? [] : this.#samples.slice(first);
  }

  /** @param {Sample} sample */
  #push(sample) {
    this.#samples.push(sample);
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
  }
}

/**
 * @param {Sample[]} samples
 * @returns {{median: number | null, p95: number | null, p99: number | null, lost: number}}
 */
export function summarize(samples) {
  const sorted = samples.flatMap((sample) => (sample.rtt === null ? [] : [sample.rtt])).sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99), lost: samples.length - sorted.length };
}

/** The nearest-rank quantile: always a value that was measured. @param {number[]} sorted @param {number} q */
export function quantile(sorted, q) {
  if (sorted.length === 0) return null;
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

/** The smallest of 1, 2, 5 times a power of ten that is not below the value: the top of an axis. @param {number} value */
export function axisTop(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-3)));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= value * (1 - 1e-9)) ?? power * 10;
}

/** Milliseconds for people: three significant digits at most. @param {number | null} ms */
export function spellMs(ms) {
  if (ms === null) return "–";
  if (ms < 10) return ms.toFixed(2);
  return ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}
