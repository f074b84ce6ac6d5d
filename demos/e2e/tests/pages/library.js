// A page with the library and nothing else; tests call `library`. What fails is told as a value: { error } beside { value }, each
// with the time it took.
import { Lanward } from "/lanward.js";

/** @type {Lanward} */
let lan;
let connection;
let stopKeeping = new AbortController();

/** @param {() => Promise<any>} work @returns {Promise<{value?: any, error?: object, milliseconds: number}>} */
async function outcome(work) {
  const start = performance.now();
  const took = () => Math.round(performance.now() - start);
  try {
    return { value: await work(), milliseconds: took() };
  } catch (error) {
    const { code, left, permission, message } = error;
    return { error: { code: code ?? `not a LanwardError: ${error}`, left, permission, message }, milliseconds: took() };
  }
}

function use(opened) {
  connection = opened;
  const { id, name } = opened.device;
  library.connections.push({ id, name });
  opened.addEventListener("close", ({ reason }) => library.closes.push({ reason, at: Date.now() }));
}

globalThis.library = {
  /** Every connection that opened: { id, name }. */
  connections: [],
  /** Every end of a connection: { reason, at }, `at` in milliseconds since 1970. */
  closes: [],
  /** The outcome of `keep`, once there is no point in it any more. */
  kept: null,
  /** Attempts of `keep` that failed: codes. */
  retries: [],

  async open(name) {
    lan?.close();
    lan = await Lanward.open({ name });
    return { fingerprint: lan.fingerprint, devices: (await lan.devices()).length };
  },

  pair: (target, options) => outcome(() => lan.pair(target, options)),

  connect: (id, options) =>
    outcome(async () => {
      use(await lan.connect(id, options));
      return connection.device;
    }),

  /** Stays connected from now on, as a real page does. */
  keep(id) {
    stopKeeping = new AbortController();
    const keeping = lan.keepConnected(id, {
      signal: stopKeeping.signal,
      onconnection: use,
      onretry: ({ code }) => library.retries.push(code),
    });
    outcome(() => keeping).then((end) => (library.kept = end));
  },

  devices: async () => (await lan.devices()).map(({ id, name, revoked }) => ({ id, name, revoked })),
  forget: (id) => outcome(() => lan.forget(id)),
  state: () => connection?.state ?? "none",
  stats: () => connection.stats(),

  /** Sends `text` on a channel `label` of its own and gives back the first message on it. */
  ask: (text, { label = "echo", timeout = 5_000, options = {} } = {}) =>
    outcome(
      () =>
        new Promise((resolve, reject) => {
          const channel = connection.createDataChannel(label, options);
          const timer = setTimeout(() => reject(new Error(`no answer on ${label} in ${timeout} ms`)), timeout);
          channel.addEventListener("open", () => channel.send(text));
          channel.addEventListener("message", ({ data }) => {
            clearTimeout(timer);
            channel.close();
            resolve(data);
          });
          channel.addEventListener("close", () => reject(new Error(`${label} closed without an answer`)));
        }),
    ),

  /** Sends numbered messages of `bytes` on a channel `label`, `count` of them; where it is `patient` it awaits `ready` before each. */
  write({ label, count, bytes, patient }) {
    const channel = connection.createDataChannel(label);
    const writing = (library.writing = { sent: 0, done: false, failed: "", buffered: () => channel.bufferedAmount });
    const message = new DataView(new ArrayBuffer(bytes));
    const run = async () => {
      await channel.ready;
      for (; writing.sent < count; writing.sent++) {
        if (patient) await channel.ready;
        message.setUint32(0, writing.sent);
        channel.send(message);
      }
      writing.done = true;
    };
    run().catch(({ code, message }) => (writing.failed = `${code}: ${message}`));
  },

  written() {
    const { buffered, ...writing } = library.writing;
    return { ...writing, buffered: buffered() };
  },

  /** Hears numbered messages on a channel `label`. */
  read({ label }) {
    const channel = connection.createDataChannel(label);
    const reading = (library.reading = { messages: 0, disordered: 0 });
    channel.onmessage = ({ data }) => {
      reading.disordered += new DataView(data).getUint32(0) === reading.messages ? 0 : 1;
      reading.messages++;
    };
  },

  /** Keeps the page's only thread busy, as a reader that is slow does. How many messages its handler had before and after. */
  block(milliseconds) {
    const before = library.reading.messages;
    for (const end = performance.now() + milliseconds; performance.now() < end; );
    return { before, after: library.reading.messages };
  },

  close() {
    stopKeeping.abort();
    connection?.close();
  },
};
