/** Two ends of a connection, in memory: channels keep order and lose nothing until the connection is cut. */
export function connected() {
  const [page, device] = [new FakeConnection(), new FakeConnection()];
  page.other = device;
  device.other = page;
  return {
    page,
    device,
    cut: () => [page, device].forEach((each) => each.end()),
    /** Resolves when the page's end has sent so many bytes of chunks. @param {number} bytes @returns {Promise<void>} */
    sent: (bytes) => new Promise((resolve) => page.waiting.push({ bytes, resolve })),
  };
}

class FakeConnection extends EventTarget {
  /** @type {FakeConnection} */
  other = this;
  device = { id: "device-id", name: "Device", type: "device" };
  /** @type {Set<FakeChannel>} */
  channels = new Set();
  isOver = false;
  sentBytes = 0;
  /** @type {{bytes: number, resolve: () => void}[]} */
  waiting = [];
  /** @type {(reason: string) => void} */
  #resolveClosed = () => {};
  /** @type {Promise<string>} */
  closed = new Promise((resolve) => (this.#resolveClosed = resolve));

  /** @param {string} label @param {{protocol?: string}} [options] */
  createDataChannel(label, { protocol = "" } = {}) {
    if (this.isOver) throw new Error("closed");
    const [mine, theirs] = [new FakeChannel(label, protocol), new FakeChannel(label, protocol)];
    mine.onsent = (data) => this.#count(data);
    mine.other = theirs;
    theirs.other = mine;
    this.channels.add(mine);
    this.other.channels.add(theirs);
    setImmediate(() => {
      if (this.isOver) return;
      mine.open();
      theirs.open();
      this.other.dispatchEvent(Object.assign(new Event("datachannel"), { channel: theirs }));
    });
    return mine;
  }

  /** @param {string | Uint8Array} data */
  #count(data) {
    this.sentBytes += typeof data === "string" ? 0 : data.length - 40;
    for (const { bytes, resolve } of this.waiting) if (this.sentBytes >= bytes) resolve();
  }

  /** As browsers do it: the channels are closed, and are not told. */
  end() {
    if (this.isOver) return;
    this.isOver = true;
    for (const channel of this.channels) channel.end();
    this.#resolveClosed("lost");
  }
}

class FakeChannel extends EventTarget {
  /** @type {FakeChannel} */
  other = this;
  readyState = "connecting";
  bufferedAmountLowThreshold = 0;
  /** @type {(data: string | Uint8Array) => void} */
  onsent = () => {};
  /** What becomes of a message on its way. @type {(data: any) => any} */
  harm = (data) => data;
  /** @type {{resolve: () => void, reject: (error: Error) => void}[]} */
  #waiting = [];

  /** @param {string} label @param {string} protocol */
  constructor(label, protocol) {
    super();
    this.label = label;
    this.protocol = protocol;
  }

  /** @returns {Promise<void>} */
  get ready() {
    if (this.readyState === "open") return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (this.readyState !== "connecting") this.#settle();
    });
  }

  /** @param {string | Uint8Array} data */
  send(data) {
    if (this.readyState !== "open") throw Object.assign(new Error("closed"), { code: "closed" });
    this.onsent(data);
    const copy = this.harm(typeof data === "string" ? data : data.slice().buffer);
    setImmediate(() => {
      if (this.other.readyState === "open") this.other.dispatchEvent(new MessageEvent("message", { data: copy }));
    });
  }

  close() {
    if (this.readyState === "closing" || this.readyState === "closed") return;
    this.readyState = "closing";
    this.#settle();
    // Behind what was sent before.
    setImmediate(() => [this, this.other].forEach((each) => each.#closed()));
  }

  open() {
    if (this.readyState !== "connecting") return;
    this.readyState = "open";
    this.#settle();
  }

  end() {
    this.readyState = "closed";
    this.#settle();
  }

  #closed() {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.#settle();
    this.dispatchEvent(new Event("close"));
  }

  #settle() {
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if (this.readyState === "open") resolve();
      else reject(Object.assign(new Error("closed"), { code: "closed" }));
    }
  }
}

/** Waits for a `change` after which `holds` is true. @param {EventTarget} target @param {() => boolean} holds @returns {Promise<void>} */
export function until(target, holds) {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      target.removeEventListener("change", look);
      resolve();
    };
    target.addEventListener("change", look);
    look();
  });
}
