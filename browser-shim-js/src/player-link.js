import { LOSSY_BYTES, offer } from "./room-desk.js";

/** The two channels of two players that are connected directly (docs/rooms.md, section 4). The caller opens them. */
export const LINK = { reliable: "room", unreliable: "room-unreliable", protocol: "lanward-room-link-1" };

/** A player for whom so much waits takes nothing: the connection with it ends, and is made anew. */
export const MOST_WAITING_BYTES = 2_097_152;

/**
 * @typedef {object} LinkHooks
 * @property {() => void} onopen
 * @property {() => void} onclose
 * @property {(data: string | ArrayBuffer, reliable: boolean) => void} onmessage
 * @property {() => void} onfoul the other player opened what is none of these
 */

/** A direct connection with another player. */
export class PlayerLink {
  #connection;
  #hooks;
  /** @type {import("./channel.js").LanwardDataChannel | undefined} */
  #reliable;
  /** @type {import("./channel.js").LanwardDataChannel | undefined} */
  #unreliable;
  #isOpen = false;
  #isOver = false;

  /** @param {import("./page-connection.js").PageConnection} connection @param {boolean} isCaller @param {LinkHooks} hooks */
  constructor(connection, isCaller, hooks) {
    this.#connection = connection;
    this.#hooks = hooks;
    connection.addEventListener("close", () => this.#closed());
    if (!isCaller) {
      connection.addEventListener("datachannel", (event) => this.#offered(/** @type {any} */ (event).channel));
      return;
    }
    this.#use(connection.createDataChannel(LINK.reliable, { protocol: LINK.protocol }), true);
    this.#use(connection.createDataChannel(LINK.unreliable, { protocol: LINK.protocol, ordered: false, maxRetransmits: 0 }), false);
    connection.addEventListener("datachannel", (event) => this.#surplus(/** @type {any} */ (event).channel));
  }

  get isOpen() {
    return this.#isOpen && !this.#isOver;
  }

  get connection() {
    return this.#connection;
  }

  /** @param {string | Uint8Array<ArrayBuffer>} data @param {boolean} reliable @returns {boolean} whether it is on its way */
  send(data, reliable) {
    const channel = reliable ? this.#reliable : this.#unreliable;
    if (!this.isOpen || channel?.readyState !== "open") return false;
    if (!reliable) return channel.bufferedAmount <= LOSSY_BYTES && offer(channel, data);
    if (channel.bufferedAmount <= MOST_WAITING_BYTES && offer(channel, data)) return true;
    this.close();
    return false;
  }

  close() {
    this.#isOver = true;
    this.#connection.close();
  }

  /** @param {import("./channel.js").LanwardDataChannel} channel */
  #offered(channel) {
    const { label, protocol, ordered, maxRetransmits } = channel;
    const isReliable = label === LINK.reliable && !this.#reliable && ordered && maxRetransmits === null;
    const isUnreliable = label === LINK.unreliable && !this.#unreliable && !ordered && maxRetransmits === 0;
    if (protocol !== LINK.protocol || !(isReliable || isUnreliable)) return this.#surplus(channel);
    this.#use(channel, isReliable);
  }

  /** @param {import("./channel.js").LanwardDataChannel} channel @param {boolean} isReliable */
  #use(channel, isReliable) {
    if (isReliable) this.#reliable = channel;
    else this.#unreliable = channel;
    channel.onmessage = ({ data }) => this.#isOver || this.#hooks.onmessage(data, isReliable);
    channel.onopen = () => this.#opened();
    channel.onclose = () => this.#isOver || this.close();
    this.#opened();
  }

  #opened() {
    if (this.#isOpen || this.#reliable?.readyState !== "open" || this.#unreliable?.readyState !== "open") return;
    this.#isOpen = true;
    this.#hooks.onopen();
  }

  /** @param {import("./channel.js").LanwardDataChannel} channel */
  #surplus(channel) {
    channel.close();
    if (!this.#isOver) this.#hooks.onfoul();
  }

  #closed() {
    this.#isOver = true;
    this.#hooks.onclose();
  }
}
