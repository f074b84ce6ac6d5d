import { LanwardDataChannel } from "./channel.js";
import { ChannelEvent, ConnectionCloseEvent, INTERRUPTED_MILLISECONDS } from "./connection.js";
import { CONTROL_LABEL } from "./control.js";
import { LanwardError } from "./errors.js";
import { formatFingerprint } from "./fingerprint.js";
import { readStats } from "./stats.js";

/**
 * Why it ended: `closed` by this page, `lost` by anything else: the other page has closed it, or is not reached any more.
 *
 * @typedef {"closed" | "lost"} PageCloseReason
 */

/**
 * A direct connection with another page, whose certificate is the one that a device has vouched for. Events: `datachannel` (with `channel`),
 * `statechange`, `close` (with `reason`). Made by `Lanward.call` and `Lanward.answer`.
 *
 * It has no control messages: what two pages have to say to each other is up to the program.
 */
export class PageConnection extends EventTarget {
  #environment;
  #line;
  /** @type {"open" | "interrupted" | "closed"} */
  #state = "open";
  /** @type {RTCDataChannel[]} */
  #early;
  /** @type {unknown} */
  #lostTimer;
  /** @type {Set<LanwardDataChannel>} */
  #channels = new Set();
  /** @type {(reason: PageCloseReason) => void} */
  #resolveClosed = () => {};

  /**
   * The SHA-256 of the other page's certificate, which DTLS has compared.
   *
   * @readonly
   * @type {string}
   */
  fingerprint;

  /**
   * Resolves, and never rejects, with the reason when the connection has ended.
   *
   * @readonly
   * @type {Promise<PageCloseReason>}
   */
  closed;

  /**
   * @param {import("./environment.js").Environment} environment
   * @param {import("./dial.js").Line} line
   * @param {RTCDataChannel[]} [early] that the other page has opened already: heard of by the first who listens
   * @internal
   */
  constructor(environment, line, early = []) {
    super();
    this.#early = early;
    this.#environment = environment;
    this.#line = line;
    this.fingerprint = formatFingerprint(line.fingerprint);
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
    line.control.onclose = () => this.#end("lost");
    line.pc.ondatachannel = ({ channel }) => this.#channelOpened(channel);
    line.pc.onconnectionstatechange = line.pc.oniceconnectionstatechange = () => this.#transportChanged();
  }

  /** `interrupted` where the other page has not been heard of lately; it comes back or is lost within two seconds. */
  get state() {
    return this.#state;
  }

  /** The browser's own connection. Its descriptions must not be changed. */
  get pc() {
    return this.#line.pc;
  }

  /** @param {string} type @param {EventListenerOrEventListenerObject | null} listener @param {boolean | AddEventListenerOptions} [options] */
  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
    if (type === "datachannel") for (const channel of this.#early.splice(0)) this.#channelOpened(channel);
  }

  /**
   * @param {string} label anything that does not begin with `lanward`
   * @param {RTCDataChannelInit} [options] ordered and reliable unless they say otherwise
   * @returns {LanwardDataChannel}
   */
  createDataChannel(label, options = {}) {
    if (this.#state === "closed") throw new LanwardError("closed");
    if (typeof label !== "string" || label.startsWith(CONTROL_LABEL)) {
      throw new LanwardError("invalid-argument", `A label is text that does not begin with ${CONTROL_LABEL}.`);
    }
    try {
      return this.#adopt(this.#line.pc.createDataChannel(label, options));
    } catch (cause) {
      throw new LanwardError("invalid-argument", "The browser does not open such a channel.", { cause });
    }
  }

  /** @returns {Promise<import("./stats.js").ConnectionStats>} */
  stats() {
    return readStats(this.#environment, this.#line.pc);
  }

  /** Ends the connection; what waits in a channel's `bufferedAmount` is lost. */
  close() {
    this.#end("closed");
  }

  /** @param {RTCDataChannel} channel */
  #channelOpened(channel) {
    if (channel.label.startsWith(CONTROL_LABEL)) return channel.close();
    return void this.dispatchEvent(new ChannelEvent(this.#adopt(channel)));
  }

  /** @param {RTCDataChannel} inner */
  #adopt(inner) {
    const channel = new LanwardDataChannel(inner);
    this.#channels.add(channel);
    channel.addEventListener("close", () => this.#channels.delete(channel));
    return channel;
  }

  #transportChanged() {
    const { connectionState, iceConnectionState } = this.#line.pc;
    if (connectionState === "failed" || connectionState === "closed" || iceConnectionState === "failed") return this.#end("lost");
    this.#environment.clearTimeout(this.#lostTimer);
    if (connectionState !== "disconnected" && iceConnectionState !== "disconnected") return this.#enter("open");
    this.#lostTimer = this.#environment.setTimeout(() => this.#end("lost"), INTERRUPTED_MILLISECONDS);
    return this.#enter("interrupted");
  }

  /** @param {PageCloseReason} reason */
  #end(reason) {
    if (this.#state === "closed") return;
    this.#environment.clearTimeout(this.#lostTimer);
    const { pc, control } = this.#line;
    pc.ondatachannel = pc.onconnectionstatechange = pc.oniceconnectionstatechange = control.onclose = null;
    pc.close();
    for (const channel of this.#channels) channel.ended();
    this.#channels.clear();
    this.#enter("closed");
    this.#resolveClosed(reason);
    this.dispatchEvent(new ConnectionCloseEvent(/** @type {any} */ (reason)));
  }

  /** @param {"open" | "interrupted" | "closed"} state */
  #enter(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}
