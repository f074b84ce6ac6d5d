import { midOfOffer, writeRemote } from "./answer.js";
import { CONTROL_LABEL } from "./control.js";
import { candidateLine, describe, isName, readDescription } from "./description.js";
import { openPeerConnection } from "./dial.js";
import { LanwardError, MalformedMessage, abortedBy } from "./errors.js";
import { parseFingerprint } from "./fingerprint.js";
import { PageConnection } from "./page-connection.js";

/** How long two pages try to reach each other where the caller says nothing. */
export const MEETING_MILLISECONDS = 8_000;

/** Who has not told all its candidates by then goes on with those that it has. */
const GATHERING_MILLISECONDS = 1_500;

/**
 * Names are given to the browser one after another: Firefox asks for several in one query, which Chromium leaves unanswered.
 */
const NAME_APART_MILLISECONDS = 300;

/**
 * All of them are given to it again so often. A question may be lost in either browser: Firefox gives up a name when it hears that there is no
 * IPv6 address of it, which another browser may have asked for, and Chromium answers for a name once a second. Who waits still asks no more for it.
 */
const ADD_AGAIN_MILLISECONDS = 1_000;

/**
 * So long after its own answer a called page asks for the caller's names: Firefox answers for them once it has that, and Chromium, which asks
 * once and waits for 3 s, would wait for nothing.
 */
const ANSWERED_MILLISECONDS = 100;

/** In the offer that the called page writes for itself; the caller's browser has one of its own. */
const CALLED_MID = "0";

/**
 * @typedef {import("./description.js").Description} Description
 *
 * What comes of the other page, through the device: nothing of it is checked yet. `fingerprint` is the one that the device vouches for.
 *
 * @typedef {{description: unknown, fingerprint: unknown}} OtherPage
 *
 * @typedef {object} MeetingPlan
 * @property {RTCCertificate} certificate the page's own, for which the device vouches to the other page
 * @property {OtherPage} [caller] whom this page answers; without it, this page calls
 * @property {number} timeoutMilliseconds until it is open
 * @property {AbortSignal} [signal]
 */

/**
 * One page's half of a direct connection with another, which both know nothing of but what a device passes on (docs/drop.md, section 9.1).
 * Each page writes the other's description itself, from fields, and pins the certificate that the device vouches for. The browser's own
 * description stays as it is, and never travels.
 */
export class Meeting {
  #environment;
  #plan;
  #pc;
  #control;
  #mid = CALLED_MID;
  /** @type {string[]} */
  #lines = [];
  /** @type {unknown[]} */
  #timers = [];
  #isOver = false;
  #reached = false;
  /** @type {RTCDataChannel[]} */
  #early = [];
  /** @type {Description | undefined} */
  #description;
  /** @type {Uint8Array | undefined} the other page's */
  #fingerprint;
  /** @type {(connection: PageConnection) => void} */
  #resolve = () => {};
  /** @type {(error: Error) => void} */
  #reject = () => {};
  /** @type {() => void} */
  #gathered = () => {};

  /**
   * The open connection. Where there is none it rejects: `timed-out` (no direct way between the two), `wrong-certificate` (who was reached is
   * not the page that the device vouches for), `aborted`, `closed`.
   *
   * @readonly
   * @type {Promise<PageConnection>}
   */
  opened;

  /**
   * Resolves when there is a description to be sent to the other page.
   *
   * @param {import("./environment.js").Environment} environment
   * @param {MeetingPlan} plan
   * @returns {Promise<Meeting>}
   */
  static async start(environment, plan) {
    if (plan.signal?.aborted) throw abortedBy(plan.signal);
    const meeting = new Meeting(environment, plan);
    await Promise.race([meeting.#negotiate(), meeting.opened]).catch((cause) => {
      meeting.#end(cause instanceof LanwardError ? cause : new LanwardError("unsupported-browser", "The browser refuses the connection.", { cause }));
    });
    if (!meeting.#description) await meeting.opened;
    return meeting;
  }

  /** @param {import("./environment.js").Environment} environment @param {MeetingPlan} plan @private */
  constructor(environment, plan) {
    this.#environment = environment;
    this.#plan = plan;
    this.opened = new Promise((resolve, reject) => ([this.#resolve, this.#reject] = [resolve, reject]));
    this.opened.catch(() => {}); // Whoever waits hears of it; nobody has to.
    this.#pc = openPeerConnection(environment, plan.certificate);
    this.#control = this.#pc.createDataChannel(CONTROL_LABEL, { negotiated: true, id: 0, ordered: true });
    this.#control.onopen = () => this.#open();
    // Firefox may tell of a channel that the other page has opened before it tells that this one is open.
    this.#pc.ondatachannel = ({ channel }) => {
      this.#early.push(channel);
      this.#open();
    };
    this.#control.onclose = () => this.#failed();
    this.#pc.onicecandidate = ({ candidate }) => this.#found(candidate?.candidate);
    this.#pc.onicegatheringstatechange = () => this.#pc.iceGatheringState === "complete" && this.#gathered();
    this.#pc.oniceconnectionstatechange = () => this.#changed();
    this.#pc.onconnectionstatechange = () => this.#changed();
    plan.signal?.addEventListener("abort", this.#aborted);
    this.#after(plan.timeoutMilliseconds, () => this.#end(new LanwardError("timed-out")));
  }

  /** What the device is to pass on. @returns {Description} */
  get description() {
    return /** @type {Description} */ (this.#description);
  }

  /** The called page has answered; a second answer is passed over. @param {OtherPage} called */
  async answered(called) {
    if (this.#isOver || this.#fingerprint || this.#plan.caller) return;
    try {
      await this.#setRemote("answer", called);
    } catch (cause) {
      this.#end(cause instanceof LanwardError ? cause : new LanwardError("unsupported-browser", "The browser refuses the connection.", { cause }));
    }
  }

  /** Gives it up. A connection that has opened is not ended by this. */
  close() {
    this.#end(new LanwardError("closed"));
  }

  async #negotiate() {
    const { caller } = this.#plan;
    const gathered = new Promise((resolve) => (this.#gathered = () => resolve(undefined)));
    const names = caller ? await this.#setRemote("offer", caller) : [];
    const own = caller ? await this.#pc.createAnswer() : await this.#pc.createOffer();
    if (this.#isOver) return;
    if (!caller) this.#mid = midOfOffer(own.sdp ?? "");
    await this.#pc.setLocalDescription(own);
    this.#after(GATHERING_MILLISECONDS, () => this.#lines.length > 0 && this.#gathered());
    await gathered;
    this.#description = describe(own.sdp ?? "", this.#lines);
    if (!this.#description) throw new LanwardError("not-found", "The browser tells no address of this page.");
    if (caller) this.#addLater(names, ANSWERED_MILLISECONDS, 0);
  }

  /** @param {"offer" | "answer"} type @param {OtherPage} other @returns {Promise<string[]>} the candidates that are names */
  async #setRemote(type, other) {
    const { ufrag, pwd, candidates, fingerprint } = checked(other);
    this.#fingerprint = fingerprint;
    const numbered = candidates.map((candidate, index) => ({ line: candidateLine(index + 1, candidate), name: isName(candidate.address) }));
    const names = numbered.filter(({ name }) => name).map(({ line }) => line);
    const first = numbered.filter(({ line, name }) => !name || (type === "answer" && line === names[0])).map(({ line }) => line);
    // RFC 8842 section 5.3: an answerer is active where it can choose, and both browsers do.
    const setup = type === "offer" ? "actpass" : "active";
    await this.#pc.setRemoteDescription({ type, sdp: writeRemote({ mid: this.#mid, ufrag, pwd, fingerprint, setup, candidates: first }) });
    if (type === "answer") this.#addLater(names, NAME_APART_MILLISECONDS, 1);
    return names;
  }

  /** The names, one after another, and all again as long as nobody is reached. @param {string[]} names @param {number} wait @param {number} at */
  #addLater(names, wait, at) {
    if (names.length === 0) return;
    const isRound = at >= names.length;
    this.#after(isRound ? ADD_AGAIN_MILLISECONDS : wait, () => {
      if (this.#reached) return;
      const next = isRound ? 0 : at;
      this.#pc.addIceCandidate({ candidate: names[next], sdpMid: this.#mid, sdpMLineIndex: 0 }).catch(() => {});
      this.#addLater(names, NAME_APART_MILLISECONDS, next + 1);
    });
  }

  /** @param {string | undefined} line nothing at the end */
  #found(line) {
    if (line) this.#lines.push(line);
  }

  #changed() {
    const { iceConnectionState, connectionState } = this.#pc;
    if (iceConnectionState === "connected" || iceConnectionState === "completed") this.#reached = true;
    if (connectionState === "failed" || connectionState === "closed" || iceConnectionState === "failed") this.#failed();
  }

  /** Where the other side still answers, that was DTLS. */
  #failed() {
    const { iceConnectionState } = this.#pc;
    const answers = iceConnectionState === "connected" || iceConnectionState === "completed";
    this.#end(new LanwardError(answers ? "wrong-certificate" : "timed-out"));
  }

  #open() {
    if (this.#isOver || !this.#fingerprint) return;
    this.#release();
    const line = { pc: this.#pc, control: this.#control, certificate: this.#plan.certificate, fingerprint: this.#fingerprint };
    this.#resolve(new PageConnection(this.#environment, line, this.#early));
  }

  #aborted = () => this.#end(abortedBy(this.#plan.signal));

  /** @param {LanwardError} error */
  #end(error) {
    if (this.#isOver) return;
    this.#release();
    this.#pc.close();
    this.#reject(error);
  }

  #release() {
    this.#isOver = true;
    for (const timer of this.#timers) this.#environment.clearTimeout(timer);
    this.#timers = [];
    this.#control.onopen = this.#control.onclose = null;
    this.#pc.onicecandidate = this.#pc.onicegatheringstatechange = null;
    this.#pc.oniceconnectionstatechange = this.#pc.onconnectionstatechange = this.#pc.ondatachannel = null;
    this.#plan.signal?.removeEventListener("abort", this.#aborted);
  }

  /** @param {number} milliseconds @param {() => void} work */
  #after(milliseconds, work) {
    if (!this.#isOver) this.#timers.push(this.#environment.setTimeout(work, milliseconds));
  }
}

/** @param {OtherPage} other @returns {Description & {fingerprint: Uint8Array}} */
function checked({ description, fingerprint }) {
  try {
    return { ...readDescription(description), fingerprint: parseFingerprint(String(fingerprint)) };
  } catch (cause) {
    if (!(cause instanceof MalformedMessage)) throw cause;
    throw new LanwardError("protocol-error", "What the device passes on of the other page is not valid.", { cause });
  }
}
