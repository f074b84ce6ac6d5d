import { DropError } from "./drop-error.js";
import { writeMessage } from "./messages.js";

/** More than a window of chunks, or all that a receiver may ask for; 256 chunks are 16 MiB. */
const MOST_WAITING = 256;

/** Enough to keep the network busy, and little to hold. */
const ROOM_BYTES = 1 << 20;

const BUSY_MILLISECONDS = 100;

/** For how long the peer's own closing is waited for. */
const CLOSING_MILLISECONDS = 3_000;

/**
 * What a link drives: a `SendingEnd` or a `ReceivingEnd`.
 *
 * @typedef {object} DropEnd
 * @property {(data: unknown) => Promise<void>} handle
 * @property {() => Promise<import("./messages.js").DropMessage | undefined>} pollTransmit
 * @property {(why: DropError) => void} fail
 * @property {boolean} isOver
 *
 * What is used of a `LanwardDataChannel`.
 *
 * @typedef {EventTarget & {readyState: string, protocol: string, bufferedAmountLowThreshold: number, ready: Promise<void>,
 *   send(data: string | Uint8Array): void, close(): void}} Channel
 */

/**
 * A channel as a transfer sees it: one thing after another. What comes waits in a bounded queue; sending waits until there is room. A
 * peer that fills the queue says more than it was asked for: its channel is closed.
 */
export class ChannelLink {
  #channel;
  /** @type {unknown[]} */
  #messages = [];
  /** @type {(() => void | Promise<void>)[]} */
  #tasks = [];
  #closed = false;
  #held = false;
  /** @type {() => void} */
  #wake = () => {};

  /**
   * Resolves when the channel has closed.
   *
   * @readonly
   * @type {Promise<void>}
   */
  ended;

  /**
   * @param {Channel} channel
   * @param {Promise<unknown>} connectionClosed browsers do not tell a connection's channels that it has ended
   */
  constructor(channel, connectionClosed) {
    this.#channel = channel;
    channel.bufferedAmountLowThreshold = ROOM_BYTES;
    channel.addEventListener("message", (event) => this.#received(/** @type {MessageEvent} */ (event).data));
    this.ended = new Promise((resolve) => {
      channel.addEventListener("close", () => resolve());
      connectionClosed.then(() => resolve());
    });
    this.ended.then(() => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** Has something done between two messages, also while messages are held. @param {() => void | Promise<void>} task */
  post(task) {
    this.#tasks.push(task);
    this.#wake();
  }

  /** Held messages wait; what the peer may still send is bounded by what it was asked for. @param {boolean} held */
  hold(held) {
    this.#held = held;
    this.#wake();
  }

  /** Closes it after what was sent before. What has come and was not handled is passed over. */
  close() {
    this.#closed = true;
    this.#messages = [];
    this.#channel.close();
    this.#wake();
  }

  /** Closes it and waits, a little, until what was sent before has arrived. */
  async closeAndWait() {
    this.close();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    await Promise.race([this.ended, new Promise((resolve) => (timer = setTimeout(resolve, CLOSING_MILLISECONDS)))]);
    clearTimeout(timer);
  }

  /**
   * Goes on until the end is over, or the channel closed and all that came before handled.
   *
   * @param {DropEnd} end
   * @param {() => void | Promise<void>} each runs after each step
   * @param {{until?: () => boolean, patienceMilliseconds?: () => number | undefined}} [how] `until` it leaves off, to be run again; a
   *     peer that owes an answer for longer than `patienceMilliseconds` has stopped
   */
  async run(end, each, { until = () => false, patienceMilliseconds = () => undefined } = {}) {
    await this.#flush(end, each);
    while (!end.isOver && !until() && !this.#isDrained) {
      if (!this.#hasNext && !(await this.#next(patienceMilliseconds()))) {
        end.fail(new DropError("timed-out", "Nothing has come for a minute."));
      }
      await this.#step(end);
      await each();
      await this.#flush(end, each);
    }
  }

  get #isDrained() {
    return this.#closed && this.#tasks.length === 0 && (this.#held || this.#messages.length === 0);
  }

  get #hasNext() {
    return this.#tasks.length > 0 || (!this.#held && this.#messages.length > 0);
  }

  /** Does the next thing that waits, if there is one. @param {DropEnd} end */
  async #step(end) {
    const task = this.#tasks.shift();
    if (task) await task();
    else if (!this.#held && this.#messages.length > 0) await end.handle(this.#messages.shift());
  }

  /** Sends all that `end` has to say, and tells it what comes meanwhile. @param {DropEnd} end @param {() => void | Promise<void>} each */
  async #flush(end, each) {
    for (let next = await end.pollTransmit(); next && !this.#closed; next = await end.pollTransmit()) {
      if (!(await this.#send(writeMessage(next)))) return;
      while (this.#hasNext && !end.isOver) await this.#step(end);
      await each();
    }
  }

  /** @param {string | Uint8Array} data @returns {Promise<boolean>} false when the channel is closed */
  async #send(data) {
    for (;;) {
      try {
        await this.#channel.ready;
        this.#channel.send(data);
        return true;
      } catch (error) {
        if (/** @type {{code?: string}} */ (error).code !== "busy") return false;
        // Another channel of the connection fills it.
        await new Promise((resolve) => setTimeout(resolve, BUSY_MILLISECONDS));
      }
    }
  }

  /** Waits until something is to be done. @param {number | undefined} milliseconds @returns {Promise<boolean>} false when nothing came */
  #next(milliseconds) {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined || this.#held ? undefined : setTimeout(() => resolve(false), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** @param {unknown} data */
  #received(data) {
    if (this.#closed) return;
    if (this.#messages.length >= MOST_WAITING) return this.close();
    this.#messages.push(data);
    this.#wake();
  }
}
