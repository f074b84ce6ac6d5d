// What a stack with the browsers' API does in the tests: runs in a page, and in Node over libdatachannel.

/** No more waits in the stack, so that messages that may expire have a chance. */
const MOST_BUFFERED_BYTES = 64 * 1024;

/** Pion hangs on more. */
const MOST_MESSAGE_BYTES = 60_000;

/** Of two, three and four bytes in UTF-8. */
const WIDE = "ß漢𝄞";

const utf8 = new TextEncoder();
const LETTERS = Array.from({ length: 90 }, (_, i) => String.fromCharCode(33 + i)).join("");

/** Numbers from 0 to 1, the same for the same seed (mulberry32). @param {number} seed */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 3 % empty, 90 % below 200 bytes, 6.7 % below 2,000, 0.3 % up to the most. */
function nextSize(random) {
  const share = Math.floor(random() * 1000);
  if (share < 30) return 0;
  return Math.floor(random() * (share < 930 ? 200 : share < 997 ? 2_000 : MOST_MESSAGE_BYTES)) + 1;
}

/** @returns {string | Uint8Array} */
function nextMessage(random) {
  const text = random() < 0.5;
  const size = nextSize(random);
  if (!text) return Uint8Array.from({ length: size }, () => Math.floor(random() * 256));
  const wide = random() < 0.5 && size > 9;
  let content = wide ? WIDE : "";
  for (let bytes = wide ? 9 : 0; bytes < size; bytes++) content += LETTERS[Math.floor(random() * 90)];
  return content;
}

/** The start of SHA-256 over kind and content. @param {boolean} text @param {Uint8Array} content */
async function digest(text, content) {
  const input = new Uint8Array(content.length + 1);
  input[0] = text ? 0x74 : 0x62;
  input.set(content, 1);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", input));
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string | ArrayBuffer | Uint8Array} data */
function digestOf(data) {
  return typeof data === "string" ? digest(true, utf8.encode(data)) : digest(false, new Uint8Array(data));
}

/**
 * One connection of a stack and the workload on it. Commands and events are those of README.md.
 */
export class Peer {
  #RTCPeerConnection;
  #print;
  /** @type {RTCPeerConnection} */
  #pc;
  /** @type {Map<string, RTCDataChannel>} by label */
  #channels = new Map();
  /** @type {Map<string, {sent: Promise<string>[], received: Promise<string>[]}>} */
  #traffic = new Map();
  /** @type {[string, number][]} */
  #expected = [];
  #over = false;

  /** @param {typeof RTCPeerConnection} RTCPeerConnection @param {(event: object) => void} print */
  constructor(RTCPeerConnection, print) {
    this.#RTCPeerConnection = RTCPeerConnection;
    this.#print = print;
  }

  /** @param {any} command */
  async command(command) {
    switch (command.command) {
      case "offer":
        return this.#offer(command.channels);
      case "answer":
        return this.#pc.setRemoteDescription({ type: "answer", sdp: command.sdp });
      case "answerTo":
        return this.#answerTo(command.sdp, command.channels);
      case "open":
        return command.channels.forEach((plan) => this.#open(plan));
      case "send":
        return this.#send(command.seed, command.count);
      case "expect":
        this.#expected = Object.entries(command.counts);
        return this.#tellWhenComplete();
      case "close":
        return command.labels.forEach((label) => this.#channels.get(label).close());
      case "report":
        return this.#report();
      case "state":
        return this.#state();
      case "hangUp":
        this.#over = true;
        return this.#pc.close();
      default:
        throw new Error(`no such command: ${command.command}`);
    }
  }

  #begin() {
    this.#channels.clear();
    this.#traffic.clear();
    this.#over = false;
    const pc = (this.#pc = new this.#RTCPeerConnection({ iceServers: [] }));
    pc.ondatachannel = ({ channel }) => this.#take(channel);
    pc.onconnectionstatechange = () => {
      if (pc !== this.#pc) return;
      if (pc.connectionState === "connected") this.#print({ event: "connected" });
      if (["failed", "closed"].includes(pc.connectionState)) this.#ended(`connection ${pc.connectionState}`);
    };
  }

  /** A new connection, with those channels that are there from its beginning. */
  async #offer(plans) {
    this.#begin();
    for (const plan of plans) this.#open(plan);
    await this.#pc.setLocalDescription(await this.#pc.createOffer());
    this.#print({ event: "offer", sdp: this.#pc.localDescription.sdp });
  }

  async #answerTo(sdp, plans) {
    this.#begin();
    await this.#pc.setRemoteDescription({ type: "offer", sdp });
    for (const plan of plans) this.#open(plan);
    await this.#pc.setLocalDescription(await this.#pc.createAnswer());
    while (this.#pc.iceGatheringState !== "complete") await new Promise((resolve) => setTimeout(resolve, 5));
    this.#print({ event: "answer", sdp: this.#pc.localDescription.sdp });
  }

  #open({ label, negotiatedId, ...options }) {
    const negotiated = negotiatedId === undefined ? {} : { negotiated: true, id: negotiatedId };
    this.#take(this.#pc.createDataChannel(label, { ...options, ...negotiated }));
  }

  /** @param {RTCDataChannel} channel */
  #take(channel) {
    const label = channel.label;
    this.#channels.set(label, channel);
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => {
      this.#trafficOf(label).received.push(digestOf(data));
      this.#tellWhenComplete();
    };
    channel.onclose = () => {
      if (this.#over) return;
      this.#channels.delete(label);
      this.#print({ event: "closed", label });
    };
    channel.onerror = ({ error }) => this.#print({ event: "trouble", label, error: String(error?.message ?? error) });
    if (channel.readyState === "open") this.#opened(channel);
    else channel.onopen = () => this.#opened(channel);
  }

  /** @param {RTCDataChannel} channel */
  #opened({ label, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated, id }) {
    const plan = { label, protocol, ordered, ...limit({ maxRetransmits }), ...limit({ maxPacketLifeTime }), ...(negotiated ? { negotiatedId: id } : {}) };
    this.#print({ event: "opened", channel: plan, id });
  }

  async #send(seed, countOnEach) {
    const random = seeded(seed);
    const channels = [...this.#channels.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
    for (let i = 0; i < countOnEach; i++) {
      for (const channel of channels) {
        while (channels.reduce((sum, each) => sum + each.bufferedAmount, 0) >= MOST_BUFFERED_BYTES) {
          await new Promise((resolve) => setTimeout(resolve, 4));
        }
        const message = nextMessage(random);
        channel.send(message);
        this.#trafficOf(channel.label).sent.push(digestOf(message));
      }
    }
    this.#print({ event: "sent" });
  }

  #tellWhenComplete() {
    if (this.#expected.length === 0) return;
    if (this.#expected.every(([label, count]) => this.#trafficOf(label).received.length >= count)) {
      this.#expected = [];
      this.#print({ event: "complete" });
    }
  }

  async #report() {
    const traffic = [...this.#traffic];
    this.#traffic.clear();
    const channels = {};
    for (const [label, { sent, received }] of traffic) {
      channels[label] = { sent: await Promise.all(sent), received: await Promise.all(received) };
    }
    this.#print({ event: "report", channels });
  }

  /** For whoever has to find out why it does not go on. */
  async #state() {
    const channels = {};
    for (const [label, { id, readyState, bufferedAmount }] of this.#channels) {
      const { sent, received } = this.#trafficOf(label);
      channels[label] = { id, readyState, bufferedAmount, sent: sent.length, received: received.length };
    }
    const told = ["data-channel", "transport", "candidate-pair"];
    const stats = [...((await this.#pc.getStats?.()) ?? new Map()).values()].filter(({ type }) => told.includes(type));
    this.#print({ event: "state", channels, expected: Object.fromEntries(this.#expected), stats });
  }

  #trafficOf(label) {
    let traffic = this.#traffic.get(label);
    if (!traffic) this.#traffic.set(label, (traffic = { sent: [], received: [] }));
    return traffic;
  }

  #ended(why) {
    if (this.#over) return;
    this.#over = true;
    this.#print({ event: "over", why });
  }
}

/** Without what is not limited: stacks say null or 65535 for that. */
function limit(pair) {
  const [[name, value]] = Object.entries(pair);
  return value === null || value === undefined || value === 65_535 ? {} : { [name]: value };
}
