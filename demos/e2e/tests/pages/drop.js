// A page that sends and receives, with nothing to see; tests call `drop`.
import { Lanward } from "/lanward.js";
import { DirectoryShelves, IndexedDbShelves, Sending, collect, receiveOn } from "/transfer/index.js";
import { Manifest } from "/transfer/manifest.js";
import { TreeHash, leafOf } from "/transfer/tree-hash.js";

const CHUNK_BYTES = 65_536;
const shelves = new IndexedDbShelves({ quotaBytes: 2 ** 33 });
/** @type {Lanward} */
let lan;
let connection;
/** @type {import("/transfer/index.js").Sending | undefined} */
let sending;
/** @type {import("/transfer/index.js").Receiving[]} */
const receivings = [];
/** Every state that a transfer has had. */
let states = [];

function watch(transfer) {
  const note = () => states.at(-1) === transfer.state || states.push(transfer.state);
  states = [];
  transfer.addEventListener("change", note);
  note();
}

function use(opened) {
  connection = opened;
  receiveOn(opened, {
    peerId: opened.device.id,
    shelves,
    onreceiving: (receiving) => {
      receivings.push(receiving);
      watch(receiving);
    },
  });
  if (sending?.state === "interrupted") sending.attach(opened);
}

const about = (transfer) => transfer && { state: transfer.state, done: transfer.done, bytes: transfer.bytes, code: transfer.code, message: transfer.message, states };

/** @param {FileSystemDirectoryHandle} folder */
async function listing(folder, below = "") {
  const all = {};
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === "directory") Object.assign(all, await listing(handle, `${below}${name}/`));
    else all[below + name] = await (await handle.getFile()).text();
  }
  return all;
}

async function rootOf(blob) {
  const hash = new TreeHash();
  for (let at = 0; at < blob.size; at += 64 * CHUNK_BYTES) {
    const bytes = new Uint8Array(await blob.slice(at, at + 64 * CHUNK_BYTES).arrayBuffer());
    for (let i = 0; i < bytes.length; i += CHUNK_BYTES) hash.add(leafOf(bytes.subarray(i, i + CHUNK_BYTES)));
  }
  return hash.root();
}

globalThis.drop = {
  open: async (name) => (lan = await Lanward.open({ name })).fingerprint,
  pair: async (code) => (await lan.pair(code)).id,

  /** Stays connected from now on. */
  async keep() {
    const [{ id }] = await lan.devices();
    lan.keepConnected(id, { onconnection: use }).catch((error) => console.error(error.code));
  },

  state: () => connection?.state ?? "none",

  /** Sends the files of these paths, whose contents are so many bytes of a pattern. @param {Record<string, number>} sizes */
  async sendMade(sizes) {
    const files = Object.entries(sizes).map(([path, size]) => {
      const file = new File([Uint8Array.from({ length: size }, (_, i) => (i * 7) ^ (i >> 9))], path.split("/").at(-1), { lastModified: 1_700_000_000_000 });
      Object.defineProperty(file, "webkitRelativePath", { value: path.includes("/") ? path : "" });
      return file;
    });
    await drop.send(files);
  },

  /** Sends what was chosen. */
  sendChosen: () => drop.send(document.querySelector("#files").files),

  async send(files) {
    sending = new Sending(connection, await collect(files));
    watch(sending);
    sending.start();
  },

  sending: () => about(sending),
  receiving: () => about(receivings.at(-1)),
  count: () => receivings.length,
  accept: () => receivings.at(-1).accept(),
  forget: () => receivings.at(-1).forget(),

  /** What has arrived: path, kind, size, time and tree hash of each. */
  received: async () =>
    Promise.all((await receivings.at(-1).files()).map(async ({ path, kind, size, modified, blob }) => [path, kind, size, modified, kind === "file" ? await rootOf(await blob()) : ""])),

  /** Puts the same into a folder of the browser's own twice, and an empty file in the place of its folder: what is there then, and what is said. */
  async directory() {
    const root = await navigator.storage.getDirectory();
    const shelves = new DirectoryShelves(root);
    const manifest = new Manifest([{ path: "d", kind: "folder", size: 0 }, { path: "d/a.txt", kind: "file", size: 3 }]);
    const agreed = [];
    for (const transfer of ["ab", "cd"].map((each) => each.repeat(32))) {
      const shelf = await shelves.shelf({ peerId: "p", manifest, transfer });
      await shelf.folder(0);
      await shelf.open(1);
      await shelf.append(1, new TextEncoder().encode("abc"));
      await shelf.flush();
      agreed.push(await shelves.isAgreed(transfer), (await (await shelves.shelf({ peerId: "p", manifest, transfer })).open(1)).count);
      await shelf.publish(1);
      await shelf.finish();
      await shelf.forget();
      agreed.push(await shelves.isAgreed(transfer));
    }
    const other = await shelves.shelf({ peerId: "p", manifest: new Manifest([{ path: "d", kind: "file", size: 0 }, { path: "d/a.txt", kind: "folder", size: 0 }]), transfer: "ef".repeat(32) });
    await other.open(0);
    await other.publish(0);
    const refused = await other.folder(1).catch(({ code }) => code);
    await other.discard();
    return { agreed, refused, files: await listing(root) };
  },

  kept: async () => (await shelves.kept()).map(({ id, state, done, bytes }) => ({ id, state, done, bytes })),
};
