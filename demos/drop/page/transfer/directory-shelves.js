import { DropError } from "./drop-error.js";
import { PARTS, nameOf, numbered, parentOf, shown } from "./entry-path.js";
import { CHUNK_BYTES, chunkBytes } from "./protocol.js";
import { TreeHash, leafOf } from "./tree-hash.js";

/**
 * @typedef {import("./receiver.js").Offer} Offer
 * @typedef {import("./receiver.js").ReceivedFile} ReceivedFile
 * @typedef {{first: number, name: string, bytes: number}} Part whole chunks from `first` on, in a file of its own
 */

/** Browsers publish what was written when a file is closed: a part that is to survive a crash is closed now and then. */
const PART_BYTES = 8 << 20;

/** How long parts wait for their sender. */
const PARTS_AGE_MILLISECONDS = 7 * 24 * 3_600_000;
const MOST_NAMESAKES = 10_000;

/** Inside a transfer's parts: its time says when they were last used. */
const USED = "used";

/**
 * In a folder that a person has chosen (File System Access). Parts lie in `.lanward-drop` inside it, as a device's do; a file gets its name
 * when it is whole and checked, and never that of another: `name (2).ext`. Times and permissions are not kept, as browsers set none.
 */
export class DirectoryShelves {
  #directory;
  #mostBytes;

  /** @param {FileSystemDirectoryHandle} directory which the page may write to @param {{mostBytes?: number}} [options] of one transfer */
  constructor(directory, { mostBytes = Number.MAX_SAFE_INTEGER } = {}) {
    this.#directory = directory;
    this.#mostBytes = mostBytes;
  }

  get mostBytes() {
    return this.#mostBytes;
  }

  /** @param {string} transfer */
  async isAgreed(transfer) {
    const all = await found(this.#directory.getDirectoryHandle(PARTS));
    return all !== undefined && (await found(all.getDirectoryHandle(transfer))) !== undefined;
  }

  /** @param {Offer} offer @returns {Promise<DirectoryShelf>} @throws {DropError} `storage` */
  async shelf({ manifest, transfer }) {
    return storing(async () => {
      const all = await this.#directory.getDirectoryHandle(PARTS, { create: true });
      await removeOld(all, transfer);
      const parts = await all.getDirectoryHandle(transfer, { create: true });
      await write(parts, USED, "");
      const shelf = new DirectoryShelf(this.#directory, parts, manifest.entries, transfer);
      await shelf.load();
      return shelf;
    });
  }
}

/** One transfer: `N.FIRST.part` hold the chunks of entry N from FIRST on, `N.done` the name under which it was, or is about to be, published. */
class DirectoryShelf {
  #directory;
  #folder;
  #entries;
  #transfer;
  /** @type {Map<number, Part[]>} in order */
  #parts = new Map();
  /** Under which path an entry was, or is about to be, published. @type {Map<number, string>} */
  #published = new Map();
  /** Chunks that wait to be written, of each file that is open. @type {Map<number, {chunks: Uint8Array[], bytes: number}>} */
  #waiting = new Map();

  /**
   * @param {FileSystemDirectoryHandle} directory
   * @param {FileSystemDirectoryHandle} folder
   * @param {readonly import("./messages.js").Entry[]} entries
   * @param {string} transfer
   */
  constructor(directory, folder, entries, transfer) {
    this.#directory = directory;
    this.#folder = folder;
    this.#entries = entries;
    this.#transfer = transfer;
  }

  /** Has to be called first. */
  async load() {
    for await (const [name, handle] of entriesOf(this.#folder)) {
      const [, entry, first, kind] = /^(\d+)(?:\.(\d+))?\.(part|done)$/.exec(name) ?? [];
      if (entry === undefined || handle.kind !== "file") continue;
      const file = await /** @type {FileSystemFileHandle} */ (handle).getFile();
      if (kind === "done") this.#published.set(Number(entry), await file.text());
      else this.#partsOf(Number(entry)).push({ first: Number(first), name, bytes: file.size });
    }
    for (const parts of this.#parts.values()) parts.sort((a, b) => a.first - b.first);
  }

  async keptBytes() {
    let kept = 0;
    for (const [entry, { size = 0 }] of this.#entries.entries()) {
      const ofParts = this.#partsOf(entry).reduce((sum, { bytes }) => sum + bytes, 0);
      kept += (await this.isDone(entry)) ? size : Math.min(size, ofParts);
    }
    return kept;
  }

  /** @param {number} entry */
  async isDone(entry) {
    const path = this.#published.get(entry);
    const { kind, size } = this.#entries[entry];
    if (path === undefined || kind !== "file" || size === undefined) return false;
    return storing(async () => (await this.#fileAt(path))?.size === size);
  }

  /** @param {number} entry */
  async folder(entry) {
    const { path } = this.#entries[entry];
    await storing(async () => {
      const parent = await this.#folderAt(parentOf(path));
      await named(path, parent.getDirectoryHandle(nameOf(path), { create: true }));
    });
  }

  /** @param {number} entry */
  async open(entry) {
    return storing(async () => {
      const hash = new TreeHash();
      const parts = this.#partsOf(entry);
      const { size } = this.#entries[entry];
      let good = 0;
      while (good < parts.length && (await this.#addPart(hash, parts[good], size))) good++;
      await this.#removeParts(entry, good);
      this.#waiting.set(entry, { chunks: [], bytes: 0 });
      return hash;
    });
  }

  /** @param {number} entry */
  async restart(entry) {
    await storing(() => this.#removeParts(entry, 0));
    this.#waiting.set(entry, { chunks: [], bytes: 0 });
  }

  /** @param {number} entry @param {Uint8Array} chunk */
  async append(entry, chunk) {
    const waiting = this.#waitingOf(entry);
    waiting.chunks.push(chunk);
    waiting.bytes += chunk.length;
    if (waiting.bytes >= PART_BYTES) await storing(() => this.#write(entry));
  }

  /** @param {number} entry */
  async publish(entry) {
    const { path, size = 0 } = this.#entries[entry];
    await storing(async () => {
      await this.#write(entry);
      const folder = await this.#folderAt(parentOf(path));
      const name = await this.#claim(entry, folder, path, size);
      const writable = await (await named(path, folder.getFileHandle(name, { create: true }))).createWritable();
      for (const part of this.#partsOf(entry)) await writable.write(await this.#read(part));
      await writable.close(); // In one step.
      await this.#removeParts(entry, 0);
      this.#waiting.delete(entry);
    });
  }

  async finish() {
    // Browsers set no times and no permissions.
  }

  async forget() {
    await this.discard();
  }

  async flush() {
    for (const entry of this.#waiting.keys()) await storing(() => this.#write(entry));
  }

  /** Files that have their names stay. */
  async discard() {
    await storing(async () => {
      const all = await this.#directory.getDirectoryHandle(PARTS);
      await gone(all.removeEntry(this.#transfer, { recursive: true }));
      await gone(this.#directory.removeEntry(PARTS), "InvalidModificationError"); // Others have parts in it.
    });
  }

  /** @returns {Promise<ReceivedFile[]>} under the names that they have here */
  async files() {
    return this.#entries.map(({ path, kind, size = 0, modified = 0 }, entry) => ({
      path: this.#published.get(entry) ?? path,
      kind,
      size,
      modified,
      blob: async () => {
        const file = await storing(() => this.#fileAt(this.#published.get(entry) ?? path));
        if (!file) throw new DropError("storage", `${shown(path)} is not where it was put.`);
        return file;
      },
    }));
  }

  /**
   * A name that nobody has, noted before it is taken: what was claimed and is empty was ours when the page ended.
   *
   * @param {number} entry
   * @param {FileSystemDirectoryHandle} folder
   * @param {string} path
   * @param {number} size
   */
  async #claim(entry, folder, path, size) {
    const claimed = this.#published.get(entry);
    if (claimed !== undefined && size > 0 && (await this.#fileAt(claimed))?.size === 0) return nameOf(claimed);
    for (let number = 1; number <= MOST_NAMESAKES; number++) {
      const name = numbered(nameOf(path), number);
      if (await isTaken(folder, name)) continue;
      const parent = parentOf(path);
      const chosen = parent === undefined ? name : `${parent}/${name}`;
      await write(this.#folder, `${entry}.done`, chosen);
      this.#published.set(entry, chosen);
      return name;
    }
    throw new DropError("exists", `There are too many files called ${shown(path)}.`);
  }

  /** @param {number} entry */
  async #write(entry) {
    const { chunks, bytes } = this.#waitingOf(entry);
    if (chunks.length === 0) return;
    const last = this.#partsOf(entry).at(-1);
    const first = last ? last.first + Math.ceil(last.bytes / CHUNK_BYTES) : 0;
    const name = `${entry}.${first}.part`;
    await write(this.#folder, name, new Blob(/** @type {BlobPart[]} */ (chunks)));
    this.#partsOf(entry).push({ first, name, bytes });
    this.#waiting.set(entry, { chunks: [], bytes: 0 });
  }

  /** @param {TreeHash} hash @param {Part} part @param {number | undefined} size @returns {Promise<boolean>} whether it continues what is there */
  async #addPart(hash, part, size) {
    const end = part.first * CHUNK_BYTES + part.bytes;
    if (size === undefined || part.first !== hash.count || end > size || (part.bytes % CHUNK_BYTES !== 0 && end !== size)) return false;
    const file = await this.#read(part);
    for (let at = 0; at < part.bytes; at += CHUNK_BYTES) {
      hash.add(leafOf(new Uint8Array(await file.slice(at, at + chunkBytes(part.bytes, at / CHUNK_BYTES)).arrayBuffer())));
    }
    return part.bytes > 0;
  }

  /** @param {Part} part */
  async #read({ name }) {
    return (await this.#folder.getFileHandle(name)).getFile();
  }

  /** @param {number} entry @param {number} from of its parts */
  async #removeParts(entry, from) {
    for (const { name } of this.#partsOf(entry).splice(from)) await gone(this.#folder.removeEntry(name));
  }

  /** @param {number} entry @returns {Part[]} */
  #partsOf(entry) {
    const parts = this.#parts.get(entry) ?? [];
    this.#parts.set(entry, parts);
    return parts;
  }

  /** @param {number} entry */
  #waitingOf(entry) {
    return this.#waiting.get(entry) ?? { chunks: [], bytes: 0 };
  }

  /** @param {string | undefined} path */
  async #folderAt(path) {
    let folder = this.#directory;
    for (const name of path?.split("/") ?? []) folder = await named(/** @type {string} */ (path), folder.getDirectoryHandle(name));
    return folder;
  }

  /** @param {string} path @returns {Promise<File | undefined>} */
  async #fileAt(path) {
    try {
      const folder = await this.#folderAt(parentOf(path));
      return await (await found(folder.getFileHandle(nameOf(path))))?.getFile();
    } catch (error) {
      if (error instanceof DropError) return undefined; // Its folder is gone, or no folder any more.
      throw error;
    }
  }
}

/** @param {FileSystemDirectoryHandle} folder @returns {AsyncIterable<[string, FileSystemHandle]>} */
function entriesOf(folder) {
  return /** @type {any} */ (folder).entries();
}

/** @param {FileSystemDirectoryHandle} folder @param {string} name @param {string | Blob} contents */
async function write(folder, name, contents) {
  const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await writable.write(contents);
  await writable.close();
}

/** @param {FileSystemDirectoryHandle} folder @param {string} name */
async function isTaken(folder, name) {
  try {
    return (await found(folder.getFileHandle(name))) !== undefined;
  } catch (cause) {
    if (nameOfError(cause) === "TypeMismatchError") return true; // A folder.
    throw cause instanceof TypeError ? refused(name, cause) : cause;
  }
}

/** What a handle's method gives; nothing where there is no such thing. @template T @param {Promise<T>} asking @returns {Promise<T | undefined>} */
async function found(asking) {
  try {
    return await asking;
  } catch (cause) {
    if (nameOfError(cause) === "NotFoundError") return undefined;
    throw cause;
  }
}

/** @param {Promise<void>} removing @param {...string} others errors that do no harm either */
async function gone(removing, ...others) {
  try {
    await removing;
  } catch (cause) {
    if (!["NotFoundError", ...others].includes(nameOfError(cause))) throw cause;
  }
}

/** A step on the way to an entry's place. @template T @param {string} path @param {Promise<T>} asking @returns {Promise<T>} */
async function named(path, asking) {
  try {
    return await asking;
  } catch (cause) {
    const name = nameOfError(cause);
    if (name === "TypeMismatchError" || name === "NotFoundError") {
      throw new DropError("exists", `Where ${shown(path)} or its folder would go there is something else.`, { cause });
    }
    throw cause instanceof TypeError ? refused(path, cause) : cause;
  }
}

/** @param {string} path @param {TypeError} cause */
function refused(path, cause) {
  return new DropError("unsafe-name", `The receiver's browser writes no file called ${shown(path)}.`, { cause });
}

/** @param {unknown} cause */
function nameOfError(cause) {
  return /** @type {{name?: string}} */ (cause)?.name ?? "";
}

/** Turns what a browser refuses into words that may be told to the peer. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function storing(work) {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DropError) throw cause;
    if (nameOfError(cause) === "QuotaExceededError") throw new DropError("no-space", "The receiver's disk is full. Make room there, and send again.", { cause });
    throw new DropError("storage", "At the receiver the browser does not write to the chosen folder any more. Choose it again there.", { cause });
  }
}

/** @param {FileSystemDirectoryHandle} all @param {string} but which is in use */
async function removeOld(all, but) {
  const limit = Date.now() - PARTS_AGE_MILLISECONDS;
  for await (const [name, handle] of entriesOf(all)) {
    if (name === but || handle.kind !== "directory" || !/^[0-9a-f]{64}$/.test(name)) continue;
    const used = await found(/** @type {FileSystemDirectoryHandle} */ (handle).getFileHandle(USED));
    if (used && (await used.getFile()).lastModified < limit) await gone(all.removeEntry(name, { recursive: true }));
  }
}
