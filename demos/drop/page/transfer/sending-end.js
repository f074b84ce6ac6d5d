import { DropError, asDropError, require } from "./drop-error.js";
import { utf8Bytes } from "./entry-path.js";
import { entryChunks } from "./manifest.js";
import { readMessage } from "./messages.js";
import { LIMITS, MAX_TEXT_BYTES, VERSION } from "./protocol.js";
import { TreeHash, leafOf } from "./tree-hash.js";

/** Leaves room for the frame of a message around its entries. */
const PIECE_BYTES = MAX_TEXT_BYTES - 1_024;

/**
 * Where a sender's files come from. `read` gives chunk `index` of an entry: 65,536 bytes, or less where the file ends. Both reject with a
 * `DropError`: `unreadable`, or `changed` when the file is not what was offered any more.
 *
 * @typedef {{read(entry: number, index: number): Promise<Uint8Array>, requireUnchanged(entry: number): Promise<void>}} Source
 *
 * @typedef {import("./messages.js").DropMessage} DropMessage
 */

/**
 * The sender's side of one transfer over one channel. Says nothing but its offer that it was not asked for, and reads a chunk only when
 * `pollTransmit` is called: call it when there is room to send, until it gives nothing; then hand in the next message. One call at a
 * time: await each before the next.
 */
export class SendingEnd {
  #manifest;
  #source;
  /** @type {DropMessage[]} */
  #replies = [];
  /** @type {import("./messages.js").Pull[]} */
  #pulls = [];
  #maxPulled;
  #pulled = 0;
  #told = 0;
  #accepted = false;
  #done = false;
  #keptBytes = 0;
  #sentBytes = 0;
  /** @type {DropError | undefined} */
  #failure;
  /** The chunks that were read last, in order from the first: of which file, and their hash. */
  #hashedEntry = -1;
  #hashed = new TreeHash();
  #hashedBytes = 0;

  /**
   * Its first message is the offer.
   *
   * @param {import("./manifest.js").Manifest} manifest every size in it is known
   * @param {Source} source
   * @param {import("./protocol.js").Limits} [limits]
   */
  constructor(manifest, source, limits = LIMITS) {
    this.#manifest = manifest;
    this.#source = source;
    this.#maxPulled = 4 * limits.window;
    this.#replies.push({ type: "offer", version: VERSION, entries: manifest.entries.length, bytes: manifest.bytes });
  }

  /** Whether the receiver agreed. */
  get isAccepted() {
    return this.#accepted;
  }

  /** Whether everything is in its place at the receiver. */
  get isDone() {
    return this.#done;
  }

  /** Whether nothing more is to be done but to send what `pollTransmit` gives. */
  get isOver() {
    return this.#done || this.#failure !== undefined;
  }

  /** Why it failed, if it did. */
  get failure() {
    return this.#failure;
  }

  /** What the receiver had from before. */
  get keptBytes() {
    return this.#keptBytes;
  }

  /** Bytes of chunks sent on this channel, those sent twice included. */
  get sentBytes() {
    return this.#sentBytes;
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

  /** This side gives up, and tells the other why. @param {DropError} why */
  fail(why) {
    if (this.isOver) return;
    this.#pulls = [];
    this.#replies = [{ type: "failed", code: why.code, message: why.message }];
    this.#failure = why;
  }

  /** The next message to send. @returns {Promise<DropMessage | undefined>} */
  async pollTransmit() {
    if (this.#replies.length === 0 && !this.isOver) {
      try {
        await this.#serve();
      } catch (error) {
        this.fail(asDropError(error, "unreadable"));
      }
    }
    return this.#replies.shift();
  }

  /** @param {DropMessage} message */
  async #take(message) {
    switch (message.type) {
      case "more":
        return void this.#replies.push(this.#nextEntries());
      case "accept":
        require(this.#told === this.#manifest.entries.length && !this.#accepted, "accepted out of turn");
        this.#accepted = true;
        this.#keptBytes = message.kept;
        return;
      case "resume":
        return void this.#replies.push(await this.#compare(message));
      case "pull":
        return this.#pull(message);
      case "done":
        require(this.#accepted, "done before it began");
        this.#done = true;
        return void this.#replies.push({ type: "bye" });
      case "failed":
        this.#failure = new DropError(message.code, message.message);
        this.#replies = [];
        return;
      default:
        throw DropError.malformed("a receiver does not say this");
    }
  }

  /** @returns {DropMessage} */
  #nextEntries() {
    const entries = [];
    let bytes = 0;
    for (; this.#told < this.#manifest.entries.length; this.#told++) {
      const next = this.#manifest.entries[this.#told];
      // Escaped, a byte of a name takes six at most; names hold no control characters: two.
      bytes += 2 * utf8Bytes(next.path) + 128;
      if (entries.length > 0 && bytes > PIECE_BYTES) break;
      entries.push(next);
    }
    require(entries.length > 0, "all entries were told already");
    return { type: "entries", entries };
  }

  /** @param {import("./messages.js").Resume} resume @returns {Promise<DropMessage>} */
  async #compare({ entry, chunks, root }) {
    const all = entryChunks(this.#file(entry)) ?? 0;
    if (chunks > all) return { type: "resumed", entry, matches: false };
    await this.#hashUpTo(entry, chunks);
    return { type: "resumed", entry, matches: this.#hashed.root() === root };
  }

  /** @param {import("./messages.js").Pull} pull */
  #pull(pull) {
    require(pull.from <= (entryChunks(this.#file(pull.entry)) ?? 0), "pulled behind the end");
    this.#pulled += pull.count;
    require(this.#pulled <= this.#maxPulled, "too many chunks are asked for at once");
    this.#pulls.push(pull);
  }

  /** Makes the answer to the oldest pull: its next chunk, or the end of its file. */
  async #serve() {
    const [pull] = this.#pulls;
    if (pull === undefined) return;
    const { entry, from, count } = pull;
    if (from === entryChunks(this.#manifest.entries[entry])) {
      this.#pulls.shift();
      this.#pulled -= count;
      this.#replies.push(await this.#end(entry, from));
      return;
    }
    const data = await this.#source.read(entry, from);
    const leaf = leafOf(data);
    await this.#remember(entry, from, leaf, data.length);
    this.#sentBytes += data.length;
    this.#replies.push({ type: "chunk", entry, index: from, leaf, data });
    this.#pulled--;
    if (count > 1) this.#pulls[0] = { ...pull, from: from + 1, count: count - 1 };
    else this.#pulls.shift();
  }

  /** @param {number} entry @param {number} chunks @returns {Promise<DropMessage>} */
  async #end(entry, chunks) {
    await this.#hashUpTo(entry, chunks);
    await this.#source.requireUnchanged(entry);
    return { type: "end", entry, chunks, size: this.#hashedBytes, root: this.#hashed.root() };
  }

  /**
   * A chunk that continues what was hashed is hashed; one that is sent again was.
   *
   * @param {number} entry
   * @param {number} index
   * @param {Uint8Array} leaf
   * @param {number} bytes
   */
  async #remember(entry, index, leaf, bytes) {
    if (this.#hashedEntry !== entry || index > this.#hashed.count) await this.#hashUpTo(entry, index);
    if (index === this.#hashed.count) this.#add(leaf, bytes);
  }

  /** Makes `#hashed` that of exactly the first `chunks`; reads what that needs. @param {number} entry @param {number} chunks */
  async #hashUpTo(entry, chunks) {
    if (this.#hashedEntry !== entry || this.#hashed.count > chunks) {
      this.#hashedEntry = entry;
      this.#hashed = new TreeHash();
      this.#hashedBytes = 0;
    }
    while (this.#hashed.count < chunks) {
      const data = await this.#source.read(entry, this.#hashed.count);
      this.#add(leafOf(data), data.length);
    }
  }

  /** @param {Uint8Array} leaf @param {number} bytes */
  #add(leaf, bytes) {
    this.#hashed.add(leaf);
    this.#hashedBytes += bytes;
  }

  /** @param {number} number */
  #file(number) {
    require(this.#accepted, "asked for before it accepted");
    const entry = this.#manifest.entries[number];
    require(entry !== undefined, "there is no such entry");
    require(entry.kind === "file", "a folder has no chunks");
    return entry;
  }
}
