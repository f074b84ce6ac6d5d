// A page that watches, listens and talks; tests call `media`. What it sees is read from the picture itself, what it hears from the samples.
import { Lanward } from "/lanward.js";
import { readBars, readClock } from "./picture.js";

/** @type {Lanward} */
let lan;
let connection;
let stream;
let sending;
let stopKeeping = new AbortController();
const video = /** @type {HTMLVideoElement} */ (document.getElementById("video"));
const audio = { /** @type {AudioContext | undefined} */ context: undefined, /** @type {AnalyserNode | undefined} */ analyser: undefined, source: undefined };

async function outcome(work) {
  const start = performance.now();
  try {
    return { value: await work(), milliseconds: performance.now() - start };
  } catch (error) {
    return { error: error.code ?? `not a LanwardError: ${error}`, message: error.message, milliseconds: performance.now() - start };
  }
}

function use(opened) {
  connection = opened;
  media.connections++;
  opened.addEventListener("media", ({ status }) => media.statuses.push(status.cause ? `${status.state} by ${status.cause}` : status.state));
  opened.addEventListener("close", ({ reason }) => media.closes.push({ reason, at: Date.now() }));
  opened.addEventListener("ring", async ({ at, picture }) => {
    const bitmap = picture && (await createImageBitmap(picture));
    media.rings.push({ at: at.getTime(), heard: Date.now(), bytes: picture?.size ?? 0, bars: bitmap && readBars(draw(bitmap, bitmap.width, bitmap.height)) });
  });
}

/** @param {CanvasImageSource} source @param {number} width @param {number} height */
function draw(source, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const paint = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  paint.drawImage(source, 0, 0, width, height);
  return paint.getImageData(0, 0, width, height);
}

/** Firefox counts none of a MediaStream's in `getVideoPlaybackQuality`. */
let presented = 0;
const count = () => video.requestVideoFrameCallback(() => (presented++, count()));
count();

/** The next frame that is presented, with when that was. @returns {Promise<number>} ms since the epoch */
const nextFrame = () => new Promise((resolve) => video.requestVideoFrameCallback(() => resolve(performance.timeOrigin + performance.now())));

function listen() {
  audio.context ??= new AudioContext();
  audio.source?.disconnect();
  audio.source = audio.context.createMediaStreamSource(stream);
  audio.analyser = new AnalyserNode(audio.context, { fftSize: 8_192, smoothingTimeConstant: 0 });
  audio.source.connect(audio.analyser);
}

globalThis.media = {
  connections: 0,
  statuses: [],
  closes: [],
  rings: [],
  /** The outcome of `keep`, once there is no point in it any more. */
  kept: null,

  async open(name) {
    lan?.close();
    lan = await Lanward.open({ name });
  },

  pair: (target) => outcome(() => lan.pair(target)),
  connect: (id) => outcome(async () => use(await lan.connect(id))),

  keep(id) {
    stopKeeping = new AbortController();
    outcome(() => lan.keepConnected(id, { signal: stopKeeping.signal, onconnection: use })).then((end) => (media.kept = end));
  },

  leave() {
    stopKeeping.abort();
    connection?.close();
  },

  request: (want, options = {}) =>
    outcome(async () => {
      stream = await connection.requestMedia({ ...want, ...options });
      if (video.srcObject !== stream) video.srcObject = stream;
      return stream.getTracks().map(({ kind }) => kind).sort();
    }),

  /** From the call of `connect` to the first frame that is presented. */
  firstFrame: (id) =>
    outcome(async () => {
      const start = performance.now();
      const opened = await lan.connect(id);
      use(opened);
      const connected = performance.now() - start;
      video.srcObject = null;
      stream = await opened.requestMedia({ video: true, audio: true });
      const given = performance.now() - start;
      video.srcObject = stream;
      await nextFrame();
      return { connected, given, shown: performance.now() - start };
    }),

  status: () => connection?.media,
  state: () => connection?.state ?? "none",
  frames: () => presented,
  size: () => [video.videoWidth, video.videoHeight],
  kinds: () => stream?.getTracks().map(({ kind }) => kind).sort() ?? [],

  /** Waits for a frame and reads its colour bars and its clock; `late` is how old it was when it was shown, by the clock of this machine. */
  async picture() {
    const shown = await nextFrame();
    const image = draw(video, video.videoWidth, video.videoHeight);
    const clock = readClock(image);
    return { bars: readBars(image), clock, late: clock === undefined ? undefined : ((Math.floor(shown) - clock) % 2 ** 20 + 2 ** 20) % 2 ** 20, width: image.width };
  },

  /** Of the next `count` frames, how old each was. */
  async lateness(count) {
    const values = [];
    while (values.length < count) {
      const { late } = await media.picture();
      if (late !== undefined) values.push(late);
    }
    return values;
  },

  /** The loudest frequency that is heard now, and by how much it stands above the rest, in dB. */
  async hear() {
    listen();
    await audio.context.resume();
    await new Promise((resolve) => setTimeout(resolve, 400)); // the analyser looks back 170 ms
    const spectrum = new Float32Array(audio.analyser.frequencyBinCount);
    audio.analyser.getFloatFrequencyData(spectrum);
    const peak = spectrum.indexOf(Math.max(...spectrum));
    const rest = [...spectrum].sort((a, b) => a - b)[spectrum.length >> 1];
    return { frequency: (peak * audio.context.sampleRate) / audio.analyser.fftSize, level: spectrum[peak], above: spectrum[peak] - rest };
  },

  /** Talks with a tone, which needs no microphone. */
  talk: (frequency, options = {}) =>
    outcome(async () => {
      audio.context ??= new AudioContext();
      await audio.context.resume();
      const [tone, volume, out] = [audio.context.createOscillator(), audio.context.createGain(), audio.context.createMediaStreamDestination()];
      tone.frequency.value = frequency;
      volume.gain.value = 0.3;
      tone.connect(volume).connect(out);
      tone.start();
      sending = await connection.sendMedia(out.stream, { purpose: "talk", ...options });
      return sending.state;
    }),

  /** Casts a canvas of one colour. */
  cast: (colour, options = {}) =>
    outcome(async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
      const paint = canvas.getContext("2d");
      setInterval(() => {
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 640, 360);
      }, 40);
      sending = await connection.sendMedia(canvas.captureStream(25), { purpose: "cast", ...options });
      return sending.state;
    }),

  /** Casts this tab, which is all of that colour. */
  castTab: (colour, options = {}) =>
    outcome(async () => {
      const wall = Object.assign(document.createElement("div"), { style: `position: fixed; inset: 0; background: ${colour}` });
      document.body.append(wall);
      const screen = await navigator.mediaDevices.getDisplayMedia({ video: true, preferCurrentTab: true });
      screen.getTracks()[0].addEventListener("ended", () => wall.remove());
      sending = await connection.sendMedia(screen, { purpose: "cast", ...options });
      return sending.state;
    }),

  sending: () => sending?.state ?? "none",
  stop: () => sending?.stop(),
};
