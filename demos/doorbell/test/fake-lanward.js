/**
 * A FAKE of the library, for looking at the page and for its tests: no network, no camera. The test server serves it as `/lanward.js`. What it
 * plays is chosen by the address: `?scene=one`, and so on; `window.fakeLanward` drives it further. It keeps to the shapes of
 * docs/javascript-api.md and to nothing else of the real one. Its pictures are a canvas that moves.
 */
const scene = new URLSearchParams(location.search).get("scene") ?? "fresh";
const FRONT = { id: "a1".repeat(16), name: "Front door", type: "camera" };
const GARDEN = { id: "b2".repeat(16), name: "Garden gate with a rather long name", type: "camera" };
const TV = { id: "c3".repeat(16), name: "Living room", type: "display" };
const KNOWN = { fresh: [], pairing: [], several: [FRONT, GARDEN, TV] };
const RETRIES = { away: "not-found", blocked: "blocked-by-browser", "wrong-certificate": "wrong-certificate" };
const MESSAGES = {
  "wrong-code": "The code is wrong. Read it again from the device.",
  "not-found": "The device did not answer. Check that it is on and on this network, then try again.",
  "blocked-by-browser": "The browser does not let this page reach the local network. Allow it in the site's settings and try again.",
  "wrong-certificate": "What answers is not the device that was paired, or that device refuses this page's certificate. Nothing was sent. If the device was reset, pair again.",
  revoked: "The device has forgotten this page. Pair again.",
  aborted: "Stopped by the caller.",
  "media-refused": "The device does not give this page that, or does not take it. Its owner can allow it.",
  "no-media": "The device has no such camera, microphone, display or speaker.",
};

export class LanwardError extends Error {
  constructor(code, options = {}) {
    super(MESSAGES[code] ?? code);
    Object.assign(this, { code, ...options });
  }
}

/** @param {number} step */
function fingerprintLine(step) {
  const pairs = Array.from({ length: 32 }, (_, i) => ((i * step + 11) % 256).toString(16).padStart(2, "0").toUpperCase());
  return `a=fingerprint:sha-256 ${pairs.join(":")}\r\n`;
}

/** A street at dusk, which somebody crosses. @param {number} hue */
function drawStreet(hue) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
  const paint = canvas.getContext("2d");
  let at = 0;
  const draw = () => {
    at++;
    const sky = paint.createLinearGradient(0, 0, 0, 720);
    sky.addColorStop(0, `hsl(${hue} 45% 24%)`);
    sky.addColorStop(0.6, `hsl(${hue + 20} 50% 62%)`);
    sky.addColorStop(0.61, "hsl(120 14% 30%)");
    sky.addColorStop(1, "hsl(110 16% 20%)");
    paint.fillStyle = sky;
    paint.fillRect(0, 0, 1280, 720);
    paint.fillStyle = `hsl(${hue + 8} 22% 34%)`;
    for (const [x, y, w] of [[90, 190, 260], [470, 240, 300], [880, 160, 320]]) {
      paint.fillRect(x, y, w, 440 - y);
      paint.beginPath();
      paint.moveTo(x - 24, y);
      paint.lineTo(x + w / 2, y - 90);
      paint.lineTo(x + w + 24, y);
      paint.fill();
      paint.save();
      paint.fillStyle = "hsl(42 90% 66%)";
      for (let i = 0; i < 3; i++) paint.fillRect(x + 30 + (i * (w - 60)) / 3, y + 44, 40, 54);
      paint.restore();
    }
    paint.fillStyle = "hsl(30 8% 38%)";
    paint.beginPath();
    paint.moveTo(560, 440);
    paint.lineTo(700, 440);
    paint.lineTo(980, 720);
    paint.lineTo(300, 720);
    paint.fill();
    const x = 420 + ((at * 3) % 460);
    paint.fillStyle = "hsl(210 20% 14%)";
    paint.beginPath();
    paint.arc(x, 430, 34, 0, 7);
    paint.fill();
    paint.beginPath();
    paint.roundRect(x - 46, 468, 92, 190, 40);
    paint.fill();
  };
  draw();
  setInterval(draw, 100);
  return canvas;
}

class FakeSending extends EventTarget {
  state = "live";

  enter(state) {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }

  stop() {
    this.enter("ended");
  }
}

class FakeConnection extends EventTarget {
  state = "open";
  media = { state: "idle", video: false, audio: false };
  pc = { localDescription: { sdp: fingerprintLine(29) }, remoteDescription: { sdp: fingerprintLine(37) } };
  /** What comes of the next request: `live`, or a state that it stays in, or an error's code. */
  answers = scene === "refused" ? "media-refused" : scene === "asking" ? "asking" : "live";
  sendings = [];
  wants = [];

  constructor(device) {
    super();
    this.device = device;
    this.canvas = drawStreet(device === FRONT ? 225 : 15);
  }

  become(status) {
    this.media = { video: false, audio: false, ...status };
    this.dispatchEvent(Object.assign(new Event("media"), { status: this.media }));
  }

  async requestMedia({ video = false, audio = false }) {
    this.wants.push({ video, audio });
    if (!video && !audio) {
      this.become({ state: "idle" });
      return new MediaStream();
    }
    this.become({ state: "connecting" });
    await new Promise((resolve) => setTimeout(resolve, 40));
    if (this.answers.includes("-")) {
      this.become({ state: "idle" });
      throw new LanwardError(this.answers);
    }
    if (this.answers !== "live") {
      this.become({ state: this.answers });
      return new Promise(() => {});
    }
    this.stream ??= this.canvas.captureStream(10);
    this.become({ state: "live", video: true, audio: true });
    return this.stream;
  }

  async sendMedia(stream, { purpose }) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (scene === "silent") throw new LanwardError("media-refused");
    const sending = Object.assign(new FakeSending(), { stream, purpose });
    this.sendings.push(sending);
    return sending;
  }

  async ring() {
    const picture = await new Promise((resolve) => this.canvas.toBlob(resolve, "image/jpeg", 0.7));
    this.dispatchEvent(Object.assign(new Event("ring"), { at: new Date(), picture }));
  }

  enter(state) {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }

  close(reason = "closed") {
    if (this.state === "closed") return;
    this.enter("closed");
    this.dispatchEvent(Object.assign(new Event("close"), { reason }));
  }
}

class FakeLanward {
  known = [...(KNOWN[scene] ?? [FRONT])];
  /** @type {Map<string, any>} */ kept = new Map();
  calls = [];

  async devices() {
    return [...this.known];
  }

  async pair(entry, { signal } = {}) {
    this.calls.push(["pair", entry]);
    await new Promise((resolve, reject) => {
      setTimeout(resolve, scene === "pairing" ? 1e9 : 60);
      signal?.addEventListener("abort", () => reject(new LanwardError("aborted")));
    });
    if (entry.endsWith("-000000")) throw new LanwardError("wrong-code", { left: 2 });
    this.known = [FRONT, ...this.known.filter(({ id }) => id !== FRONT.id)];
    return FRONT;
  }

  /** As the real one: resolves never, rejects with what ends it; media that was live is so again on the next connection. */
  keepConnected(id, { onconnection, onretry, signal }) {
    this.calls.push(["keepConnected", id]);
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new LanwardError("aborted")));
      const keep = {
        connection: null,
        open: () => signal.aborted || onconnection((keep.connection = new FakeConnection(this.known.find((device) => device.id === id)))),
        retry: (code) => signal.aborted || onretry(new LanwardError(code), 250),
        end: (code) => {
          if (code === "revoked") this.known = this.known.map((device) => (device.id === id ? { ...device, revoked: true } : device));
          reject(new LanwardError(code));
        },
      };
      this.kept.set(id, keep);
      if (RETRIES[scene]) setTimeout(keep.retry, 20, RETRIES[scene]);
      else if (scene !== "connecting") setTimeout(keep.open, 20);
    });
  }

  close() {
    this.calls.push(["close"]);
    for (const keep of this.kept.values()) keep.connection?.close();
  }

  async forget(id) {
    this.calls.push(["forget", id]);
    this.known = this.known.filter((device) => device.id !== id);
    this.kept.get(id)?.connection?.close("forgotten");
    this.kept.get(id)?.end("not-paired");
  }

  /** @param {number} [which] */
  connection(which = 0) {
    return [...this.kept.values()][which].connection;
  }
}

export const Lanward = {
  async open(options) {
    const lan = new FakeLanward();
    lan.calls.push(["open", options]);
    return (window.fakeLanward = lan);
  },
};
