// The page of `bench media`: watches a Lanward camera and one of Pion's, and reads the clock in their pictures.
import { Lanward } from "/lanward.js";
import { readClock } from "/picture/picture.js";

/** Milliseconds of the clock in the picture before it begins anew. */
const TURN = 2 ** 20;
const lan = await Lanward.open({ name: `Benchmark ${location.port}` });
let connection;
/** @param {string} name @returns {HTMLVideoElement} */
const video = (name) => /** @type {any} */ (document.getElementById(name));
const presented = (name) => new Promise((resolve) => video(name).requestVideoFrameCallback(() => resolve(performance.timeOrigin + performance.now())));

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
};
