import { isAddress } from "./address.js";
import { candidate, midOfOffer, writeAnswer } from "./answer.js";
import { CONTROL_LABEL } from "./control.js";
import { countPairs, diagnose, localNetworkPermission } from "./diagnosis.js";
import { LanwardError, abortedBy } from "./errors.js";
import { deviceInit, openingOf, sctpInit } from "./snap.js";

/** How long a page tries to reach a device where the caller says nothing. */
export const DIAL_MILLISECONDS = 8_000;

/** Chromium asks for a name once: it is added again this often (protocol section 7). */
export const ADD_AGAIN_MILLISECONDS = 3_000;

/**
 * Where the knock has opened SCTP the channel opens as soon as DTLS is up, with no further datagram: a browser that has not done so after
 * this time has ignored the answer's INIT, and sends one of its own that the device has no use for.
 */
const OPENING_MILLISECONDS = 300;

/** The browser offers `a=sctp-init` and ignores that of the answer: the device is to be reached by a knock that opens nothing. */
export class OpeningIgnored extends LanwardError {
  constructor() {
    super("timed-out");
  }
}

/** A denied permission is looked for when the browser should have formed a pair: from an address, from a name. */
const BLOCKED_MILLISECONDS = { address: 1_500, name: 4_000 };

/**
 * @typedef {import("./answer.js").Target} Target
 * @typedef {{pc: RTCPeerConnection, control: RTCDataChannel, certificate: RTCCertificate, fingerprint: Uint8Array}} Line an open connection
 *   with its control channel, the page's certificate and the fingerprint of the device's
 *
 * @typedef {object} DialPlan
 * @property {RTCCertificate} certificate the page's own
 * @property {import("./knock.js").Knock} knock
 * @property {(opening: import("./snap.js").Opening) => import("./knock.js").Knock} [openingKnock] in place of it, where the device
 *   understands it and the browser tells its INIT
 * @property {Uint8Array} fingerprint the device's, pinned
 * @property {Target[]} targets in the order of their priority
 * @property {Target[]} laterTargets tried as well where nobody has answered after a while
 * @property {number} laterMilliseconds
 * @property {string[]} guesses addresses among them at which the device need not be
 * @property {number} timeoutMilliseconds
 * @property {AbortSignal} [signal]
 * @property {() => void} [whileWaiting] work that can be done while the network is waited for
 */

/**
 * Reaches a device: the peer connection, the answer that the page writes itself, and all timers until the control channel is open.
 * Settles within the plan's time and 0.3 s, and leaves no peer connection behind where it rejects.
 *
 * @param {import("./environment.js").Environment} environment
 * @param {DialPlan} plan
 * @returns {Promise<Line>}
 */
export function dial(environment, plan) {
  if (plan.signal?.aborted) return Promise.reject(abortedBy(plan.signal));
  return new Promise((resolve, reject) => new Dial(environment, plan, resolve, reject));
}

class Dial {
  #environment;
  #plan;
  #resolve;
  #reject;
  #pc;
  #control;
  /** @type {unknown[]} */
  #timers = [];
  #mid = "";
  /** The door has answered the knock. */
  #answered = false;
  /** The knock has opened SCTP. */
  #opens = false;
  /** DTLS is up, or was. */
  #secured = false;
  /** Nothing that happens from now on counts; the reason may still be looked for. */
  #ending = false;

  /**
   * @param {import("./environment.js").Environment} environment
   * @param {DialPlan} plan
   * @param {(line: Line) => void} resolve
   * @param {(error: Error) => void} reject
   */
  constructor(environment, plan, resolve, reject) {
    this.#environment = environment;
    this.#plan = plan;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#pc = openPeerConnection(environment, plan.certificate);
    this.#control = this.#pc.createDataChannel(CONTROL_LABEL, { negotiated: true, id: 0, ordered: true });
    this.#control.onopen = () => this.#opened();
    this.#control.onclose = () => this.#failed();
    this.#pc.oniceconnectionstatechange = () => this.#iceChanged();
    this.#pc.onconnectionstatechange = () => this.#connectionChanged();
    plan.signal?.addEventListener("abort", this.#aborted);
    this.#after(plan.timeoutMilliseconds, () => this.#outOfTime());
    this.#negotiate().catch((cause) => {
      this.#end(cause instanceof LanwardError ? cause : new LanwardError("unsupported-browser", "The browser refuses the connection.", { cause }));
    });
  }

  async #negotiate() {
    const pc = this.#pc;
    const { knock, openingKnock, fingerprint, targets } = this.#plan;
    const offer = await pc.createOffer();
    if (this.#ending) return;
    this.#mid = midOfOffer(offer.sdp ?? "");
    const opening = openingKnock && openingOf(offer.sdp ?? "");
    const said = openingKnock && opening ? { knock: openingKnock(opening), sctpInit: sctpInit(deviceInit(opening)) } : { knock };
    this.#opens = "sctpInit" in said;
    const sdp = writeAnswer({ mid: this.#mid, ...said, fingerprint, targets });
    // The browser runs the two one after the other by itself; to wait in between would cost a turn of the event loop.
    await Promise.all([pc.setLocalDescription(offer), pc.setRemoteDescription({ type: "answer", sdp })]);
    if (this.#ending) return;
    this.#startTimers();
    this.#plan.whileWaiting?.();
  }

  #startTimers() {
    const { targets, laterTargets, laterMilliseconds } = this.#plan;
    const names = targets.filter(({ address }) => !isAddress(address));
    const blocked = names.length < targets.length ? BLOCKED_MILLISECONDS.address : BLOCKED_MILLISECONDS.name;
    this.#addAgain(names);
    if (laterTargets.length > 0) {
      this.#after(laterMilliseconds, () => {
        if (this.#answered) return;
        this.#add(laterTargets);
        this.#addAgain(laterTargets.filter(({ address }) => !isAddress(address)));
      });
    }
    this.#after(blocked, () => void this.#failIfBlocked());
  }

  /** @param {Target[]} names */
  #addAgain(names) {
    if (names.length === 0) return;
    this.#after(ADD_AGAIN_MILLISECONDS, () => {
      if (this.#answered) return;
      this.#add(names);
      this.#addAgain(names);
    });
  }

  /** @param {Target[]} targets */
  #add(targets) {
    const all = [...this.#plan.targets, ...this.#plan.laterTargets];
    for (const target of targets) {
      const init = { candidate: candidate(all.indexOf(target) + 1, target), sdpMid: this.#mid, sdpMLineIndex: 0 };
      // A browser that does not take one candidate may take the next; if none is left, the time limit says so.
      this.#pc.addIceCandidate(init).catch(() => {});
    }
  }

  #iceChanged() {
    if (isAnswered(this.#pc.iceConnectionState)) this.#answered = true;
    if (this.#pc.iceConnectionState === "failed") this.#failed();
  }

  #connectionChanged() {
    const state = this.#pc.connectionState;
    if (state === "failed" || state === "closed") return this.#failed();
    if (state !== "connected" || this.#secured) return;
    this.#secured = true;
    if (this.#opens) this.#after(OPENING_MILLISECONDS, () => this.#end(new OpeningIgnored()));
  }

  #opened() {
    if (this.#ending) return;
    this.#release();
    const { certificate, fingerprint } = this.#plan;
    this.#resolve({ pc: this.#pc, control: this.#control, certificate, fingerprint });
  }

  /** The browser has given up. Where the door still answers, that was DTLS. */
  #failed() {
    if (this.#opens && this.#secured) this.#end(new OpeningIgnored());
    else if (isAnswered(this.#pc.iceConnectionState)) this.#end(new LanwardError("wrong-certificate"));
    else this.#outOfTime();
  }

  #outOfTime() {
    if (this.#answered) this.#end(new LanwardError("timed-out"));
    else void this.#endDiagnosed();
  }

  async #failIfBlocked() {
    if (this.#ending || this.#answered) return;
    const permission = await localNetworkPermission(this.#environment);
    if (permission !== "denied" || (await countPairs(this.#environment, this.#pc)) > 0) return;
    this.#end(new LanwardError("blocked-by-browser", undefined, { permission }));
  }

  async #endDiagnosed() {
    if (this.#ending) return;
    this.#release();
    const { targets, laterTargets, guesses } = this.#plan;
    const addresses = [...targets, ...laterTargets].map(({ address }) => address).filter(isAddress);
    const error = await diagnose(this.#environment, this.#pc, addresses, guesses);
    this.#pc.close();
    this.#reject(error);
  }

  #aborted = () => this.#end(abortedBy(this.#plan.signal));

  /** @param {LanwardError} error */
  #end(error) {
    if (this.#ending) return;
    this.#release();
    this.#pc.close();
    this.#reject(error);
  }

  /** Lets go of everything but the connection itself: its state no longer matters here. */
  #release() {
    for (const timer of this.#timers) this.#environment.clearTimeout(timer);
    this.#timers = [];
    this.#ending = true;
    this.#control.onopen = this.#control.onclose = null;
    this.#pc.oniceconnectionstatechange = this.#pc.onconnectionstatechange = null;
    this.#plan.signal?.removeEventListener("abort", this.#aborted);
  }

  /** @param {number} milliseconds @param {() => void} work */
  #after(milliseconds, work) {
    this.#timers.push(this.#environment.setTimeout(work, milliseconds));
  }
}

/** @param {RTCIceConnectionState} state */
function isAnswered(state) {
  return state === "connected" || state === "completed";
}

/** @param {import("./environment.js").Environment} environment @param {RTCCertificate} certificate */
function openPeerConnection({ RTCPeerConnection }, certificate) {
  try {
    return new RTCPeerConnection({ certificates: [certificate], iceServers: [], bundlePolicy: "max-bundle" });
  } catch (cause) {
    if (cause instanceof Error && cause.name === "InvalidAccessError") throw new LanwardError("identity-expired", undefined, { cause });
    throw new LanwardError("busy", "The browser opens no more connections.", { cause });
  }
}
