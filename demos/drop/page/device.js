import { fingerprintsOf } from "./hello/fingerprints.js";
import { noticeFor } from "./hello/words.js";

const REPLACED = {
  code: "replaced",
  message: "The device now speaks to another tab or window of this page. Come back to this one, and it takes over.",
};

/**
 * One paired device, kept connected: whether it is here, and the connection if it is. The library connects again by itself; this
 * class only follows.
 */
export class PairedDevice {
  /** @type {"looking" | "here" | "away" | "removed" | "trouble"} */
  state = "looking";
  /** @type {import("./hello/words.js").Notice | null} why it is not here, where a person can do something about it */
  notice = null;
  /** @type {any} */
  connection = null;
  /** @type {import("./introductions.js").Introductions | null} other pages, which it introduces */
  introductions = null;
  id;
  name;
  #on;
  #abort = new AbortController();

  /**
   * @param {{id: string, name: string, revoked?: boolean}} known
   * @param {{change: () => void, connection: (connection: any) => void}} on
   */
  constructor(known, on) {
    this.id = known.id;
    this.name = known.name;
    if (known.revoked) this.state = "removed";
    this.#on = on;
  }

  /** The fingerprints that the browser enforced, of the open connection. @returns {{page: string, device: string} | null} */
  get fingerprints() {
    return this.connection && fingerprintsOf(this.connection.pc);
  }

  /** @param {any} lan */
  start(lan) {
    if (this.state === "removed") return;
    const { signal } = this.#abort;
    const current = (follow) => (value) => signal.aborted || follow(value);
    lan
      .keepConnected(this.id, {
        signal,
        onconnection: current((connection) => this.#opened(connection)),
        onretry: current((error) => this.#failed(error)),
      })
      .catch(current((error) => this.#failed(error)));
  }

  stop() {
    this.#abort.abort();
    const connection = this.connection;
    this.connection = null; // first, so that its end is not taken for a loss
    this.introductions?.close();
    connection?.close();
  }

  /** @param {any} lan the library, opened anew */
  restart(lan) {
    this.stop();
    this.#abort = new AbortController();
    this.state = "looking";
    this.start(lan);
  }

  #opened(connection) {
    this.connection = connection;
    this.notice = null;
    this.state = "here";
    this.name = connection.device?.name || this.name;
    connection.addEventListener("statechange", () => this.#changed(connection));
    connection.addEventListener("close", ({ reason }) => this.#closed(connection, reason));
    this.#on.connection(connection);
    this.#on.change();
  }

  /** An interruption of a second or two may heal by itself. */
  #changed(connection) {
    if (connection !== this.connection || connection.state === "closed") return;
    this.state = connection.state === "interrupted" ? "looking" : "here";
    this.#on.change();
  }

  #closed(connection, reason) {
    if (connection !== this.connection) return;
    this.connection = null;
    // Whom it has introduced stays: they need it no more. A device that has forgotten this page vouches for nobody.
    if (reason === "revoked") this.introductions?.close();
    else this.introductions?.detach();
    this.#failed(reason === "replaced" ? REPLACED : null);
  }

  /** @param {any} error null when the device only went away */
  #failed(error) {
    if (this.connection) return; // one attempt was overtaken by another
    const notice = error && noticeFor(error);
    this.state = stateAfter(notice);
    this.notice = this.state === "away" && notice?.code !== "replaced" ? null : notice;
    this.#on.change();
  }
}

/** @param {import("./hello/words.js").Notice | null} notice */
export function stateAfter(notice) {
  if (notice === null || notice.tone === "info") return "away";
  return ["revoked", "not-paired"].includes(notice.code) ? "removed" : "trouble";
}
