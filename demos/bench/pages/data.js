// The page of `bench browsers`: the same channels to one of ours, and to another stack that was given an ordinary offer.
import { Lanward } from "/lanward.js";

const MESSAGE = new Uint8Array(65_536);
const HIGH = 4 << 20;
const LOW = 1 << 20;
const LABELS = ["bulk", "fetch", "rtt"];

/** @type {Record<string, Record<string, any>>} */
const peers = {};
let pending;

const opened = (channel) =>
  channel.readyState === "open" ? channel : new Promise((resolve) => channel.addEventListener("open", () => resolve(channel), { once: true }));

async function adopt(name, connection) {
  const channels = LABELS.map((label) => connection.createDataChannel(label));
  for (const channel of channels) {
    channel.binaryType = "arraybuffer";
    channel.bufferedAmountLowThreshold = LOW;
  }
  peers[name] = Object.fromEntries(channels.map((channel) => [channel.label, channel]));
}

globalThis.data = {
  async ours(name, link) {
    const lan = await Lanward.open({ name: "Benchmark" });
    const { id } = await lan.pair(link);
    await adopt(name, await lan.connect(id));
    await Promise.all(Object.values(peers[name]).map(opened));
  },

  /** An offer with all its candidates, as base64. */
  async offer(name) {
    pending = new RTCPeerConnection();
    await adopt(name, pending);
    await pending.setLocalDescription();
    while (pending.iceGatheringState !== "complete") await new Promise((resolve) => pending.addEventListener("icegatheringstatechange", resolve, { once: true }));
    return btoa(pending.localDescription.sdp);
  },

  async accept(name, answer) {
    await pending.setRemoteDescription({ type: "answer", sdp: atob(answer) });
    await Promise.all(Object.values(peers[name]).map(opened));
  },

  /** From the page; until the peer says that it has it all. Seconds. */
  async up(name, mebibytes) {
    const { bulk } = peers[name];
    const whole = new Promise((resolve) => bulk.addEventListener("message", resolve, { once: true }));
    const start = performance.now();
    for (let sent = 0; sent < mebibytes << 20; sent += MESSAGE.length) {
      if (bulk.bufferedAmount >= HIGH) await new Promise((resolve) => bulk.addEventListener("bufferedamountlow", resolve, { once: true }));
      bulk.send(MESSAGE);
    }
    bulk.send("end");
    await whole;
    return (performance.now() - start) / 1000;
  },

  /** To the page; until it has it all. Seconds. */
  async down(name, mebibytes) {
    const { fetch } = peers[name];
    let bytes = 0;
    const start = performance.now();
    const whole = new Promise((resolve, reject) => {
      const hear = ({ data }) => {
        if (typeof data !== "string") {
          bytes += data.byteLength;
          return;
        }
        fetch.removeEventListener("message", hear);
        bytes === mebibytes << 20 ? resolve() : reject(new Error(`${bytes} bytes came`));
      };
      fetch.addEventListener("message", hear);
    });
    fetch.send(String(mebibytes));
    await whole;
    return (performance.now() - start) / 1000;
  },
};
