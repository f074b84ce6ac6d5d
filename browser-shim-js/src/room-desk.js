import { LanwardError } from "./errors.js";
import { MAX_PLAYER_MESSAGE_BYTES, readFrame, writeFrame } from "./room-frame.js";
import { readDeskMessage } from "./room-messages.js";

const DESK = { label: "rooms", protocol: "lanward-rooms-1" };
const RELAY = { label: "room-relay", unreliableLabel: "room-relay-unreliable", protocol: "lanward-room-relay-1" };

/** The device takes who is silent for four of these to be away. */
const PING_MILLISECONDS = 1_000;

/** A device that answers none of these is away, sooner than browsers say so: another connection is tried. */
const SILENCE_MILLISECONDS = 4_000;

/** What may be lost is, rather than wait behind so much. */
export const LOSSY_BYTES = 65_536;

/**
 * @typedef {object} DeskHooks
 * @property {(message: import("./room-messages.js").DeskMessage) => void} onmessage
 * @property {(player: string, data: string | ArrayBuffer, reliable: boolean) => void} onrelayed
 * @property {() => void} onclose where the connection has not ended, but nothing is heard on it any more
 */

/** The rooms of a device over one connection with it: what is said there, and what it passes on (docs/rooms.md, sections 2, 3 and 5). */
export class RoomDesk {
  #environment;
  #connection;
  #hooks;
  #channel;
  /** @type {import("./channel.js").LanwardDataChannel | undefined} */
  #reliable;
  /** @type {import("./channel.js").LanwardDataChannel | undefined} */
  #unreliable;
  /** @type {unknown} */
  #timer;
  #heardAt = 0;
  #isOver = false;

  /**
   * @param {import("./environment.js").Environment} environment
   * @param {import("./connection.js").Connection} connection
   * @param {{room: string, name: string, visit: string}} join
   * @param {DeskHooks} hooks
   */
  constructor(environment, connection, join, hooks) {
    this.#environment = environment;
    this.#connection = connection;
    this.#hooks = hooks;
    this.#channel = connection.createDataChannel(DESK.label, { protocol: DESK.protocol });
    this.#channel.onopen = () => this.say({ type: "join", ...join });
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    this.#channel.onclose = () => this.#isOver || hooks.onclose();
  }

  /** With the device, for introductions. */
  get connection() {
    return this.#connection;
  }

  /** Says something to the device; where that is away it comes to nothing. @param {object} message */
  say(message) {
    offer(this.#channel, JSON.stringify(message));
  }

  /** Has something passed on to a player. @param {string} player @param {string | Uint8Array} data @param {boolean} reliable @returns {boolean} whether it is on its way */
  relay(player, data, reliable) {
    const channel = reliable ? this.#reliable : this.#unreliable;
    if (channel?.readyState !== "open" || (!reliable && channel.bufferedAmount > LOSSY_BYTES)) return false;
    return offer(channel, writeFrame(player, data));
  }

  /** Nothing is heard any more. */
  close() {
    this.#isOver = true;
    this.#environment.clearTimeout(this.#timer);
    for (const channel of [this.#channel, this.#reliable, this.#unreliable]) channel?.close();
  }

  /** @param {unknown} data */
  #hear(data) {
    const message = this.#isOver ? undefined : readDeskMessage(data);
    if (!message) return;
    this.#heardAt = this.#environment.now();
    if (message.type === "room" && !this.#reliable) this.#begin();
    this.#hooks.onmessage(message);
  }

  /** This page is in the room, so the device passes on. */
  #begin() {
    this.#reliable = this.#openRelay(RELAY.label, {}, true);
    this.#unreliable = this.#openRelay(RELAY.unreliableLabel, { ordered: false, maxRetransmits: 0 }, false);
    this.#ping();
  }

  /** @param {string} label @param {RTCDataChannelInit} options @param {boolean} reliable */
  #openRelay(label, options, reliable) {
    const channel = this.#connection.createDataChannel(label, { ...options, protocol: RELAY.protocol });
    channel.onmessage = ({ data }) => {
      try {
        const { player, data: said } = readFrame(data);
        if (!this.#isOver) this.#hooks.onrelayed(player, said, reliable);
      } catch {
        // A device that breaks the protocol is not worth more than to be passed over.
      }
    };
    return channel;
  }

  #ping() {
    const now = this.#environment.now();
    if (now - this.#heardAt > SILENCE_MILLISECONDS) return this.#hooks.onclose();
    this.say({ type: "ping", sent: Math.round(now) });
    this.#timer = this.#environment.setTimeout(() => this.#ping(), PING_MILLISECONDS);
  }
}

/** @param {import("./channel.js").LanwardDataChannel} channel @param {string | Uint8Array<ArrayBuffer>} data @returns {boolean} whether the channel takes it */
export function offer(channel, data) {
  try {
    channel.send(data);
    return true;
  } catch (error) {
    if (!(error instanceof LanwardError)) throw error;
    return false;
  }
}

/** @param {string | ArrayBuffer | ArrayBufferView} data what a program wants said @returns {string | Uint8Array<ArrayBuffer>} of its own, or the text */
export function messageOf(data) {
  const said = typeof data === "string" ? data : bytesOf(data);
  const size = typeof said === "string" ? sizeOfText(said) : said.length;
  if (size > MAX_PLAYER_MESSAGE_BYTES) {
    throw new LanwardError("invalid-argument", `A message to a player has at most ${MAX_PLAYER_MESSAGE_BYTES} bytes, not ${size}.`);
  }
  return said;
}

/** @param {unknown} data */
export const sizeOfMessage = (data) => (typeof data === "string" ? sizeOfText(data) : /** @type {ArrayBuffer} */ (data).byteLength);

/** A UTF-16 unit takes at most three bytes of UTF-8: most texts need no counting. @param {string} text */
const sizeOfText = (text) => (text.length * 3 <= MAX_PLAYER_MESSAGE_BYTES ? text.length : new TextEncoder().encode(text).length);

/** @param {any} data @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(data) {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(/** @type {ArrayBuffer} */ (data.buffer), data.byteOffset, data.byteLength);
  throw new LanwardError("invalid-argument", "A message to a player is text, an ArrayBuffer or a view of one.");
}
