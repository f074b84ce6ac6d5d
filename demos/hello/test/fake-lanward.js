/**
 * A FAKE of the library, for looking at the page and for its tests: no network, no device. The test server serves it as
 * `/lanward.js`. What it plays is chosen by the address: `?scene=connected`, and so on; `window.fakeLanward` drives it further.
 * It keeps to the shapes of docs/javascript-api.md and to nothing else of the real one.
 */
const scene = new URLSearchParams(location.search).get("scene") ?? "fresh";
const LIVING_ROOM = { id: "a1".repeat(16), name: "Living room", type: "demo" };
const KITCHEN = { id: "b2".repeat(16), name: "Kitchen radio with a rather long name", type: "demo" };
const STARTS_PAIRED = new Set(["connected", "connecting", "searching", "revoked", "blocked", "wrong-certificate", "several"]);
const RETRIES = { searching: "not-found", blocked: "blocked-by-browser", "wrong-certificate": "wrong-certificate" };
const MESSAGES = {
  "wrong-code": "The code is wrong. Read it again from the device.",
  "not-found": "The device did not answer. Check that it is on and on this network, then try again.",
  "blocked-by-browser": "The browser does not let this page reach the local network. Allow it in the site's settings and try again.",
  "wrong-certificate": "What answers is not the device that was paired, or that device refuses this page's certificate. Nothing was sent. If the device was reset, pair again.",
  revoked: "The device has forgotten this page. Pair again.",
  aborted: "Stopped by the caller.",
  "invalid-link": "That is not a pairing link. Scan or copy it again.",
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

class FakeChannel extends EventTarget {
  readyState = "connecting";
  bufferedAmount = 0;
  binaryType = "arraybuffer";

  constructor(label) {
    super();
    this.label = label;
    setTimeout(() => {
      this.readyState = "open";
      this.dispatchEvent(new Event("open"));
    }, 5);
  }

  send(data) {
    if (this.readyState !== "open") throw new LanwardError("closed");
    if (this.full) throw new LanwardError("busy");
    const slow = Math.random() < 0.015;
    if (this.label === "echo" && Math.random() < 0.01) return;
    const delay = this.label === "echo" ? 0.6 + Math.random() * 1.2 + (slow ? 9 : 0) : 150;
    setTimeout(() => this.deliver(this.label === "chat" ? `You said: ${data}` : data), delay);
  }

  deliver(data) {
    if (this.readyState === "open") this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

class FakeConnection extends EventTarget {
  state = "open";
  pc = { localDescription: { sdp: fingerprintLine(29) }, remoteDescription: { sdp: fingerprintLine(37) } };
  channels = [];

  createDataChannel(label) {
    const channel = new FakeChannel(label);
    this.channels.push(channel);
    return channel;
  }

  enter(state) {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }

  close(reason = "closed") {
    if (this.state === "closed") return;
    this.enter("closed");
    for (const channel of this.channels) {
      channel.readyState = "closed";
      channel.dispatchEvent(new Event("close"));
    }
    this.dispatchEvent(Object.assign(new Event("close"), { reason }));
  }
}

class FakeLanward {
  known = STARTS_PAIRED.has(scene) ? [LIVING_ROOM] : [];
  /** @type {Map<string, any>} */ kept = new Map();
  calls = [];

  async devices() {
    return [...this.known];
  }

  async pair(entry, { signal } = {}) {
    this.calls.push(["pair", entry]);
    await new Promise((resolve, reject) => {
      setTimeout(resolve, scene === "pairing" ? 1e9 : 80);
      signal?.addEventListener("abort", () => reject(new LanwardError("aborted")));
    });
    if (entry.endsWith("-000000")) throw new LanwardError("wrong-code", { left: 2 });
    this.known = [LIVING_ROOM, ...this.known.filter(({ id }) => id !== LIVING_ROOM.id)];
    return LIVING_ROOM;
  }

  /** As the real one: resolves never, rejects with what ends it. */
  keepConnected(id, { onconnection, onretry, signal }) {
    this.calls.push(["keepConnected", id]);
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new LanwardError("aborted")));
      const keep = {
        connection: null,
        open: () => signal.aborted || onconnection((keep.connection = new FakeConnection())),
        retry: (code) => signal.aborted || onretry(new LanwardError(code), 250),
        end: (code) => {
          if (code === "revoked") this.known = this.known.map((device) => (device.id === id ? { ...device, revoked: true } : device));
          reject(new LanwardError(code));
        },
      };
      this.kept.set(id, keep);
      if (scene === "revoked") setTimeout(keep.end, 30, "revoked");
      else if (RETRIES[scene]) setTimeout(keep.retry, 30, RETRIES[scene]);
      else if (scene !== "connecting") setTimeout(keep.open, 30);
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
}

export const Lanward = {
  async open(options) {
    const lan = new FakeLanward();
    if (scene === "several") lan.known.push(KITCHEN);
    lan.calls.push(["open", options]);
    return (window.fakeLanward = lan);
  },
};
