// The page of `bench media`: watches a Lanward camera and one of Pion's, and reads the clock in their pictures.
import { readClock } from "/picture/picture.js";

/** The library keeps its media connections to itself; their statistics are wanted here. @type {RTCPeerConnection[]} */
const connections = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration) {
    super(configuration);
    connections.push(this);
  }
};
const { Lanward } = await import("/lanward.js");

/** Milliseconds of the clock in the picture before it begins anew. */
const TURN = 2 ** 20;
const lan = await Lanward.open({ name: `Benchmark ${location.port}` });
let connection;
/** @param {string} name @returns {HTMLVideoElement} */
const video = (name) => /** @type {any} */ (document.getElementById(name));
const presented = (name) => new Promise((resolve) => video(name).requestVideoFrameCallback(() => resolve(performance.timeOrigin + performance.now())));

/** Seconds that samples of sound have waited, and how many. */
let emitted = [0, 0];

/** Firefox counts none of a MediaStream's in `getVideoPlaybackQuality`. */
let frames = 0;
const count = () => video("ours").requestVideoFrameCallback(() => (frames++, count()));
count();

globalThis.bench = {
  pair: async (code) => (await lan.pair(code)).id,

  /** From the call of connect() until the connection is open, the tracks are there, and the first frame is presented. */
  async first(id) {
    video("ours").srcObject = null;
    const start = performance.now();
    connection = await lan.connect(id);
    const connected = performance.now() - start;
    const stream = await connection.requestMedia({ video: true, audio: true });
    const tracks = performance.now() - start;
    video("ours").srcObject = stream;
    await presented("ours");
    return { connected, tracks, frame: performance.now() - start };
  },

  close: () => connection.close(),

  /** An ordinary offer, for Pion's camera. */
  async offer() {
    const pc = new RTCPeerConnection();
    pc.addTransceiver("video", { direction: "recvonly" });
    pc.ontrack = ({ streams }) => (video("pion").srcObject = streams[0]);
    bench.pc = pc;
    await pc.setLocalDescription();
    return btoa(pc.localDescription.sdp);
  },

  accept: (sdp) => bench.pc.setRemoteDescription({ type: "answer", sdp }),

  /** Of the next `count` frames of a video whose clock can be read, how old they were when they were presented, in ms. */
  async ages(name, count) {
    const ages = [];
    for (let tries = 0; ages.length < count && tries < 20 * count; tries++) {
      const shown = await presented(name);
      const { videoWidth: width, videoHeight: height } = video(name);
      const canvas = new OffscreenCanvas(width, height);
      const paint = canvas.getContext("2d", { willReadFrequently: true });
      paint.drawImage(video(name), 0, 0);
      const clock = readClock(paint.getImageData(0, 0, width, height));
      if (clock !== undefined) ages.push((((shown - clock) % TURN) + TURN) % TURN);
    }
    return ages;
  },

  frames: () => frames,

  /** How long sound has waited in the browser's jitter buffer since the last call, on average, in ms: it grows where clocks drift apart. */
  async waits() {
    const before = emitted;
    emitted = [0, 0];
    for (const each of connections.filter(({ connectionState }) => connectionState === "connected")) {
      for (const stats of (await each.getStats()).values()) {
        if (stats.type === "inbound-rtp" && stats.kind === "audio") emitted = [stats.jitterBufferDelay, stats.jitterBufferEmittedCount];
      }
    }
    return emitted[1] > before[1] ? ((emitted[0] - before[0]) * 1_000) / (emitted[1] - before[1]) : 0;
  },
};
