import { LanwardError } from "./errors.js";
import { MediaLine } from "./media-line.js";
import { Outcomes } from "./media-outcomes.js";
import { MediaSending } from "./media-sending.js";
import { Pace } from "./pace.js";

/** How long a page waits for media where the caller says nothing. While the device's owner is asked no time passes. */
export const MEDIA_MILLISECONDS = 8_000;

/** A device ends a media connection whose page says more than 20 descriptions in 10 s (protocol section 16); half of them are answers. */
const OFFERS = { count: 10, milliseconds: 10_000 };

const KINDS = /** @type {const} */ (["video", "audio"]);
const NOTHING = Object.freeze({ video: false, audio: false });

/**
 * @typedef {import("./media-messages.js").Kinds} Kinds
 * @typedef {import("./media-messages.js").Purpose} Purpose
 *
 * @typedef {object} MediaLink the session that media is negotiated through
 * @property {RTCCertificate} certificate
 * @property {Uint8Array} fingerprint
 * @property {(message: object) => void} send
 * @property {(status: MediaStatus) => void} emit
 *
 * What became of what the page wants: `idle`, it wants nothing; `connecting`; `asking`, the device's owner is asked; `live`;
 * `interrupted`, by the `device` (its camera is away and it tries again) or by the `network`; `refused`; `none`, the device has no such
 * media; `failed`, with an `error`.
 *
 * @typedef {object} MediaStatus
 * @property {"idle" | "connecting" | "asking" | "live" | "interrupted" | "refused" | "none" | "failed"} state
 * @property {boolean} video what the device sends now
 * @property {boolean} audio
 * @property {"device" | "network" | undefined} cause of an interruption
 * @property {string | undefined} reason in the device's words
 * @property {LanwardError | undefined} error
 */

/** Media with one device. It outlives a session: what was wanted and sent is so again on the next one that it is attached to. */
export class DeviceMedia {
  #environment;
  #outcomes;
  #offers = new Pace(OFFERS.count, OFFERS.milliseconds);
  /** @type {MediaLink | undefined} */
  #link;
  /** @type {MediaLine | undefined} */
  #line;
  /** The highest round of this session. */
  #round = 0;
  /** This page's messages of this session, and which of them told what is wanted and what is sent now. */
  #requests = { last: 0, want: 0, send: 0 };
  /** @type {import("./media-messages.js").MediaSaid | undefined} */
  #said;
  /** @type {Kinds} */
  #want = NOTHING;
  /** @type {MediaSending | undefined} */
  #sending;
  /** Whether the device has been told of anything that is sent. */
  #hasSent = false;
  /** @type {LanwardError | undefined} */
  #error;
  #told = "";

  /** What the device sends. Its tracks come and go. @readonly */
  stream;

  /** @param {import("./environment.js").Environment} environment */
  constructor(environment) {
    this.#environment = environment;
    this.#outcomes = new Outcomes(environment);
    this.stream = new environment.MediaStream();
  }

  /** @param {MediaLink} link of a new session */
  attach(link) {
    this.#link = link;
    this.#round = 0;
    this.#requests = { last: 0, want: 0, send: 0 };
    this.#said = undefined;
    if (this.#isWanted || this.#sending) this.#tell("want", "send");
  }

  /** The session is over. @param {LanwardError} error for who waits @param {boolean} final whether nothing may be shown any more */
  detach(error, final) {
    this.#line?.close();
    this.#line = undefined;
    this.#outcomes.fail(error);
    if (final) {
      this.#want = NOTHING;
      this.#sending?.enter("ended");
      this.#sending = undefined;
      this.#clear(() => true);
    }
    this.#sending?.enter("interrupted");
    this.#said = undefined;
    const link = this.#link;
    this.#link = undefined;
    this.#emit(link);
  }

  /**
   * @param {{video?: boolean, audio?: boolean, signal?: AbortSignal, timeout?: number}} request
   * @returns {Promise<MediaStream>}
   */
  async request({ video = false, audio = false, signal, timeout = MEDIA_MILLISECONDS }) {
    const before = this.#want;
    const want = Object.freeze({ video, audio });
    this.#wantNow(want);
    if (!this.#isWanted) return this.stream;
    try {
      await this.#outcomes.wait({
        outcome: () => this.#outcomeOfWant(),
        isAsking: () => this.#fresh("want")?.state === "asking",
        late: () => new LanwardError(this.#fresh("want")?.state === "interrupted" ? "media-interrupted" : "timed-out", this.#fresh("want")?.reason),
        milliseconds: timeout,
        signal,
      });
    } catch (error) {
      if (this.#want === want) this.#wantNow(before);
      throw error;
    }
    return this.stream;
  }

  /**
   * @param {MediaStream} stream
   * @param {{purpose: Purpose, signal?: AbortSignal, timeout?: number}} options
   * @returns {Promise<MediaSending>}
   */
  async send(stream, { purpose, signal, timeout = MEDIA_MILLISECONDS }) {
    this.#sending?.stop();
    const hooks = { onstop: () => this.#stop(sending), ontracks: () => this.#tell("send") };
    const sending = new MediaSending(stream, purpose, hooks);
    this.#sending = sending;
    this.#tell("send");
    this.#changed();
    try {
      await this.#outcomes.wait({
        outcome: () => this.#outcomeOfSending(sending),
        isAsking: () => sending.state === "asking",
        late: () => new LanwardError("timed-out"),
        milliseconds: timeout,
        signal,
      });
    } catch (error) {
      sending.stop();
      throw error;
    }
    return sending;
  }

  /** @param {import("./media-messages.js").MediaControlMessage} message @returns {boolean} whether it means anything here */
  receive(message) {
    if (message.type === "sdp") return this.#described(message);
    if (message.type !== "media" || "want" in message || message.request > this.#requests.last) return false;
    this.#said = message;
    this.#changed();
    return true;
  }

  /** The session's way to the device has changed, or it is back. */
  restart() {
    this.#line?.restart();
  }

  /** @returns {MediaStatus} */
  get status() {
    const said = this.#fresh("want");
    const [state, cause] = this.#state(said);
    const sent = (/** @type {"video" | "audio"} */ kind) => state === "live" && (said?.[kind] ?? false);
    const reason = state === "idle" || state === "connecting" ? undefined : said?.reason || undefined;
    return { state, video: sent("video"), audio: sent("audio"), cause, reason, error: this.#error };
  }

  get #isWanted() {
    return this.#want.video || this.#want.audio;
  }

  /** @param {import("./media-messages.js").MediaSaid | undefined} said @returns {[MediaStatus["state"], MediaStatus["cause"]]} */
  #state(said) {
    if (this.#error) return ["failed", undefined];
    if (!this.#isWanted) return ["idle", undefined];
    if (!this.#link || this.#line?.isInterrupted) return ["interrupted", "network"];
    if (!said) return ["connecting", undefined];
    if (said.state === "other") return ["none", undefined];
    if (said.state === "live" && this.#outcomeOfWant() !== true) return ["connecting", undefined];
    return [said.state, said.state === "interrupted" ? "device" : undefined];
  }

  /** What the device has said since it was last told. @param {"want" | "send"} what */
  #fresh(what) {
    return this.#said && this.#said.request >= this.#requests[what] ? this.#said : undefined;
  }

  /** @param {Kinds} want */
  #wantNow(want) {
    this.#error = undefined;
    const isNew = KINDS.some((kind) => want[kind] !== this.#want[kind]);
    this.#want = want;
    if (isNew || !this.#fresh("want")) this.#tell("want");
    this.#changed();
  }

  /** @param {...("want" | "send")} what */
  #tell(...what) {
    if (!this.#link) return;
    const request = ++this.#requests.last;
    for (const part of what) this.#requests[part] = request;
    const kinds = (this.#sending?.tracks ?? []).map(({ kind }) => kind);
    if (kinds.length > 0) this.#hasSent = true;
    const send = { video: kinds.includes("video"), audio: kinds.includes("audio"), purpose: this.#sending?.purpose ?? "talk" };
    this.#link.send({ type: "media", request, want: this.#want, ...(this.#hasSent ? { send } : {}) });
  }

  /** @param {MediaSending} sending */
  #stop(sending) {
    sending.enter("ended");
    if (this.#sending !== sending) return;
    this.#sending = undefined;
    this.#tell("send");
    this.#changed();
  }

  /** @param {import("./media-messages.js").SdpMessage} message */
  #described({ round, description, fingerprint }) {
    if (round < this.#round || (round === this.#round && !this.#line)) return false;
    if (round > this.#round) {
      if (description.type !== "offer") return false;
      this.#round = round;
      if (!this.#isWanted && !this.#sending) return false;
      this.#open(round);
    }
    this.#line?.receive(description, fingerprint);
    return true;
  }

  /** A media connection of this page's own accord. */
  #begin() {
    this.#round++;
    this.#open(this.#round);
    this.#line?.begin(this.#want);
  }

  /** @param {number} round */
  #open(round) {
    this.#line?.close();
    this.#line = undefined;
    if (!this.#link) return;
    const { send } = this.#link;
    try {
      this.#line = new MediaLine(this.#environment, this.#link, this.#offers, {
        send: (description) => send({ type: "sdp", round, description }),
        onchange: () => this.#changed(),
        onlost: () => this.#lost(),
        onfailed: (error) => this.#failed(error),
      });
    } catch (error) {
      this.#failed(/** @type {LanwardError} */ (error));
    }
  }

  #lost() {
    if (this.#isWanted || this.#sending) this.#begin();
    this.#changed();
  }

  /** @param {LanwardError} error */
  #failed(error) {
    this.#line = undefined;
    this.#want = NOTHING;
    this.#sending?.enter("ended");
    this.#sending = undefined;
    this.#error = error;
    this.#clear(() => true);
    this.#tell("want", "send");
    this.#outcomes.fail(error);
    this.#changed();
  }

  /** Something has, in what is wanted, said, or negotiated. */
  #changed() {
    this.#sendWhatIsTaken();
    this.#showWhatIsSent();
    if (!this.#isWanted && !this.#sending) {
      this.#line?.close();
      this.#line = undefined;
    }
    this.#outcomes.look();
    this.#emit(this.#link);
  }

  #sendWhatIsTaken() {
    const sending = this.#sending;
    const said = this.#fresh("send");
    if (!sending) return this.#line?.send([]);
    // Until the device has said anything of it, it stays as it is.
    if (!said) return;
    const { state } = said.send;
    const tracks = state === "live" ? sending.tracks.filter(({ kind }) => said.send[/** @type {"audio" | "video"} */ (kind)]) : [];
    if (tracks.length > 0 && !this.#line) this.#begin();
    this.#line?.send(tracks, sending.stream);
    if (state === "asking") return sending.enter("asking");
    if (state === "live") return sending.enter(this.#line?.isConnected && tracks.length > 0 ? "live" : this.#line?.isInterrupted ? "interrupted" : "connecting");
    sending.enter("refused");
    this.#sending = undefined;
    this.#tell("send");
  }

  #showWhatIsSent() {
    const said = this.#fresh("want");
    // Whoever is asked again has taken it away before.
    const isOver = !this.#isWanted || ["refused", "none", "asking"].includes(said?.state ?? "");
    const tracks = this.#line?.tracks;
    for (const kind of KINDS) {
      const now = isOver || !this.#want[kind] ? [] : (tracks ?? []).filter((track) => track.kind === kind);
      // Where it may come again the last picture stays.
      const mayReturn = !isOver && this.#want[kind] && now.length === 0 && (!tracks || said?.state === "interrupted");
      if (!mayReturn) this.#clear((track) => track.kind === kind && !now.includes(track));
      for (const track of now) this.stream.addTrack(track);
    }
  }

  /** @param {(track: MediaStreamTrack) => boolean} which */
  #clear(which) {
    for (const track of this.stream.getTracks().filter(which)) this.stream.removeTrack(track);
  }

  /** @returns {LanwardError | boolean} */
  #outcomeOfWant() {
    const said = this.#fresh("want");
    if (said?.state === "refused") return new LanwardError("media-refused", said.reason);
    if (said?.state === "none" || said?.state === "other") return new LanwardError("no-media", said.reason);
    if (said?.state !== "live" || !this.#line?.isConnected) return false;
    const kinds = KINDS.filter((kind) => this.#want[kind] && said[kind]);
    const tracks = this.#line.tracks ?? [];
    return kinds.length > 0 && kinds.every((kind) => tracks.some((track) => track.kind === kind));
  }

  /** @param {MediaSending} sending @returns {LanwardError | boolean} */
  #outcomeOfSending({ state }) {
    if (state === "refused") return new LanwardError("media-refused", this.#said?.reason);
    if (state === "ended") return new LanwardError("closed", "It has been stopped.");
    return state === "live" && (this.#line?.isSettled ?? false);
  }

  /** @param {MediaLink | undefined} link */
  #emit(link) {
    const { status } = this;
    const told = JSON.stringify({ ...status, error: status.error?.code });
    if (told === this.#told) return;
    this.#told = told;
    link?.emit(status);
  }
}
