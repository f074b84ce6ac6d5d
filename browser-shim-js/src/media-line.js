import { LanwardError, MalformedMessage } from "./errors.js";
import { takeDescription } from "./media-description.js";
import { MAX_SDP_BYTES } from "./media-messages.js";
import { Negotiation } from "./negotiation.js";

/** How often ICE is restarted while nothing comes through. */
export const RESTART_MILLISECONDS = 2_000;

/** After this without a connection it is given up for a new one: four restarts. */
export const LOST_MILLISECONDS = 9_000;

/** How long a description waits for the page's addresses, where it is for a media server. */
export const GATHERING_MILLISECONDS = 1_000;

/**
 * @typedef {import("./media-messages.js").Kinds} Kinds
 *
 * @typedef {object} MediaLineHooks
 * @property {(description: {type: string, sdp: string}) => void} send
 * @property {() => void} onchange of its tracks or of its state
 * @property {() => void} onlost it has not come back
 * @property {(error: LanwardError) => void} onfailed there is no use in another one
 */

/** One media connection: a browser's peer connection, which a `Negotiation` leads, kept alive by restarts of ICE. */
export class MediaLine {
  #environment;
  #fingerprint;
  #hooks;
  #negotiation = new Negotiation({ polite: true });
  #offers;
  #pc;
  #wasConnected = false;
  /** Whether it is with a media server. */
  #isServed = false;
  #closed = false;
  /** @type {{gathered?: unknown, held?: unknown, lost?: unknown, restart?: unknown}} */
  #timers = {};
  /** @type {Map<string, RTCRtpTransceiver>} by kind: those that this page sends through, or has sent through */
  #senders = new Map();
  /** @type {MediaStreamTrack[] | undefined} */
  #tracks;

  /**
   * @param {import("./environment.js").Environment} environment
   * @param {{certificate: RTCCertificate, fingerprint: Uint8Array}} pinned the page's certificate, and the device's fingerprint
   * @param {import("./pace.js").Pace} offers how often this page may offer
   * @param {MediaLineHooks} hooks
   */
  constructor(environment, { certificate, fingerprint }, offers, hooks) {
    this.#offers = offers;
    this.#environment = environment;
    this.#fingerprint = fingerprint;
    this.#hooks = hooks;
    this.#pc = openPeerConnection(environment, certificate);
    this.#pc.onnegotiationneeded = () => this.#needed();
    this.#pc.onconnectionstatechange = this.#pc.oniceconnectionstatechange = () => this.#transportChanged();
    this.#watch();
  }

  /** The browser's own connection. */
  get pc() {
    return this.#pc;
  }

  get isConnected() {
    return !this.#closed && this.#pc.connectionState === "connected";
  }

  /** Whether it is connected no more. */
  get isInterrupted() {
    return this.#wasConnected && !this.isConnected;
  }

  /** Whether both sides agree on what is sent. */
  get isSettled() {
    return this.#negotiation.isStable && !this.#negotiation.isHeld;
  }

  /** What the device sends now; nothing is known of it before the first negotiation. */
  get tracks() {
    return this.#tracks;
  }

  /** Begins it from this side, for what the page wants to receive. @param {Kinds} want */
  begin({ video, audio }) {
    if (audio) this.#pc.addTransceiver("audio", { direction: "recvonly" });
    if (video) this.#pc.addTransceiver("video", { direction: "recvonly" });
  }

  /**
   * @param {import("./media-messages.js").Description} description of the device
   * @param {Uint8Array} [vouched] the certificate of the media server that it is of, for which the device vouches
   */
  receive(description, vouched) {
    if (this.#closed) return;
    this.#isServed = vouched !== undefined;
    try {
      const sdp = takeDescription(description.sdp, vouched ?? this.#fingerprint);
      if (!this.#negotiation.receive({ ...description, sdp })) throw new MalformedMessage("too many descriptions at once");
    } catch (error) {
      return this.#fail(error);
    }
    this.#drive();
  }

  /**
   * What the page sends from now on. A kind that has been sent before goes through the same section again.
   *
   * @param {MediaStreamTrack[]} tracks one a kind at most
   * @param {MediaStream} [stream] whose they are
   */
  send(tracks, stream) {
    if (this.#closed) return;
    for (const kind of ["audio", "video"]) {
      const track = tracks.find((other) => other.kind === kind) ?? null;
      const transceiver = this.#senders.get(kind);
      if ((transceiver?.sender.track ?? null) === track) continue;
      if (transceiver) this.#replace(transceiver, track, stream);
      else if (track && stream) this.#add(track, stream);
      // The browser says so as well, but in a task to come: until then it would seem settled.
      this.#needed();
    }
  }

  /** The way to the device may have changed: looks for it again, unless that has just been done. */
  restart() {
    if (this.#closed || this.#timers.restart !== undefined || !this.#pc.remoteDescription) return;
    this.#timers.restart = this.#after(RESTART_MILLISECONDS, () => {
      this.#timers.restart = undefined;
      if (!this.isConnected) this.restart();
    });
    this.#pc.restartIce();
    this.#needed();
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of Object.values(this.#timers)) this.#environment.clearTimeout(timer);
    this.#pc.onicegatheringstatechange = this.#pc.onnegotiationneeded = this.#pc.onconnectionstatechange = this.#pc.oniceconnectionstatechange = null;
    this.#pc.close();
  }

  #needed() {
    this.#negotiation.need();
    this.#drive();
  }

  #drive() {
    if (this.#closed) return;
    const wait = this.#offers.wait(this.#environment.now());
    const step = this.#negotiation.next(wait === 0);
    if (step) {
      this.#carryOut(step).then(
        () => this.#carriedOut(),
        (error) => this.#fail(error),
      );
    } else if (this.#negotiation.isHeld && this.#timers.held === undefined) {
      this.#timers.held = this.#after(wait, () => {
        this.#timers.held = undefined;
        this.#drive();
      });
    }
  }

  /** @param {import("./negotiation.js").Step} step */
  async #carryOut(step) {
    if (step.step === "offer") this.#offers.take(this.#environment.now());
    else await this.#pc.setRemoteDescription(step.description);
    if (this.#closed || step.step === "accept") return;
    await this.#pc.setLocalDescription();
    if (this.#isServed) await this.#gathered();
    const description = this.#pc.localDescription;
    if (this.#closed || !description) return;
    if (description.sdp.length > MAX_SDP_BYTES) throw new LanwardError("unsupported-browser", "The browser's description is too long.");
    this.#hooks.send({ type: description.type, sdp: description.sdp });
  }

  /** A media server checks the page's addresses itself, so they are said, unless that takes too long. @returns {Promise<void>} */
  #gathered() {
    const pc = this.#pc;
    return new Promise((resolve) => {
      const look = () => {
        if (pc.iceGatheringState !== "complete" && this.#timers.gathered !== undefined) return;
        this.#environment.clearTimeout(this.#timers.gathered);
        pc.onicegatheringstatechange = null;
        resolve();
      };
      this.#timers.gathered = this.#after(GATHERING_MILLISECONDS, () => {
        this.#timers.gathered = undefined;
        look();
      });
      pc.onicegatheringstatechange = look;
      look();
    });
  }

  #carriedOut() {
    if (this.#closed) return;
    this.#negotiation.done();
    this.#tracks = this.#pc.getTransceivers().filter(receives).map(({ receiver }) => receiver.track);
    this.#drive();
    this.#hooks.onchange();
  }

  /** @param {RTCRtpTransceiver} transceiver @param {MediaStreamTrack | null} track @param {MediaStream | undefined} stream */
  #replace(transceiver, track, stream) {
    // A track that has ended meanwhile cannot be sent; that is told by its own event.
    transceiver.sender.replaceTrack(track).catch(() => {});
    if (track && stream) transceiver.sender.setStreams?.(stream);
    transceiver.direction = track ? "sendrecv" : "recvonly";
  }

  /** @param {MediaStreamTrack} track @param {MediaStream} stream */
  #add(track, stream) {
    const sender = this.#pc.addTrack(track, stream);
    const transceiver = this.#pc.getTransceivers().find((other) => other.sender === sender);
    if (transceiver) this.#senders.set(track.kind, transceiver);
  }

  #transportChanged() {
    if (this.#closed) return;
    const { connectionState, iceConnectionState } = this.#pc;
    if (connectionState === "connected") {
      this.#wasConnected = true;
      this.#environment.clearTimeout(this.#timers.lost);
      this.#timers.lost = undefined;
    } else if (connectionState === "failed" && !this.#wasConnected && ["connected", "completed"].includes(iceConnectionState)) {
      return this.#fail(new LanwardError("wrong-certificate"));
    } else if (this.#wasConnected) {
      this.#watch();
      this.restart();
    }
    this.#hooks.onchange();
  }

  #watch() {
    this.#timers.lost ??= this.#after(LOST_MILLISECONDS, () => this.#hooks.onlost());
  }

  /** @param {unknown} cause */
  #fail(cause) {
    if (this.#closed) return;
    this.close();
    this.#hooks.onfailed(cause instanceof LanwardError ? cause : new LanwardError("protocol-error", "The media connection cannot be negotiated.", { cause }));
  }

  /** @param {number} milliseconds @param {() => void} work @returns {unknown} */
  #after(milliseconds, work) {
    return this.#environment.setTimeout(work, milliseconds);
  }
}

/** @param {RTCRtpTransceiver} transceiver */
function receives({ currentDirection }) {
  return currentDirection === "sendrecv" || currentDirection === "recvonly";
}

/** @param {import("./environment.js").Environment} environment @param {RTCCertificate} certificate */
function openPeerConnection({ RTCPeerConnection }, certificate) {
  try {
    return new RTCPeerConnection({ certificates: [certificate], iceServers: [], bundlePolicy: "max-bundle" });
  } catch (cause) {
    throw new LanwardError("busy", "The browser opens no more connections.", { cause });
  }
}
