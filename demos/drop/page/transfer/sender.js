import { Changes } from "./changes.js";
import { ChannelLink } from "./channel-link.js";
import { DropError, asDropError } from "./drop-error.js";
import { FileSource } from "./file-source.js";
import { entryOf } from "./files.js";
import { Manifest } from "./manifest.js";
import { LABEL, PROTOCOL } from "./protocol.js";
import { SendingEnd } from "./sending-end.js";
import { hex } from "./tree-hash.js";

/**
 * `offered` until somebody at the device has agreed; `interrupted` when the connection has ended: `attach` goes on.
 *
 * @typedef {"offered" | "sending" | "paused" | "interrupted" | "sent" | "declined" | "failed" | "cancelled"} SendingState
 */

const FINAL = new Set(["sent", "declined", "failed", "cancelled"]);

/** Files on their way to a device, over as many connections as it takes. Event: `change`, a few times a second at most. */
export class Sending extends EventTarget {
  #id = hex(crypto.getRandomValues(new Uint8Array(8)));
  #connection;
  #items;
  #manifest;
  #source;
  #changes = new Changes(this);
  /** @type {SendingState} */
  #state = "offered";
  /** What there is of the present channel. @type {{link: ChannelLink, end: SendingEnd} | undefined} */
  #line;
  #done = 0;
  /** @type {DropError | undefined} */
  #failure;

  /**
   * @param {import("../lanward.js").Connection} connection
   * @param {readonly import("./files.js").Item[]} items as `collect` gives them
   * @param {{signal?: AbortSignal}} [options] `signal` cancels it
   */
  constructor(connection, items, { signal } = {}) {
    super();
    this.#connection = connection;
    this.#items = Object.freeze([...items]);
    this.#manifest = new Manifest(items.map(entryOf));
    this.#source = new FileSource(this.#items);
    signal?.addEventListener("abort", () => this.cancel());
    if (signal?.aborted) this.cancel();
  }

  /** Tells transfers apart, in this page. */
  get id() {
    return this.#id;
  }

  get state() {
    return this.#state;
  }

  /** What is sent: the items. */
  get entries() {
    return this.#items;
  }

  /** How many bytes all files have. */
  get bytes() {
    return this.#manifest.bytes ?? 0;
  }

  /** Of these, what the device has. */
  get done() {
    return this.#done;
  }

  /** Why it ended, in one word (docs/drop.md section 7). @returns {string | undefined} */
  get code() {
    return this.#failure?.code;
  }

  /** The same, for people. @returns {string | undefined} */
  get message() {
    return this.#failure?.message;
  }

  /** Offers it to the device. */
  start() {
    if (!this.#line && !FINAL.has(this.#state)) this.#open();
  }

  /** Stops, as a cut does: what the device has stays there. */
  pause() {
    if (this.#state === "offered" || this.#state === "sending") this.#enter("paused");
    this.#leave();
  }

  resume() {
    if (this.#state === "paused") this.#open();
  }

  /** Gives it up, and tells the device. */
  cancel() {
    this.#fail("cancelled", new DropError("cancelled", "It was cancelled by the sender."));
  }

  /** Goes on over another connection to the same device, where the device is. @param {import("../lanward.js").Connection} connection */
  attach(connection) {
    if (FINAL.has(this.#state)) return;
    this.#connection = connection;
    this.#leave();
    if (this.#state !== "paused") this.#open();
  }

  #open() {
    /** @type {ChannelLink} */
    let link;
    try {
      const channel = this.#connection.createDataChannel(LABEL, { protocol: PROTOCOL });
      link = new ChannelLink(channel, this.#connection.closed);
    } catch {
      return this.#enter("interrupted"); // The connection ended just now.
    }
    const line = { link, end: new SendingEnd(this.#manifest, this.#source) };
    this.#line = line;
    this.#enter("offered");
    this.#run(line).catch((error) => this.#fail("failed", asDropError(error)));
  }

  /** @param {{link: ChannelLink, end: SendingEnd}} line */
  async #run(line) {
    const { link, end } = line;
    await link.run(end, () => this.#tell(line));
    if (end.isDone) await link.closeAndWait();
    else link.close();
    if (this.#line !== line) return; // It goes on elsewhere, or was given up.
    this.#line = undefined;
    if (end.isDone) return this.#finish();
    if (end.failure) return this.#fail(stateOf(end.failure), end.failure);
    if (!FINAL.has(this.#state)) this.#enter("interrupted");
  }

  /** @param {{link: ChannelLink, end: SendingEnd}} line */
  #tell(line) {
    const { end } = line;
    if (this.#line !== line || !end.isAccepted) return;
    this.#done = Math.min(this.bytes, end.keptBytes + end.sentBytes);
    if (end.isDone) this.#finish();
    else if (this.#state === "offered") this.#enter("sending");
    else this.#changes.soon();
  }

  #finish() {
    if (this.#state === "sent") return;
    this.#done = this.bytes;
    this.#enter("sent");
  }

  /** Lets go of the present channel, without a word. */
  #leave() {
    this.#line?.link.close();
    this.#line = undefined;
  }

  /** @param {SendingState} state @param {DropError} why */
  #fail(state, why) {
    if (FINAL.has(this.#state)) return;
    const line = this.#line;
    line?.link.post(() => line.end.fail(why));
    this.#failure = why;
    this.#enter(state);
  }

  /** @param {SendingState} state */
  #enter(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.#changes.now();
  }
}

/** @param {DropError} why @returns {"declined" | "cancelled" | "failed"} */
export function stateOf({ code }) {
  return code === "declined" || code === "cancelled" ? code : "failed";
}
