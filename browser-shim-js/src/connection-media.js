import { LanwardError, abortedBy } from "./errors.js";
import { DeviceMedia } from "./media.js";

/** While this is new, changes of its way are those of its beginning. */
const SETTLING_MILLISECONDS = 2_000;

/** @type {import("./media.js").MediaStatus} */
const IDLE = Object.freeze({ state: "idle", video: false, audio: false, cause: undefined, reason: undefined, error: undefined });

/** The ends after which nothing of the device may be shown any more. */
const FINAL = new Set(["closed", "revoked", "forgotten"]);

/** A connection's share in the media with its device, which is made when it is first used and passed on to the connection that follows. */
export class ConnectionMedia {
  #environment;
  #link;
  /** @type {DeviceMedia | undefined} */
  #media;
  #ended = false;
  #since;

  /**
   * @param {import("./environment.js").Environment} environment
   * @param {import("./dial.js").Line} line
   * @param {(message: object) => void} send on the control channel
   * @param {(event: Event) => void} dispatch
   */
  constructor(environment, { pc, certificate, fingerprint }, send, dispatch) {
    this.#environment = environment;
    this.#link = { certificate, fingerprint, send, emit: (/** @type {import("./media.js").MediaStatus} */ status) => dispatch(new MediaEvent(status)) };
    this.#since = environment.now();
    // Where the browser tells (Firefox does not): ICE of the media need not wait until it finds out by itself.
    pc.sctp?.transport?.iceTransport?.addEventListener?.("selectedcandidatepairchange", () => this.#moved());
  }

  /** @returns {import("./media.js").MediaStatus} */
  get status() {
    return this.#media?.status ?? IDLE;
  }

  /** @param {{video?: boolean, audio?: boolean, signal?: AbortSignal, timeout?: number}} request */
  async request({ video = false, audio = false, signal, timeout }) {
    if (typeof video !== "boolean" || typeof audio !== "boolean") throw new LanwardError("invalid-argument", "video and audio are true or false.");
    this.#check(signal, timeout);
    return this.#use().request({ video, audio, signal, timeout });
  }

  /** @param {MediaStream} stream @param {{purpose?: string, signal?: AbortSignal, timeout?: number}} options */
  async send(stream, { purpose = "talk", signal, timeout }) {
    if (purpose !== "talk" && purpose !== "cast") throw new LanwardError("invalid-argument", "A purpose is talk or cast.");
    if (typeof stream?.getTracks !== "function" || !stream.getTracks().some(({ readyState }) => readyState === "live")) {
      throw new LanwardError("invalid-argument", "Only a MediaStream with a live track can be sent.");
    }
    this.#check(signal, timeout);
    return this.#use().send(stream, { purpose, signal, timeout });
  }

  /** @param {import("./media-messages.js").MediaControlMessage} message @returns {boolean} */
  receive(message) {
    return this.#media?.receive(message) ?? false;
  }

  /** The session's connection is back. */
  restart() {
    this.#media?.restart();
  }

  /** Takes over from an earlier connection. @param {ConnectionMedia} earlier */
  resume(earlier) {
    if (this.#ended || this.#media) return;
    this.#media = earlier.#media;
    earlier.#media = undefined;
    this.#media?.attach(this.#link);
  }

  /** @param {import("./connection.js").CloseReason} reason */
  end(reason) {
    if (this.#ended) return;
    this.#ended = true;
    this.#media?.detach(new LanwardError(reason === "revoked" ? "revoked" : "closed"), FINAL.has(reason));
  }

  #use() {
    if (!this.#media) {
      this.#media = new DeviceMedia(this.#environment);
      this.#media.attach(this.#link);
    }
    return this.#media;
  }

  #moved() {
    if (this.#environment.now() - this.#since >= SETTLING_MILLISECONDS) this.restart();
  }

  /** @param {AbortSignal | undefined} signal @param {number | undefined} timeout */
  #check(signal, timeout) {
    if (this.#ended) throw new LanwardError("closed");
    if (signal?.aborted) throw abortedBy(signal);
    if (timeout !== undefined && !(Number.isFinite(timeout) && timeout > 0)) {
      throw new LanwardError("invalid-argument", "A timeout is a number of milliseconds above zero.");
    }
    if (typeof this.#environment.MediaStream !== "function") throw new LanwardError("unsupported-browser", "MediaStream is missing.");
  }
}

/** What became of the media that the page wants has changed. */
export class MediaEvent extends Event {
  /** @param {import("./media.js").MediaStatus} status */
  constructor(status) {
    super("media");
    /** @readonly */
    this.status = status;
  }
}

/** Somebody has rung. */
export class RingEvent extends Event {
  /** @param {import("./media-messages.js").RingMessage} ring */
  constructor({ at, picture }) {
    super("ring");
    /** By the device's clock. @readonly */
    this.at = new Date(at);
    /** What the camera saw, where it saw something. @readonly */
    this.picture = picture && new Blob([picture], { type: "image/jpeg" });
  }
}
