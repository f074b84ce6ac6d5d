import { Negotiation } from "../../src/negotiation.js";
import { FakeMediaPeerConnection, FakeTrack } from "./fake-media.js";

/**
 * A device's half of media, for tests: the product's is in Java. It gives what `allows` names, by negotiation as the impolite side with a
 * peer connection that carries nothing, and keeps its descriptions back for as long as `holds`.
 */
export class FakeMediaDevice {
  /** @type {{video: boolean, audio: boolean}} */ has = { video: true, audio: true };
  /** @type {string} */ state = "live";
  /** @type {string} */ sendState = "live";
  takes = { video: true, audio: true };
  /** @type {string | undefined} */ reason;
  /** @type {string | undefined} the certificate of a media server, for which it vouches */
  vouches;
  holds = false;
  /** @type {any[]} */ held = [];
  /** @type {any[]} */ heard = [];
  round = 0;
  /** @type {FakeMediaPeerConnection | undefined} */ pc;
  /** @type {Negotiation | undefined} */ negotiation;
  want = { video: false, audio: false };
  sends = { video: false, audio: false };
  request = 0;
  /** @type {Map<string, FakeTrack>} */ camera = new Map();

  /** @param {string} fingerprint @param {(message: any) => void} say to the page */
  constructor(fingerprint, say) {
    this.fingerprint = fingerprint;
    this.toPage = say;
  }

  /** @param {any} message of the page */
  hear(message) {
    this.heard.push(message);
    if (message.type === "media") {
      this.request = message.request;
      this.want = message.want;
      if (message.send) this.sends = message.send;
      this.tell();
      this.update();
    } else if (message.type === "sdp") {
      if (message.round < this.round) return;
      if (message.round > this.round) this.open(message.round);
      this.negotiation?.receive(message.description);
      this.update();
      this.drive();
    }
  }

  /** Says what it does now. */
  tell() {
    const now = (/** @type {"video" | "audio"} */ kind) => this.state === "live" && this.want[kind] && this.has[kind];
    const sent = (/** @type {"video" | "audio"} */ kind) => this.sendState === "live" && this.sends[kind] && this.takes[kind];
    const isSent = this.sends.video || this.sends.audio;
    this.say({
      type: "media",
      request: this.request,
      state: this.want.video || this.want.audio ? this.state : "none",
      video: now("video"),
      audio: now("audio"),
      send: { video: sent("video"), audio: sent("audio"), state: isSent ? this.sendState : "none" },
      ...(this.reason ? { reason: this.reason } : {}),
    });
  }

  /** @param {any} message */
  say(message) {
    if (this.vouches && message.type === "sdp") message.fingerprint = this.vouches;
    if (this.holds && message.type === "sdp") this.held.push(message);
    else this.toPage(message);
  }

  /** Lets go of what was held back. */
  release() {
    this.holds = false;
    for (const message of this.held.splice(0)) this.toPage(message);
  }

  /** Adds and removes its tracks as they are wanted. */
  update() {
    const kinds = /** @type {const} */ (["audio", "video"]).filter((kind) => this.state === "live" && this.want[kind] && this.has[kind]);
    if (kinds.length > 0 && !this.pc) this.open(this.round + 1);
    for (const kind of /** @type {const} */ (["audio", "video"])) {
      const transceiver = this.pc?.transceivers.find((other) => other.kind === kind && other.sender.wasUsed);
      if (kinds.includes(kind) && !this.camera.has(kind)) {
        this.camera.set(kind, new FakeTrack(kind));
        if (transceiver) [transceiver.sender.track, transceiver.direction] = [this.camera.get(kind), "sendrecv"];
        else this.pc?.addTrack(/** @type {FakeTrack} */ (this.camera.get(kind)));
      } else if (!kinds.includes(kind) && this.camera.delete(kind) && transceiver) {
        [transceiver.sender.track, transceiver.direction] = [null, "recvonly"];
      }
    }
  }

  /** @param {number} round */
  open(round) {
    this.pc?.close();
    this.camera.clear();
    this.round = round;
    const negotiation = (this.negotiation = new Negotiation({ polite: false }));
    const pc = (this.pc = new FakeMediaPeerConnection(this.fingerprint, "d"));
    pc.onnegotiationneeded = () => {
      negotiation.need();
      this.drive();
    };
  }

  /** Closes its end, as it may when nothing is wanted, or as a media process that dies. */
  drop() {
    this.pc?.close();
    this.pc = undefined;
    this.camera.clear();
  }

  drive() {
    const { pc, negotiation, round } = this;
    const step = pc && negotiation?.next();
    if (!pc || !negotiation || !step) return;
    (async () => {
      if (step.step !== "offer") await pc.setRemoteDescription(step.description);
      if (step.step !== "accept") {
        await pc.setLocalDescription();
        this.say({ type: "sdp", round, description: pc.localDescription });
      }
      negotiation.done();
      this.drive();
    })().catch((error) => {
      if (!pc.closed) throw error;
    });
  }

  /** What the device receives of the page, by kind. */
  get received() {
    return (this.pc?.transceivers ?? []).filter(({ currentDirection }) => ["sendrecv", "recvonly"].includes(currentDirection ?? "")).map(({ kind }) => kind);
  }
}
