import { RoundTrips } from "./stats.js";

const PERIOD_MS = 100;
/** On one network an answer that is not there after this never comes: the channel does not send again. */
const LOST_AFTER_MS = 2_000;
/** Do not add to a queue that does not drain: it would measure itself. */
const MOST_BUFFERED = 1_024;

/**
 * Sends a small numbered message about ten times a second over a channel that returns everything, while the page is visible.
 * Times are kept here and never read from the answer, so a device cannot improve its figure.
 */
export class Probe {
  roundTrips = new RoundTrips();
  /** @type {Map<number, number>} number of a message to the time of its sending */
  #waiting = new Map();
  #next = 0;
  /** @type {any} */
  #channel = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #onSample;

  /** @param {(rtt: number | null) => void} onSample called for each answer, and with null for each that is lost */
  constructor(onSample) {
    this.#onSample = onSample;
  }

  /** @param {any} channel a data channel, unordered and without retransmission, that the other side echoes */
  attach(channel) {
    this.detach();
    this.#channel = channel;
    channel.binaryType = "arraybuffer";
    channel.addEventListener("message", (event) => this.#answered(channel, event.data));
    this.#timer = setInterval(() => this.#tick(), PERIOD_MS);
  }

  detach() {
    clearInterval(this.#timer);
    this.#waiting.clear();
    this.#channel = null;
  }

  #tick() {
    const now = performance.now();
    this.#giveUp(now);
    const channel = this.#channel;
    if (document.visibilityState !== "visible" || channel.readyState !== "open") return;
    if (channel.bufferedAmount > MOST_BUFFERED) return;
    this.#next = (this.#next + 1) >>> 0;
    this.#waiting.set(this.#next, performance.now());
    try {
      channel.send(Uint32Array.of(this.#next).buffer);
    } catch {
      this.#waiting.delete(this.#next); // closed between the question and the call; its owner hears of that by event
    }
  }

  /** @param {any} channel @param {unknown} data */
  #answered(channel, data) {
    const now = performance.now();
    if (channel !== this.#channel || !(data instanceof ArrayBuffer) || data.byteLength !== 4) return;
    const number = new Uint32Array(data)[0];
    const sent = this.#waiting.get(number);
    if (sent === undefined) return;
    this.#waiting.delete(number);
    this.roundTrips.add(now, now - sent);
    this.#onSample(now - sent);
  }

  /** @param {number} now */
  #giveUp(now) {
    for (const [number, sent] of this.#waiting) {
      if (now - sent < LOST_AFTER_MS) break; // a Map keeps the order of insertion
      this.#waiting.delete(number);
      this.roundTrips.lost(now);
      this.#onSample(null);
    }
  }
}
