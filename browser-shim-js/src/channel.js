import { MAX_MESSAGE_BYTES } from "./answer.js";
import { LanwardError } from "./errors.js";

/** Where more than this waits to leave, `ready` waits as well: some milliseconds of what browsers send. */
export const READY_BYTES = 262_144;

/**
 * A channel to a device: a superset of `LP2PDataChannel` of the Local Peer-to-Peer API, over an `RTCDataChannel`.
 * Its events are `open`, `message` (a `MessageEvent`), `closing`, `close`, `error` and `bufferedamountlow`, each with its `on...` property.
 *
 * **A slow reader stops a fast writer.** What the device's program has not handled counts against the device's window; when that is full,
 * what `send` takes stays here, in `bufferedAmount`. A writer that awaits `ready` before each `send` keeps that small.
 */
export class LanwardDataChannel extends EventTarget {
  #channel;
  /** @type {Map<string, (event: any) => void>} */
  #handlers = new Map();
  /** Where the program wants `bufferedamountlow`. */
  #lowThreshold = 0;
  /** @type {{resolve: () => void, reject: (error: Error) => void}[]} */
  #waiting = [];
  #over = false;

  /** @param {RTCDataChannel} channel @internal */
  constructor(channel) {
    super();
    this.#channel = channel;
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
    channel.onerror = (event) => this.dispatchEvent(new ChannelErrorEvent("error", /** @type {any} */ (event).error));
    channel.onbufferedamountlow = () => this.#low();
    for (const type of /** @type {const} */ (["open", "closing", "close"])) {
      channel[`on${type}`] = () => {
        this.dispatchEvent(new Event(type));
        this.#settle();
      };
    }
  }

  /** @returns {string} */
  get label() {
    return this.#channel.label;
  }

  /** @returns {string} */
  get protocol() {
    return this.#channel.protocol;
  }

  /** @returns {number | null} nothing until the channel is open, unless it was negotiated */
  get id() {
    return this.#channel.id;
  }

  /** @returns {boolean} */
  get ordered() {
    return this.#channel.ordered;
  }

  /** @returns {boolean} */
  get negotiated() {
    return this.#channel.negotiated;
  }

  /** @returns {number | null} */
  get maxRetransmits() {
    return this.#channel.maxRetransmits;
  }

  /** @returns {number | null} in milliseconds */
  get maxPacketLifeTime() {
    return this.#channel.maxPacketLifeTime;
  }

  /** @returns {"connecting" | "open" | "closing" | "closed"} */
  get readyState() {
    return this.#channel.readyState;
  }

  /** @returns {number} bytes that `send` took and that have not left yet */
  get bufferedAmount() {
    return this.#channel.bufferedAmount;
  }

  /** @returns {number} */
  get bufferedAmountLowThreshold() {
    return this.#lowThreshold;
  }

  set bufferedAmountLowThreshold(bytes) {
    this.#channel.bufferedAmountLowThreshold = bytes;
    this.#lowThreshold = this.#channel.bufferedAmountLowThreshold;
    this.#settle();
  }

  /**
   * Resolves when the channel is open and at most 262,144 bytes, or `bufferedAmountLowThreshold` where that is more, wait to leave; at once
   * where that is so. To be awaited before each `send` of a writer that has much to say.
   *
   * @returns {Promise<void>} rejects with `closed` where the channel closes first
   */
  get ready() {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#settle();
    });
  }

  /** How binary messages arrive; an `ArrayBuffer` unless changed. @returns {BinaryType} */
  get binaryType() {
    return this.#channel.binaryType;
  }

  set binaryType(type) {
    this.#channel.binaryType = type;
  }

  /**
   * @param {string | Blob | ArrayBuffer | ArrayBufferView} data at most 262,144 bytes
   * @throws {LanwardError} `closed` unless the channel is open, `invalid-argument` where the message is too large, `busy` where too
   *     much is waiting to leave
   */
  send(data) {
    if (this.readyState !== "open") throw new LanwardError("closed", `The channel is ${this.readyState}, not open.`);
    const size = sizeOf(data);
    if (size > MAX_MESSAGE_BYTES) throw new LanwardError("invalid-argument", `A message has at most ${MAX_MESSAGE_BYTES} bytes, not ${size}.`);
    try {
      this.#channel.send(/** @type {any} */ (data));
    } catch (cause) {
      if (cause instanceof TypeError) throw new LanwardError("invalid-argument", "The browser does not send this.", { cause });
      throw new LanwardError("busy", "Too much waits to leave this channel; mind bufferedAmount.", { cause });
    }
  }

  close() {
    this.#channel.close();
  }

  /** The connection has ended, which browsers do not tell its channels. @internal */
  ended() {
    this.#over = true;
    this.#settle();
  }

  get onopen() {
    return this.#handler("open");
  }

  set onopen(handler) {
    this.#setHandler("open", handler);
  }

  get onmessage() {
    return this.#handler("message");
  }

  set onmessage(handler) {
    this.#setHandler("message", handler);
  }

  get onclosing() {
    return this.#handler("closing");
  }

  set onclosing(handler) {
    this.#setHandler("closing", handler);
  }

  get onclose() {
    return this.#handler("close");
  }

  set onclose(handler) {
    this.#setHandler("close", handler);
  }

  get onerror() {
    return this.#handler("error");
  }

  set onerror(handler) {
    this.#setHandler("error", handler);
  }

  get onbufferedamountlow() {
    return this.#handler("bufferedamountlow");
  }

  set onbufferedamountlow(handler) {
    this.#setHandler("bufferedamountlow", handler);
  }

  /** How much may wait where `ready` does not. */
  get #bar() {
    return Math.max(READY_BYTES, this.#lowThreshold);
  }

  #low() {
    // While somebody waits the browser's threshold is ours, not the program's.
    if (this.bufferedAmount <= this.#lowThreshold) this.dispatchEvent(new Event("bufferedamountlow"));
    this.#settle();
  }

  /** Lets go of those who wait for `ready`, or sees to it that the browser tells when there is room. */
  #settle() {
    if (this.#waiting.length === 0) return;
    const closed = this.#over || this.readyState === "closing" || this.readyState === "closed";
    if (!closed && (this.readyState !== "open" || this.bufferedAmount > this.#bar)) {
      this.#channel.bufferedAmountLowThreshold = this.#bar;
      return;
    }
    this.#channel.bufferedAmountLowThreshold = this.#lowThreshold;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting) {
      if (closed) reject(new LanwardError("closed", "The channel is closed."));
      else resolve();
    }
  }

  /** @param {string} type @returns {((event: any) => void) | null} */
  #handler(type) {
    return this.#handlers.get(type) ?? null;
  }

  /** @param {string} type @param {((event: any) => void) | null} handler */
  #setHandler(type, handler) {
    const earlier = this.#handlers.get(type);
    if (earlier) this.removeEventListener(type, earlier);
    this.#handlers.delete(type);
    if (typeof handler !== "function") return;
    this.#handlers.set(type, handler);
    this.addEventListener(type, handler);
  }
}

/** Carries what the browser reported. */
class ChannelErrorEvent extends Event {
  /** @param {string} type @param {unknown} error */
  constructor(type, error) {
    super(type);
    /** @readonly */
    this.error = error;
  }
}

/** @param {string | Blob | ArrayBuffer | ArrayBufferView} data @returns {number} */
function sizeOf(data) {
  // A UTF-16 unit takes at most three bytes of UTF-8: most texts need no counting.
  if (typeof data === "string") return data.length * 3 <= MAX_MESSAGE_BYTES ? data.length : new TextEncoder().encode(data).length;
  if (typeof Blob === "function" && data instanceof Blob) return data.size;
  return /** @type {ArrayBuffer | ArrayBufferView} */ (data)?.byteLength ?? 0;
}
