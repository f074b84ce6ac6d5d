/** Stand-ins for what the browser has of media: streams, tracks, and peer connections that negotiate, but carry nothing. */

export class FakeTrack extends EventTarget {
  readyState = "live";
  enabled = true;
  muted = false;

  /** @param {string} kind @param {string} [id] */
  constructor(kind, id = `${kind}-${Math.random()}`) {
    super();
    this.kind = kind;
    this.id = id;
  }

  /** As a person stops a screen's share. */
  end() {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

export class FakeMediaStream {
  /** @type {Set<any>} */
  #tracks;

  /** @param {any[]} [tracks] */
  constructor(tracks = []) {
    this.#tracks = new Set(tracks);
  }

  getTracks() {
    return [...this.#tracks];
  }

  /** @param {any} track */
  addTrack(track) {
    this.#tracks.add(track);
  }

  /** @param {any} track */
  removeTrack(track) {
    this.#tracks.delete(track);
  }
}

class FakeTransceiver {
  /** @type {string | null} */
  mid = null;
  /** @type {string | null} */
  currentDirection = null;

  /** @param {string} kind @param {string} direction @param {() => void} changed */
  constructor(kind, direction, changed) {
    this.kind = kind;
    this.wanted = direction;
    this.changed = changed;
    this.receiver = { track: new FakeTrack(kind) };
    this.sender = {
      /** @type {any} */ track: null,
      wasUsed: false,
      /** @param {any} track */
      replaceTrack: async (track) => void (this.sender.track = track),
      setStreams() {},
    };
  }

  get direction() {
    return this.wanted;
  }

  set direction(direction) {
    if (direction === this.wanted) return;
    this.wanted = direction;
    this.changed();
  }
}

const SENDS = ["sendrecv", "sendonly"];
const RECEIVES = ["sendrecv", "recvonly"];

/** @param {boolean} sends @param {boolean} receives */
const direction = (sends, receives) => (sends ? (receives ? "sendrecv" : "sendonly") : receives ? "recvonly" : "inactive");

/**
 * One end of a media connection as JSEP (RFC 9429) has it: signaling states with an implicit rollback, transceivers that are associated by
 * `mid`, `negotiationneeded`. Its descriptions hold a line per section and what `takeDescription` looks at.
 */
export class FakeMediaPeerConnection {
  signalingState = "stable";
  connectionState = "new";
  iceConnectionState = "new";
  /** @type {any} */ localDescription = null;
  /** @type {any} */ remoteDescription = null;
  iceGatheringState = "complete";
  /** @type {any} */ onicegatheringstatechange = null;
  /** @type {any} */ onnegotiationneeded = null;
  /** @type {any} */ onconnectionstatechange = null;
  /** @type {any} */ oniceconnectionstatechange = null;
  /** @type {FakeTransceiver[]} */ transceivers = [];
  /** @type {string[]} */ log = [];
  restarts = 0;
  #needed = false;
  #mids = 0;
  #operations = 0;
  closed = false;

  /** @param {string} fingerprint @param {string} [midPrefix] */
  constructor(fingerprint, midPrefix = "p") {
    this.fingerprint = fingerprint;
    this.midPrefix = midPrefix;
  }

  getTransceivers() {
    return [...this.transceivers];
  }

  /** @param {string} kind @param {{direction?: string}} [init] */
  addTransceiver(kind, { direction = "sendrecv" } = {}) {
    const transceiver = new FakeTransceiver(kind, direction, () => this.#need());
    this.transceivers.push(transceiver);
    this.#need();
    return transceiver;
  }

  /** @param {FakeTrack} track */
  addTrack(track) {
    let transceiver = this.transceivers.find(({ kind, sender }) => kind === track.kind && !sender.track && !sender.wasUsed);
    if (transceiver) transceiver.direction = direction(true, RECEIVES.includes(transceiver.direction));
    transceiver ??= this.addTransceiver(track.kind);
    transceiver.sender.track = track;
    return transceiver.sender;
  }

  restartIce() {
    this.restarts++;
    this.#need();
  }

  setLocalDescription() {
    return this.#operate(() => this.#setLocalDescription());
  }

  /** @param {{type: string, sdp: string}} description */
  setRemoteDescription(description) {
    return this.#operate(() => this.#setRemoteDescription(description));
  }

  async #setLocalDescription() {
    await undefined;
    if (this.closed) throw new DOMException("closed", "InvalidStateError");
    if (this.signalingState === "have-remote-offer") {
      const offered = sectionsOf(this.remoteDescription.sdp);
      for (const { mid, direction: theirs } of offered) {
        const transceiver = /** @type {FakeTransceiver} */ (this.transceivers.find((other) => other.mid === mid));
        transceiver.currentDirection = direction(
          SENDS.includes(transceiver.direction) && RECEIVES.includes(theirs),
          RECEIVES.includes(transceiver.direction) && SENDS.includes(theirs),
        );
      }
      this.#describe("answer", (transceiver) => transceiver.currentDirection ?? "inactive");
      this.#enter("stable");
    } else if (this.signalingState === "stable") {
      this.#needed = false;
      for (const transceiver of this.transceivers) transceiver.mid ??= `${this.midPrefix}${this.#mids++}`;
      this.#describe("offer", (transceiver) => transceiver.direction);
      this.#enter("have-local-offer");
    } else throw new DOMException(this.signalingState, "InvalidStateError");
  }

  /** @param {{type: string, sdp: string}} description */
  async #setRemoteDescription(description) {
    await undefined;
    if (this.closed) throw new DOMException("closed", "InvalidStateError");
    if (description.type === "answer") {
      if (this.signalingState !== "have-local-offer") throw new DOMException(this.signalingState, "InvalidStateError");
      for (const { mid, direction: theirs } of sectionsOf(description.sdp)) {
        const transceiver = /** @type {FakeTransceiver} */ (this.transceivers.find((other) => other.mid === mid));
        transceiver.currentDirection = direction(RECEIVES.includes(theirs), SENDS.includes(theirs));
      }
      this.remoteDescription = description;
      return this.#enter("stable");
    }
    if (this.signalingState === "have-local-offer") this.#rollback();
    else if (this.signalingState !== "stable") throw new DOMException(this.signalingState, "InvalidStateError");
    for (const { mid, kind } of sectionsOf(description.sdp)) this.#associate(mid, kind);
    this.remoteDescription = description;
    return this.#enter("have-remote-offer");
  }

  close() {
    this.closed = true;
    this.connectionState = "closed";
    for (const { receiver } of this.transceivers) receiver.track.readyState = "ended";
  }

  /** @param {string} state @param {string} [ice] */
  setConnection(state, ice = state) {
    this.connectionState = state;
    this.iceConnectionState = ice;
    this.onconnectionstatechange?.({});
  }

  /** @param {string} mid @param {string} kind */
  #associate(mid, kind) {
    if (this.transceivers.some((other) => other.mid === mid)) return;
    const free = this.transceivers.find((other) => other.mid === null && other.kind === kind && other.sender.track);
    const transceiver = free ?? new FakeTransceiver(kind, "recvonly", () => this.#need());
    transceiver.mid = mid;
    if (!free) this.transceivers.push(transceiver);
  }

  #rollback() {
    this.log.push("rollback");
    for (const transceiver of this.transceivers) if (transceiver.currentDirection === null) transceiver.mid = null;
    this.signalingState = "stable";
  }

  /** @param {string} type @param {(transceiver: FakeTransceiver) => string} directionOf */
  #describe(type, directionOf) {
    const sections = this.transceivers
      .filter(({ mid }) => mid !== null)
      .flatMap((transceiver) => {
        if (SENDS.includes(directionOf(transceiver))) transceiver.sender.wasUsed = true;
        return [`m=${transceiver.kind} 9 UDP/TLS/RTP/SAVPF 96`, `a=mid:${transceiver.mid}`, `a=${directionOf(transceiver)}`, `a=fingerprint:sha-256 ${this.fingerprint}`];
      });
    this.localDescription = { type, sdp: ["v=0", `a=x-restarts:${this.restarts}`, ...sections, ""].join("\r\n") };
    this.log.push(type);
  }

  /** @param {string} state */
  #enter(state) {
    this.signalingState = state;
    if (state === "stable" && this.#needed) this.#fire();
  }

  #need() {
    this.#needed = true;
    if (this.signalingState === "stable") this.#fire();
  }

  /** @param {() => Promise<void>} operation */
  async #operate(operation) {
    this.#operations++;
    try {
      await operation();
    } finally {
      this.#operations--;
      if (this.#needed) this.#fire();
    }
  }

  #fire() {
    queueMicrotask(() => {
      // Not while an operation is under way (WebRTC 1.0 section 4.7.3): it may be that it does what is needed.
      if (this.closed || this.#operations > 0 || this.signalingState !== "stable" || !this.#needed) return;
      this.#needed = false;
      this.onnegotiationneeded?.({});
    });
  }
}

/** @param {string} sdp @returns {{kind: string, mid: string, direction: string}[]} */
export function sectionsOf(sdp) {
  return [...sdp.matchAll(/m=(\w+) .*\r\na=mid:(.*)\r\na=(\w+)\r\n/g)].map(([, kind, mid, direction]) => ({ kind, mid, direction }));
}
