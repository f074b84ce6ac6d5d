import { MAX_MESSAGE_BYTES } from "./answer.js";
import { LanwardError } from "./errors.js";

/**
 * A channel to a device: a superset of `LP2PDataChannel` of the Local Peer-to-Peer API, over an `RTCDataChannel`.
 * Its events are `open`, `message` (a `MessageEvent`), `closing`, `close`, `error` and `bufferedamountlow`, each with its `on...` property.
 */
export class LanwardDataChannel extends EventTarget {
  #channel;
  /** @type {Map<string, (event: any) => void>} */
  #handlers = new Map();

  /** @param {RTCDataChannel} channel @internal */
  constructor(channel) {
    super();
    this.#channel = channel;
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
    channel.onerror = (event) => this.dispatchEvent(new ChannelErrorEvent("error", /** @type {any} */ (event).error));
    for (const type of /** @type {const} */ (["open", "closing", "close", "bufferedamountlow"])) {
      channel[`on${type}`] = () => this.dispatchEvent(new Event(type));
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
    return this.#channel.bufferedAmountLowThreshold;
  }

  set bufferedAmountLowThreshold(bytes) {
    this.#channel.bufferedAmountLowThreshold = bytes;
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
