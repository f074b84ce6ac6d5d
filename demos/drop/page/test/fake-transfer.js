/**
 * A FAKE of transfer/index.js, for looking at the page and for its tests: nothing is sent. It keeps to the shapes of the real one;
 * what becomes of a transfer is said by `window.fakeTransfer`.
 */
const FINAL = new Set(["sent", "received", "declined", "failed", "cancelled"]);

class FakeTransfer extends EventTarget {
  state = "offered";
  done = 0;
  code = undefined;
  message = undefined;
  calls = [];

  become(state, facts = {}) {
    Object.assign(this, { state, ...facts });
    this.dispatchEvent(new Event("change"));
  }

  pause() {
    this.calls.push("pause");
    this.become("paused");
  }

  resume() {
    this.calls.push("resume");
    this.become(this.going);
  }

  cancel() {
    this.calls.push("cancel");
    this.become("cancelled", { code: "cancelled", message: "It was cancelled here." });
  }
}

export class Sending extends FakeTransfer {
  going = "sending";
  id = String(Math.random());

  constructor(connection, items) {
    super();
    if (!connection) throw new Error("a sending needs a connection");
    this.entries = items;
    this.bytes = items.reduce((sum, { size = 0 }) => sum + size, 0);
    window.fakeTransfer.sendings.push(this);
  }

  start() {
    this.calls.push("start");
  }

  attach(connection) {
    this.calls.push("attach");
    if (!connection) throw new Error("nothing to attach to");
    if (!FINAL.has(this.state)) this.become(this.state === "paused" ? "paused" : "offered");
  }
}

export class Receiving extends FakeTransfer {
  going = "receiving";

  constructor(contents, id = String(Math.random())) {
    super();
    this.id = id;
    this.contents = contents;
    this.items = contents.map(({ path, kind = "file", text = "", size = text.length }) => ({ path, kind, size: kind === "file" ? size : 0, mode: 0o644 }));
    this.bytes = this.items.reduce((sum, { size }) => sum + size, 0);
  }

  accept() {
    this.calls.push("accept");
    this.become("receiving");
  }

  decline() {
    this.calls.push("decline");
    this.become("declined", { code: "declined", message: "It was declined." });
  }

  async files() {
    if (this.lost) throw new Error("lost");
    return this.contents.map(({ path, kind = "file", text = "", size = text.length }) => ({
      ...{ path, kind, size, modified: 1_700_000_000_000 },
      blob: async () => new Blob([text]),
    }));
  }

  async forget() {
    this.calls.push("forget");
  }
}

export async function collect(source) {
  const files = "items" in source ? [...source.files] : [...source];
  if (files.some(({ name }) => name === "con")) throw Object.assign(new Error("con cannot be sent: some systems take it for a device."), { code: "unsafe-name" });
  return files.map((file) => ({ path: file.name, kind: "file", size: file.size, modified: file.lastModified, mode: 0o644, file }));
}

export function receiveOn(connection, { peerId, onreceiving }) {
  window.fakeTransfer.receivers.set(peerId, onreceiving);
}

window.fakeTransfer = {
  /** @type {Sending[]} */ sendings: [],
  /** @type {Map<string, (receiving: Receiving) => void>} */ receivers: new Map(),
  /** A device offers that. @param {string} peerId @param {{path: string, kind?: string, text?: string, size?: number}[]} contents */
  offer(peerId, contents, id) {
    const receiving = Object.assign(new Receiving(contents, id), { peerId });
    this.receivers.get(peerId)?.(receiving);
    return receiving;
  },
};

export class IndexedDbShelves {
  async kept() {
    return JSON.parse(sessionStorage.getItem("fake-kept") ?? "[]").map((kept) => ({ ...kept, files: async () => [], forget: async () => {} }));
  }
}

export class DirectoryShelves {
  constructor(handle) {
    this.handle = handle;
  }
}
