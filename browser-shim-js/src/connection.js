import { LanwardDataChannel } from "./channel.js";
import { ConnectionMedia, RingEvent } from "./connection-media.js";
import { ControlSession } from "./control-session.js";
import { CONTROL_LABEL } from "./control.js";
import { LanwardError } from "./errors.js";
import { hangUp } from "./hang-up.js";
import { readStats } from "./stats.js";

/** How long a connection may be interrupted before it counts as lost. */
export const INTERRUPTED_MILLISECONDS = 2_000;

/** What a channel's label and protocol may have together, in bytes of UTF-8 (protocol section 8). */
const MAX_NAME_BYTES = 1_024;

/**
 * Why a connection ended: `closed` by this page; `page-hidden`, as the page was left; `device-closing`, `device-restarting` or
 * `replaced` as the device said; `revoked`, the device has forgotten this page; `forgotten`, this page has forgotten the device;
 * `lost`, without a word.
 *
 * @typedef {"closed" | "page-hidden" | "device-closing" | "device-restarting" | "replaced" | "revoked" | "forgotten" | "lost"} CloseReason
 *
 * @typedef {{id: string, name: string, type: string}} DeviceSummary
 *
 * @typedef {object} ConnectionHooks
 * @property {(device: import("./control.js").DeviceDescription, knocks: string[]) => void} onhello
 * @property {(fingerprint: Uint8Array) => void} onrotate the device has taken the next certificate
 * @property {() => void} onrevoke
 * @property {(reason: CloseReason) => void} onclosed
 *
 * @typedef {{label: string, ordered?: boolean, maxRetransmits?: number, maxPacketLifeTime?: number, protocol?: string,
 *   negotiated?: boolean, id?: number}} ChannelRequest
 */

/** @type {Record<string, CloseReason>} */
const FAREWELL_REASONS = { closing: "device-closing", restarting: "device-restarting", replaced: "replaced", other: "device-closing" };

/**
 * A verified connection to a device. Events: `datachannel` (with `channel`), `statechange`, `close` (with `reason`), `media` (with `status`),
 * `ring` (with `at` and `picture`).
 * Made by `Lanward.connect`.
 */
export class Connection extends EventTarget {
  #environment;
  #line;
  #control;
  #media;
  #hooks;
  /** @type {DeviceSummary} */
  #device;
  /** @type {"open" | "interrupted" | "closed"} */
  #state = "open";
  /** @type {unknown} */
  #lostTimer;
  #isGreeted = false;
  /** @type {(reason: CloseReason) => void} */
  #resolveClosed = () => {};
  /** @type {Set<LanwardDataChannel>} those that are not closed */
  #channels = new Set();

  /**
   * Resolves, and never rejects, with the reason when the connection has ended.
   *
   * @readonly
   * @type {Promise<CloseReason>}
   */
  closed;

  /**
   * @param {import("./environment.js").Environment} environment
   * @param {import("./dial.js").Line} line
   * @param {DeviceSummary} device
   * @param {ConnectionHooks} hooks
   * @internal
   */
  constructor(environment, line, device, hooks) {
    super();
    this.#environment = environment;
    this.#line = line;
    this.#device = device;
    this.#hooks = hooks;
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
    this.#control = new ControlSession(line.control, (message) => this.#receive(message));
    this.#media = new ConnectionMedia(environment, line, (message) => this.sendControl(message), (event) => this.dispatchEvent(event));
    line.control.onclose = () => this.#end("lost");
    line.pc.ondatachannel = ({ channel }) => this.#channelOpened(channel);
    line.pc.onconnectionstatechange = () => this.#transportChanged();
    line.pc.oniceconnectionstatechange = () => this.#transportChanged();
  }

  /** The device, under the name and type that it last told. */
  get device() {
    return this.#device;
  }

  /** `interrupted` where the device has not been heard of lately; it comes back or is lost within two seconds. */
  get state() {
    return this.#state;
  }

  /** The browser's own connection, for what this library does not offer. Its descriptions must not be changed. */
  get pc() {
    return this.#line.pc;
  }

  /**
   * @param {string} label anything that does not begin with `lanward`
   * @param {Omit<ChannelRequest, "label">} [options] as for `RTCPeerConnection.createDataChannel`; ordered and reliable unless they say otherwise
   * @returns {LanwardDataChannel}
   */
  createDataChannel(label, options = {}) {
    if (this.#state === "closed") throw new LanwardError("closed");
    if (typeof label !== "string" || label.startsWith(CONTROL_LABEL)) {
      throw new LanwardError("invalid-argument", `A label is text that does not begin with ${CONTROL_LABEL}.`);
    }
    if (nameBytes(label, options.protocol) > MAX_NAME_BYTES) {
      throw new LanwardError("invalid-argument", `A label and a protocol have at most ${MAX_NAME_BYTES} bytes together.`);
    }
    if (options.negotiated && options.id === 0) throw new LanwardError("invalid-argument", "Id 0 is the control channel's.");
    try {
      return this.#adopt(this.#line.pc.createDataChannel(label, options));
    } catch (cause) {
      throw new LanwardError("invalid-argument", "The browser does not open such a channel.", { cause });
    }
  }

  /**
   * What the device's camera and microphone see and hear. Its tracks come and go with the device, and come back on the connections of
   * `keepConnected` that follow this one. Asked again, it is the same stream.
   *
   * @param {{video?: boolean, audio?: boolean, signal?: AbortSignal, timeout?: number}} request with neither, the device stops
   * @returns {Promise<MediaStream>} when they are there
   */
  requestMedia(request) {
    return this.#media.request(request);
  }

  /**
   * Sends a microphone to talk, or a screen, a tab or a camera to be shown. One at a time: another takes its place.
   *
   * @param {MediaStream} stream of which the first track of each kind is sent
   * @param {{purpose?: "talk" | "cast", signal?: AbortSignal, timeout?: number}} [options] to talk unless they say otherwise
   * @returns {Promise<import("./media-sending.js").MediaSending>} when the device takes it
   */
  sendMedia(stream, options = {}) {
    return this.#media.send(stream, options);
  }

  /** What became of the media that was requested. */
  get media() {
    return this.#media.status;
  }

  /** Where the data goes and how fast it returns. @returns {Promise<import("./stats.js").ConnectionStats>} */
  stats() {
    return readStats(this.#environment, this.#line.pc);
  }

  /** Ends the connection; what waits in a channel's `bufferedAmount` is lost. The pairing stays. */
  close() {
    this.#end("closed", { type: "bye", reason: "closing" });
  }

  /** @param {"page-hidden" | "forgotten"} reason @internal */
  leave(reason) {
    this.#end(reason, reason === "forgotten" ? { type: "revoke" } : { type: "bye", reason: "closing" });
  }

  /** Goes on with what was wanted and sent on an earlier connection. @param {Connection} earlier @internal */
  resumeMedia(earlier) {
    this.#media.resume(earlier.#media);
  }

  /** @param {object} message @internal */
  sendControl(message) {
    this.#control.send(message);
  }

  /** @param {import("./control.js").ControlMessage} message */
  #receive(message) {
    switch (message.type) {
      case "hello":
        // Only the first counts (protocol section 8): each costs a write to the disk, here and a look at it in every tab.
        if (!message.device || this.#isGreeted) return false;
        this.#isGreeted = true;
        this.#device = { id: this.#device.id, name: message.device.name, type: message.device.deviceType };
        this.#hooks.onhello(message.device, message.knocks);
        return true;
      case "rotate":
        this.#hooks.onrotate(message.fingerprint);
        return true;
      case "revoke":
        this.#hooks.onrevoke();
        this.#end("revoked");
        return true;
      case "bye":
        this.#end(FAREWELL_REASONS[message.reason]);
        return true;
      case "pair":
        return false;
      case "ring":
        this.dispatchEvent(new RingEvent(message));
        return true;
      case "media":
      case "sdp":
        return this.#media.receive(message);
    }
  }

  /** @param {RTCDataChannel} channel */
  #channelOpened(channel) {
    if (channel.label.startsWith(CONTROL_LABEL) || nameBytes(channel.label, channel.protocol) > MAX_NAME_BYTES) return channel.close();
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
    if (connectionState === "disconnected" || iceConnectionState === "disconnected") return this.#interrupted();
    this.#environment.clearTimeout(this.#lostTimer);
    if (this.#state === "interrupted") this.#media.restart();
    return this.#enter("open");
  }

  #interrupted() {
    if (this.#state !== "open") return;
    this.#lostTimer = this.#environment.setTimeout(() => this.#end("lost"), INTERRUPTED_MILLISECONDS);
    this.#enter("interrupted");
  }

  /** @param {CloseReason} reason @param {object} [farewell] told to the device */
  #end(reason, farewell) {
    if (this.#state === "closed") return;
    this.#environment.clearTimeout(this.#lostTimer);
    const { pc, control } = this.#line;
    pc.ondatachannel = pc.onconnectionstatechange = pc.oniceconnectionstatechange = null;
    control.onclose = control.onmessage = null;
    this.#media.end(reason);
    if (farewell) hangUp(this.#environment, this.#line, farewell);
    else pc.close();
    this.#hooks.onclosed(reason);
    for (const channel of this.#channels) channel.ended();
    this.#channels.clear();
    this.#enter("closed");
    this.#resolveClosed(reason);
    this.dispatchEvent(new ConnectionCloseEvent(reason));
  }

  /** @param {"open" | "interrupted" | "closed"} state */
  #enter(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

/** The device has opened a channel. */
export class ChannelEvent extends Event {
  /** @param {LanwardDataChannel} channel */
  constructor(channel) {
    super("datachannel");
    /** @readonly */
    this.channel = channel;
  }
}

/** The connection has ended. */
export class ConnectionCloseEvent extends Event {
  /** @param {CloseReason} reason */
  constructor(reason) {
    super("close");
    /** @readonly */
    this.reason = reason;
  }
}

/** @param {string} label @param {string} [protocol] */
function nameBytes(label, protocol = "") {
  return new TextEncoder().encode(label + protocol).length;
}
