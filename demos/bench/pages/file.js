// The page of `bench transfer`: sends and receives as the drop page does, with nothing to see, and lets the browser upload and download.
import { Lanward } from "/lanward.js";
import { IndexedDbShelves, Sending, collect, receiveOn } from "/transfer/index.js";

const shelves = new IndexedDbShelves({ quotaBytes: 2 ** 34 });
const OVER = ["sent", "received", "declined", "failed", "cancelled", "interrupted"];
let connection;
/** What is under way, or was last; `received` is told of by who receives. */
let running;
let received;

/** Until a transfer is over: sent or received, or it is an error. */
function over(transfer) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!OVER.includes(transfer.state)) return;
      if (["sent", "received"].includes(transfer.state)) resolve(transfer);
      else reject(new Error(`${transfer.state}: ${transfer.code} ${transfer.message}`));
    };
    transfer.addEventListener("change", look);
    look();
  });
}

const chosen = () => document.querySelector("#files").files;

const ways = {
  async send() {
    const sending = new Sending(connection, await collect(chosen()));
    sending.start();
    await over(sending);
  },

  /** By the browser: `url` takes what was chosen. */
  async upload(url) {
    const verdict = await (await fetch(url, { method: "PUT", body: chosen()[0] })).text();
    if (verdict !== "whole") throw new Error(`the upload arrived ${verdict}`);
  },

  /** By the browser, which keeps it as it likes, in memory or on its disk. */
  async download(url, bytes) {
    const blob = await (await fetch(url)).blob();
    if (blob.size !== bytes) throw new Error(`${blob.size} bytes came`);
  },
};

globalThis.file = {
  async connect(link) {
    const lan = await Lanward.open({ name: "Benchmark" });
    const { id } = await lan.pair(link);
    connection = await lan.connect(id);
    receiveOn(connection, {
      peerId: id,
      shelves,
      onreceiving(receiving) {
        if (receiving.state === "offered") receiving.accept();
        received = over(receiving);
        received.catch(() => {}); // whoever asks for it hears of it
      },
    });
  },

  /** Begins; `seconds` has the time. @param {keyof typeof ways} way */
  begin(way, ...words) {
    const start = performance.now();
    running = ways[way](...words).then(() => (performance.now() - start) / 1000);
    running.catch(() => {});
  },

  /** How long it took; nothing while it takes longer than `most` milliseconds from now. */
  seconds: (most) => Promise.race([running, new Promise((resolve) => setTimeout(resolve, most, null))]),

  /** What was received is here, and thrown away. */
  async forget(bytes) {
    const receiving = await received;
    const [only] = await receiving.files();
    const { size } = await only.blob();
    await receiving.forget();
    if (size !== bytes) throw new Error(`${size} bytes came`);
  },
};
