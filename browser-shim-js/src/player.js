
/** Which way a message to a player goes: `direct`; by `relay` through the device, which can read it; nowhere while it is `away` or `cut` off. @typedef {"self" | "direct" | "relay" | "away" | "cut"} PlayerPath */

/**
 * Somebody in a room. The same object as long as the player is in it. Made by `Room`.
 */
export class Player {
  #room;
  #path = /** @type {PlayerPath} */ ("away");

  /** What it calls itself, made unlike the others' by the device. @type {string} */
  name = "";

  /** The SHA-256 of its page's certificate, by the device's word; in a direct connection DTLS has compared it. @type {string} */
  fingerprint = "";

  /**
   * @param {string} id
   * @param {{send: (id: string, data: any, reliable: boolean) => boolean, connection: (id: string) => import("./page-connection.js").PageConnection | undefined}} room
   * @internal
   */
  constructor(id, room) {
    /** The same after a reload. @readonly */
    this.id = id;
    this.#room = room;
  }

  get path() {
    return this.#path;
  }

  /** Whether this is the page itself. */
  get isSelf() {
    return this.#path === "self";
  }

  /** Whether the device has not heard of it lately; its place is kept for a minute. */
  isAway = false;

  /**
   * Sends text or bytes, of at most 16,384 bytes.
   *
   * @param {string | ArrayBuffer | ArrayBufferView} data
   * @param {{reliable?: boolean}} [options] reliable and in order unless it says otherwise; else once or not at all
   * @returns {boolean} whether it is on its way: false where the player is not reached, or takes so little that too much waits
   * @throws {import("./errors.js").LanwardError} `invalid-argument` where it is too large
   */
  send(data, { reliable = true } = {}) {
    return !this.isSelf && this.#room.send(this.id, data, reliable);
  }

  /** Of the direct connection. @returns {Promise<import("./stats.js").ConnectionStats | undefined>} nothing where there is none */
  async stats() {
    return this.#room.connection(this.id)?.stats();
  }

  /** @param {{name: string, fingerprint: string, away: boolean}} member @internal */
  describe({ name, fingerprint, away }) {
    const isSame = this.name === name && this.fingerprint === fingerprint && this.isAway === away;
    [this.name, this.fingerprint, this.isAway] = [name, fingerprint, away];
    return !isSame;
  }

  /** @param {PlayerPath} path @returns {boolean} whether it is another @internal */
  setPath(path) {
    const changed = this.#path !== path;
    this.#path = path;
    return changed;
  }
}
