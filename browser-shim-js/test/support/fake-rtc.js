import { createHash, randomBytes } from "node:crypto";

/**
 * A stand-in for the browser's peer connection, for timers and error mapping. It knows no network: a test's `FakeDevice` decides what
 * the browser would see. Real browsers run the end-to-end tests.
 */

/** @typedef {{address: string, port: number}} Candidate */

/** Survives a structured clone as data, as the browser's own does as an object. */
export class FakeCertificate {
  /** @param {number} expires @param {string} [seed] */
  constructor(expires, seed = randomBytes(16).toString("hex")) {
    this.expires = expires;
    this.seed = seed;
  }

  getFingerprints() {
    return [{ algorithm: "sha-256", value: fingerprintOf(this) }];
  }
}

/** @param {any} certificate also one that came back from the store @returns {string} lower-case, as browsers spell it */
export function fingerprintOf(certificate) {
  return (createHash("sha256").update(certificate.seed).digest("hex").match(/../g) ?? []).join(":");
}

export class FakeDataChannel {
  readyState = "connecting";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType = "blob";
  id = null;
  /** @type {any} */ onopen = null;
  /** @type {any} */ onmessage = null;
  /** @type {any} */ onclosing = null;
  /** @type {any} */ onclose = null;
  /** @type {any} */ onerror = null;
  /** @type {any} */ onbufferedamountlow = null;
  /** @type {unknown[]} */ sent = [];
  /** @type {(data: unknown) => void} */ ondevice = () => {};

  /** @param {string} label @param {RTCDataChannelInit} options */
  constructor(label, options = {}) {
    this.label = label;
    this.options = options;
    this.ordered = options.ordered ?? true;
    this.protocol = options.protocol ?? "";
    this.negotiated = options.negotiated ?? false;
    this.maxRetransmits = options.maxRetransmits ?? null;
    this.maxPacketLifeTime = options.maxPacketLifeTime ?? null;
  }

  /** @param {unknown} data */
  send(data) {
    if (this.readyState !== "open") throw new DOMException("not open", "InvalidStateError");
    this.sent.push(data);
    queueMicrotask(() => this.ondevice(data));
  }

  open() {
    this.readyState = "open";
    this.onopen?.({});
  }

  /** What the device sent. @param {unknown} data */
  receive(data) {
    this.onmessage?.({ data });
  }

  close() {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.onclose?.({});
  }
}

/**
 * @typedef {object} Network what the fakes of one test share
 * @property {Set<any>} open the peer connections that are not closed
 * @property {number} made
 * @property {string} [sctpInit] what the browser offers of SCTP
 * @property {(pc: any) => void} onnegotiated
 * @property {(pc: any, candidate: Candidate) => void} oncandidate
 */

/** @returns {Network} */
export function fakeNetwork() {
  return { open: new Set(), made: 0, onnegotiated: () => {}, oncandidate: () => {} };
}

/** @param {Network} network @param {import("./fake-clock.js").FakeClock} clock @returns {any} a class to pass for RTCPeerConnection */
export function fakeRtcPeerConnection(network, clock) {
  return class FakeRtcPeerConnection {
    connectionState = "new";
    iceConnectionState = "new";
    /** @type {any} */ onconnectionstatechange = null;
    /** @type {any} */ oniceconnectionstatechange = null;
    /** @type {any} */ ondatachannel = null;
    /** @type {any} */ onicecandidate = null;
    /** @type {any} */ onicegatheringstatechange = null;
    iceGatheringState = "new";
    /** @type {FakeDataChannel[]} */ channels = [];
    /** @type {Candidate[]} */ candidates = [];
    /** @type {string | undefined} */ localDescription;
    answer = "";
    pairs = 0;
    closed = false;
    /** @type {Map<string, any>} */ extraStats = new Map();

    /** @param {any} config */
    constructor(config) {
      if (config.certificates[0].expires <= clock.now()) throw new DOMException("expired", "InvalidAccessError");
      this.config = config;
      network.made++;
      network.open.add(this);
    }

    /** @param {any} algorithm */
    static async generateCertificate(algorithm) {
      return new FakeCertificate(clock.now() + algorithm.expires);
    }

    /** @param {string} label @param {RTCDataChannelInit} options */
    createDataChannel(label, options) {
      const channel = new FakeDataChannel(label, options);
      this.channels.push(channel);
      return channel;
    }

    async createOffer() {
      const fingerprint = fingerprintOf(this.config.certificates[0]).toUpperCase();
      const lines = ["v=0", `a=fingerprint:sha-256 ${fingerprint}`, "a=ice-ufrag:fake", "a=ice-pwd:fakefakefakefakefakefake", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:0", ...(network.sctpInit ? [`a=sctp-init:${network.sctpInit}`] : []), ""];
      return { type: "offer", sdp: lines.join("\r\n") };
    }

    async createAnswer() {
      return { ...(await this.createOffer()), type: "answer" };
    }

    /** The browser tells a candidate, or with none that there are no more. @param {string} [line] */
    gather(line) {
      if (line === undefined) this.iceGatheringState = "complete";
      this.onicecandidate?.({ candidate: line === undefined ? null : { candidate: line } });
      if (line === undefined) this.onicegatheringstatechange?.({});
    }

    /** @param {any} description */
    async setLocalDescription(description) {
      this.localDescription = description.sdp;
    }

    /** @param {any} description */
    async setRemoteDescription(description) {
      this.answer = description.sdp;
      this.candidates = [...description.sdp.matchAll(/^a=candidate:\d+ 1 udp \d+ (\S+) (\d+) typ host\r?$/gm)].map(([, address, port]) => ({
        address,
        port: Number(port),
      }));
      queueMicrotask(() => this.closed || network.onnegotiated(this));
    }

    /** @param {any} init */
    async addIceCandidate(init) {
      const [, , , , address, port] = init.candidate.split(" ");
      this.candidates.push({ address, port: Number(port) });
      network.oncandidate(this, { address, port: Number(port) });
    }

    /** The browser has an address to try. @param {string | undefined} address as far as it tells */
    pairWith(address) {
      const id = `pair-with-${this.extraStats.size}`;
      this.extraStats.set(id, { type: "candidate-pair", id, remoteCandidateId: `${id}-remote` });
      this.extraStats.set(`${id}-remote`, { type: "remote-candidate", address });
    }

    async getStats() {
      const pairs = Array.from({ length: this.pairs }, (_, i) => /** @type {const} */ ([`pair${i}`, { type: "candidate-pair", id: `pair${i}` }]));
      return new Map([...pairs, ...this.extraStats]);
    }

    close() {
      this.closed = true;
      this.connectionState = "closed";
      for (const channel of this.channels) channel.readyState = "closed";
      network.open.delete(this);
    }

    get control() {
      return this.channels[0];
    }

    /** @param {string} name of an attribute of the answer */
    answered(name) {
      return new RegExp(`^a=${name}:(.*?)\\r?$`, "m").exec(this.answer)?.[1] ?? "";
    }

    /** @param {string} state */
    setIce(state) {
      this.iceConnectionState = state;
      this.oniceconnectionstatechange?.({});
    }

    /** @param {string} state */
    setConnection(state) {
      this.connectionState = state;
      this.onconnectionstatechange?.({});
    }

    /** The door answers, DTLS succeeds, the control channel opens. */
    connect() {
      this.pairs = 1;
      this.setIce("connected");
      this.setConnection("connected");
      this.control.open();
    }
  };
}
