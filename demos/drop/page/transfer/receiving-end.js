import { DropError, asDropError, require } from "./drop-error.js";
import { shown } from "./entry-path.js";
import { Manifest, ManifestBuilder, entryChunks } from "./manifest.js";
import { readMessage } from "./messages.js";
import { LIMITS, VERSION, chunkBytes, chunksOf } from "./protocol.js";
import { TreeHash, hex, leafOf } from "./tree-hash.js";

/**
 * Where a receiver puts one transfer. Nothing has its final name before it is whole. Every method may reject with a `DropError`:
 * `no-space`, `exists`, `storage`.
 *
 * @typedef {object} Shelf
 * @property {() => Promise<number>} keptBytes how many bytes are here from before, of files that are whole and of parts
 * @property {(entry: number) => Promise<boolean>} isDone whether the entry was published before
 * @property {(entry: number) => Promise<void>} folder makes a folder, unless it is there
 * @property {(entry: number) => Promise<TreeHash>} open opens the part of a file; gives the hash of the chunks that it holds
 * @property {(entry: number) => Promise<void>} restart forgets what the part holds
 * @property {(entry: number, chunk: Uint8Array) => Promise<void>} append adds the next chunk to the part
 * @property {(entry: number) => Promise<void>} publish gives a whole file its name
 * @property {() => Promise<void>} finish all entries are there
 * @property {() => Promise<void>} forget the sender has heard that all are there: forgets the transfer
 *
 * @typedef {import("./messages.js").DropMessage} DropMessage
 *
 * A file of which chunks have been asked for.
 *
 * @typedef {{entry: number, hash: TreeHash, next: number}} Asked
 */

/**
 * The receiver's side of one transfer over one channel. Asks for what it wants, a window ahead; what it has not asked for ends the
 * transfer. After each message it was handed: if `isOffered`, ask whoever decides and call `accept` or `fail`; send what `pollTransmit`
 * gives, until it gives nothing. One call at a time: await each before the next.
 */
export class ReceivingEnd {
  #limits;
  /** @type {DropMessage[]} */
  #replies = [];
  /** What comes next: an offer, entries, a decision, chunks, a bye, nothing. @type {"waiting" | "listing" | "offered" | "taking" | "done" | "over"} */
  #state = "waiting";
  #offered = 0;
  #listing;
  #manifest = new Manifest([]);
  /** @type {Shelf | undefined} */
  #shelf;
  /** @type {DropError | undefined} */
  #failure;
  /** Files in the order in which their chunks come; the last may still be asked for. @type {Asked[]} */
  #asked = [];
  /** The file that is being asked for: the last of `#asked`, if it is not asked for whole. @type {Asked | undefined} */
  #asking;
  /** The file whose part is being compared. Nothing more is asked for meanwhile. @type {Asked | undefined} */
  #comparing;
  /** The first entry that nothing has been done about. */
  #nextEntry = 0;
  /** Chunks, and ends, that were asked for and have not come. */
  #outstanding = 0;
  /** Of these, the first so many are passed over: they were asked for before a bad one came. */
  #stale = 0;
  #staleComparisons = 0;
  #badInARow = 0;
  #wrongTrees = 0;
  #takenBytes = 0;
  #keptBytes = 0;

  /** Waits for an offer. @param {import("./protocol.js").Limits} [limits] */
  constructor(limits = LIMITS) {
    this.#limits = limits;
    this.#listing = new ManifestBuilder(limits);
  }

  /** Whether the offer is here whole and waits for an answer. */
  get isOffered() {
    return this.#state === "offered";
  }

  /** Whether everything is in its place. */
  get isDone() {
    return this.#failure === undefined && (this.#state === "done" || this.#state === "over");
  }

  /** Whether nothing more is to be done but to send what `pollTransmit` gives. */
  get isOver() {
    return this.#state === "over";
  }

  /** Whether the sender owes an answer that it can give without waiting for anybody. */
  get isOwed() {
    const fromPipe = this.#asked.length > 0 && this.#sizeOf(this.#asked[0]) === undefined;
    return this.#state !== "offered" && this.#comparing === undefined && !fromPipe;
  }

  /** Why it failed, if it did. */
  get failure() {
    return this.#failure;
  }

  /** What is offered; empty before `isOffered`. */
  get manifest() {
    return this.#manifest;
  }

  /** Bytes that were here from before. */
  get keptBytes() {
    return this.#keptBytes;
  }

  /** Bytes taken on this channel, none of them twice. */
  get takenBytes() {
    return this.#takenBytes;
  }

  /** A message has come. @param {unknown} data */
  async handle(data) {
    if (this.isOver) return; // It crossed our last word.
    try {
      await this.#take(readMessage(data));
    } catch (error) {
      this.fail(asDropError(error));
    }
  }

  /** The offer is taken, onto `where`. @param {Shelf} where */
  async accept(where) {
    if (!this.isOffered) throw new Error("nothing is offered that waits for an answer");
    this.#state = "taking";
    this.#shelf = where;
    try {
      this.#keptBytes = await where.keptBytes();
      this.#replies.push({ type: "accept", kept: this.#keptBytes });
      await this.#ask();
    } catch (error) {
      this.fail(asDropError(error));
    }
  }

  /** This side gives up, and tells the other why. @param {DropError} why */
  fail(why) {
    if (this.isOver) return;
    this.#replies = [{ type: "failed", code: why.code, message: why.message }];
    this.#end(why);
  }

  /** The next message to send. @returns {Promise<DropMessage | undefined>} */
  async pollTransmit() {
    return this.#replies.shift();
  }

  /** @param {DropMessage} message */
  async #take(message) {
    switch (message.type) {
      case "chunk":
        return this.#takeChunk(message);
      case "end":
        return this.#takeEnd(message);
      case "resumed":
        return this.#compared(message);
      case "offer":
        return this.#begin(message);
      case "entries":
        return this.#list(message.entries);
      case "bye":
        require(this.#state === "done", "bye before everything is there");
        await this.#place.forget();
        this.#state = "over";
        return;
      case "failed":
        return this.#end(new DropError(message.code, message.message));
      default:
        throw DropError.malformed("a sender does not say this");
    }
  }

  /** @param {import("./messages.js").Offer} offer */
  #begin({ version, entries, bytes = 0 }) {
    require(this.#state === "waiting", "a second offer");
    if (version !== VERSION) throw new DropError("unsupported", "This side speaks version 1 of the drop protocol.");
    if (entries > this.#limits.entries) {
      throw new DropError("too-large", `At most ${this.#limits.entries} files and folders are taken at once.`);
    }
    if (bytes > this.#limits.mostBytes) throw this.#tooLarge();
    this.#offered = entries;
    this.#state = "listing";
    this.#replies.push({ type: "more" });
  }

  /** @param {import("./messages.js").Entry[]} entries */
  #list(entries) {
    require(this.#state === "listing", "entries that were not asked for");
    for (const entry of entries) {
      require(this.#listing.size < this.#offered, "more entries than were offered");
      this.#listing.add(entry);
    }
    if (this.#listing.size < this.#offered) return void this.#replies.push({ type: "more" });
    this.#manifest = this.#listing.build();
    this.#listing = new ManifestBuilder(this.#limits);
    this.#state = "offered";
  }

  /** @param {import("./messages.js").Chunk} chunk */
  async #takeChunk(chunk) {
    if (await this.#isStale()) return;
    const file = this.#due(chunk.entry);
    require(chunk.index === file.hash.count, "a chunk out of turn");
    if (!this.#isWhole(chunk, file)) return this.#again(file);
    this.#takenBytes += chunk.data.length;
    if (this.#takenBytes > this.#limits.mostBytes) throw this.#tooLarge();
    await this.#place.append(file.entry, chunk.data);
    file.hash.add(chunk.leaf);
    this.#badInARow = 0;
    return this.#ask();
  }

  /** @param {import("./messages.js").Chunk} chunk @param {Asked} file */
  #isWhole({ index, leaf, data }, file) {
    const size = this.#sizeOf(file);
    if (size !== undefined) {
      require(index < chunksOf(size), "a chunk behind the end");
      if (data.length !== chunkBytes(size, index)) return false;
    }
    return hex(leafOf(data)) === hex(leaf);
  }

  /** @param {import("./messages.js").End} end */
  async #takeEnd(end) {
    if (await this.#isStale()) return;
    const file = this.#due(end.entry);
    require(end.chunks === file.hash.count, "an end out of turn");
    const size = this.#sizeOf(file);
    const isAsLong = size === undefined ? this.#keptBytes + this.#takenBytes === end.size : chunksOf(size) === end.chunks && size === end.size;
    require(isAsLong, "a file that is not as long as was offered");
    if (end.root !== file.hash.root()) {
      this.#badInARow = this.#wrongTrees++;
      await this.#place.restart(file.entry);
      file.hash = new TreeHash();
      return this.#again(file);
    }
    await this.#place.publish(file.entry);
    this.#asked.shift();
    if (size === undefined) {
      this.#outstanding = 0; // What was asked for behind the end of a pipe does not come.
      this.#asking = undefined;
    }
    this.#badInARow = 0;
    return this.#ask();
  }

  /** Asks anew for all that comes now, from the next chunk of `file` on. @param {Asked} file */
  async #again(file) {
    if (++this.#badInARow >= this.#limits.attempts || this.#sizeOf(file) === undefined) {
      throw new DropError("corrupt", `${shown(this.#manifest.entries[file.entry].path)} arrives damaged, ${this.#badInARow} times in a row.`);
    }
    this.#stale = this.#outstanding;
    this.#staleComparisons += this.#comparing ? 1 : 0;
    this.#comparing = undefined;
    this.#asked = [file];
    file.next = file.hash.count;
    this.#asking = file;
    this.#nextEntry = file.entry + 1;
    return this.#ask();
  }

  /** Counts what has come; whether it is one of those that are passed over. */
  async #isStale() {
    require(this.#outstanding > 0, "what was not asked for");
    this.#outstanding--;
    if (this.#stale === 0) return false;
    this.#stale--;
    await this.#ask();
    return true;
  }

  /** @param {number} entry */
  #due(entry) {
    const [file] = this.#asked;
    require(file !== undefined && file.entry === entry, "another file than was asked for");
    return file;
  }

  /** @param {import("./messages.js").Resumed} resumed */
  async #compared({ entry, matches }) {
    if (this.#staleComparisons > 0) {
      this.#staleComparisons--;
      return;
    }
    const file = this.#comparing;
    require(file !== undefined && file.entry === entry, "an answer to nothing that was asked");
    if (!matches) {
      await this.#place.restart(entry);
      file.hash = new TreeHash();
      file.next = 0;
    }
    this.#comparing = undefined;
    this.#asked.push(file);
    this.#asking = file;
    return this.#ask();
  }

  /** Asks for as much as the window has room for; ends when there is nothing left to ask for. */
  async #ask() {
    while (this.#comparing === undefined) {
      const file = await this.#fileToAskFor();
      if (file === undefined) break;
      const room = this.#limits.window - this.#outstanding;
      const chunks = entryChunks(this.#manifest.entries[file.entry]);
      const left = chunks === undefined ? Infinity : chunks + 1 - file.next;
      // Not for every single chunk: half a window keeps the sender busy.
      if (room < Math.min(this.#limits.window / 2, left)) return;
      const count = Math.min(room, left);
      this.#replies.push({ type: "pull", entry: file.entry, from: file.next, count });
      this.#outstanding += count;
      file.next += count;
      if (count === left) this.#asking = undefined;
    }
    if (this.#comparing === undefined && this.#asked.length === 0) {
      await this.#place.finish();
      this.#replies.push({ type: "done" });
      this.#state = "done";
    }
  }

  /** Goes on to the next file that is not here, unless one is being asked for. @returns {Promise<Asked | undefined>} */
  async #fileToAskFor() {
    const { entries } = this.#manifest;
    while (this.#asking === undefined && this.#comparing === undefined && this.#nextEntry < entries.length) {
      const entry = this.#nextEntry++;
      if (entries[entry].kind === "folder") await this.#place.folder(entry);
      else if (!(await this.#place.isDone(entry))) this.#open(entry, await this.#place.open(entry));
    }
    return this.#asking;
  }

  /** @param {number} entry @param {TreeHash} hash of what is here */
  #open(entry, hash) {
    const file = { entry, hash, next: hash.count };
    if (hash.count > 0) {
      this.#comparing = file;
      this.#replies.push({ type: "resume", entry, chunks: hash.count, root: hash.root() });
    } else {
      this.#asking = file;
      this.#asked.push(file);
    }
  }

  get #place() {
    return /** @type {Shelf} */ (this.#shelf);
  }

  /** @param {Asked} file */
  #sizeOf({ entry }) {
    return this.#manifest.entries[entry].size;
  }

  #tooLarge() {
    return new DropError("too-large", `At most ${this.#limits.mostBytes} bytes are taken here.`);
  }

  /** @param {DropError} why */
  #end(why) {
    this.#failure = why;
    this.#state = "over";
  }
}
