import { fingerprintsOf } from "./hello/fingerprints.js";
import { noticeOf } from "./notices.js";

const REPLACED = {
  code: "replaced",
  message: "The camera now speaks to another tab or window of this page. Come back to this one, and it takes over.",
};
const IDLE = Object.freeze({ state: "idle", video: false, audio: false });

/**
 * One paired camera, kept connected: whether it is here, what became of its picture, and what is sent to it. The library connects again and
 * asks for the picture again by itself; this class only follows.
 */
export class Camera {
  /** @type {"looking" | "here" | "away" | "removed" | "trouble"} */
  presence = "looking";
  /** @type {import("./hello/words.js").Notice | null} what a person can do something about */
  notice = null;
  /** @type {any} */
  connection = null;
  /** @type {{state: string, cause?: string, reason?: string, video: boolean, audio: boolean}} */
  media = IDLE;
  /** Whether a person wants to see it. */
  wanted = false;
  /** @type {MediaStream | null} */
  stream = null;
  id;
  name;
  type;
  #on;
  #paused = false;
  #abort = new AbortController();

  /**
   * @param {{id: string, name: string, type: string, revoked?: boolean}} known
   * @param {{change: () => void, ring: (camera: Camera, ring: {at: Date, picture?: Blob}) => void, gone: (camera: Camera) => void}} on
   */
  constructor(known, on) {
    this.id = known.id;
    this.name = known.name;
    this.type = known.type;
    if (known.revoked) this.presence = "removed";
    this.#on = on;
  }

  /** The fingerprints that the browser enforced, of the open connection. @returns {{page: string, device: string} | null} */
  get fingerprints() {
    return this.connection && fingerprintsOf(this.connection.pc);
  }

  /** @param {any} lan */
  start(lan) {
    if (this.presence === "removed") return;
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
    connection?.close();
  }

  watch() {
    this.wanted = true;
    this.notice = null;
    this.#request();
    this.#on.change();
  }

  unwatch() {
    this.wanted = false;
    this.notice = null;
    this.#request();
    this.#on.change();
  }

  /** While nobody looks nothing need be sent. @param {boolean} paused */
  pause(paused) {
    if (this.#paused === paused) return;
    this.#paused = paused;
    this.#request();
  }

  #request() {
    const { connection } = this;
    const want = this.wanted && !this.#paused;
    if (!connection) return;
    connection
      .requestMedia(want ? { video: true, audio: true } : {})
      .then((stream) => (this.stream = stream))
      .catch((error) => {
        if (connection !== this.connection || error.code === "closed" || error.code === "aborted") return;
        this.wanted = false;
        this.notice = noticeOf(error);
      })
      .finally(() => this.#on.change());
  }

  #opened(connection) {
    this.connection = connection;
    this.notice = null;
    this.presence = "here";
    this.media = connection.media ?? IDLE;
    this.name = connection.device?.name || this.name;
    this.type = connection.device?.type || this.type;
    connection.addEventListener("statechange", () => this.#changed(connection));
    connection.addEventListener("close", ({ reason }) => this.#closed(connection, reason));
    connection.addEventListener("media", ({ status }) => this.#mediaChanged(connection, status));
    connection.addEventListener("ring", (ring) => this.#on.ring(this, ring));
    if (this.wanted) this.#request();
    this.#on.change();
  }

  #mediaChanged(connection, status) {
    if (connection !== this.connection) return;
    this.media = status;
    this.#on.change();
  }

  /** An interruption of a second or two may heal by itself. */
  #changed(connection) {
    if (connection !== this.connection || connection.state === "closed") return;
    this.presence = connection.state === "interrupted" ? "looking" : "here";
    this.name = connection.device?.name || this.name;
    this.#on.change();
  }

  #closed(connection, reason) {
    if (connection !== this.connection) return;
    this.connection = null;
    this.media = IDLE;
    this.#on.gone(this);
    this.#failed(reason === "replaced" ? REPLACED : null);
  }

  /** @param {any} error null when the device only went away */
  #failed(error) {
    if (this.connection) return; // one attempt was overtaken by another
    const notice = error && noticeOf(error);
    this.presence = presenceAfter(notice);
    this.notice = this.presence === "away" && notice?.code !== "replaced" ? null : notice;
    if (this.presence === "removed") this.wanted = false;
    this.#on.change();
  }
}

/** @param {import("./hello/words.js").Notice | null} notice */
export function presenceAfter(notice) {
  if (notice === null || notice.tone === "info") return "away";
  return ["revoked", "not-paired"].includes(notice.code) ? "removed" : "trouble";
}
