// A page in a room. One of two sends small messages by each of three ways, and the other returns them: all figures are round trips by one page's
// clock. Of many, it says when it is connected with all others directly.
import { Lanward } from "/lanward.js";

const BYTES = 64;
/** What has not come back by then is lost. */
const LATE_MILLISECONDS = 1_000;

const lan = await Lanward.open({ name: "Benchmark" });
/** @type {any} */
let room;
/** @type {Record<string, (message: Uint8Array) => void>} */
const ways = {};
/** By number: when it was sent. */
const sent = new Map();
/** @type {number[]} */
let took = [];

/** @param {ArrayBuffer} data */
function back(data) {
  const number = new DataView(data).getUint32(0);
  const at = sent.get(number);
  if (at === undefined) return;
  sent.delete(number);
  took.push(performance.now() - at);
}

/** @param {string} url @param {(data: ArrayBuffer, socket: WebSocket) => void} hear @returns {Promise<WebSocket>} */
function connect(url, hear) {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => hear(data, socket);
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(socket);
    socket.onerror = () => reject(new Error(`no relay at ${url}`));
  });
}

globalThis.rooms = {
  pair: async (code) => (await lan.pair(code)).id,

  async join(name, inRoom = "room") {
    const [{ id }] = await lan.devices();
    room = await lan.join(id, { name, room: inRoom });
  },

  leave: () => room.leave(),

  /** With all of so many players, itself among them. */
  isDirect: (count = 2) => room.players.length === count && room.players.every(({ path }) => path === "self" || path === "direct"),

  /** Returns whatever comes, by the way by which it came. */
  echo(url) {
    room.addEventListener("message", ({ player, data }) => player.send(data, { reliable: false }));
    return connect(url, (data, socket) => socket.send(data)).then(() => true);
  },

  /** Opens all ways. */
  async open(url) {
    const other = room.players.find(({ isSelf }) => !isSelf);
    room.addEventListener("message", ({ data }) => back(data));
    ways.page = (message) => other.send(message, { reliable: false });
    const channel = room.connection.createDataChannel("echo", { ordered: false, maxRetransmits: 0 });
    channel.onmessage = ({ data }) => back(data);
    ways.device = (message) => channel.send(message);
    const [socket] = await Promise.all([connect(url, back), channel.ready]);
    ways.websocket = (message) => socket.send(message);
  },

  /** Sends `rate` a second for so many seconds. @returns {Promise<{sent: number, took: number[]}>} in milliseconds */
  async measure(way, rate, seconds) {
    const count = rate * seconds;
    sent.clear();
    took = [];
    const first = Math.floor(Math.random() * 2 ** 31);
    const start = performance.now();
    for (let i = 0; i < count; i++) {
      const wait = start + (i * 1_000) / rate - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const message = new Uint8Array(BYTES);
      new DataView(message.buffer).setUint32(0, first + i);
      sent.set(first + i, performance.now());
      ways[way](message);
    }
    const end = performance.now() + LATE_MILLISECONDS;
    while (took.length < count && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
    return { sent: count, took };
  },
};
