import { Changes } from "./changes.js";
import { ChannelLink } from "./channel-link.js";
import { DropError, asDropError } from "./drop-error.js";
import { writeMessage } from "./messages.js";
import { LABEL, LIMITS, PROTOCOL } from "./protocol.js";
import { ReceivingEnd } from "./receiving-end.js";
import { stateOf } from "./sender.js";

/**
 * `offered` until `accept` or `decline`; `interrupted` when the connection has ended: it goes on when its sender comes back.
 *
 * @typedef {"offered" | "receiving" | "paused" | "interrupted" | "received" | "declined" | "failed" | "cancelled"} ReceivingState
 *
 * @typedef {{peerId: string, manifest: import("./manifest.js").Manifest, transfer: string}} Offer `transfer`: docs/drop.md section 6
 * @typedef {{link: ChannelLink, end: ReceivingEnd}} Line
 *
 * A file or folder that is here. `blob` gives the contents, which stay on the disk until they are read.
 *
 * @typedef {{path: string, kind: "file" | "folder", size: number, modified: number, blob(): Promise<Blob>}} ReceivedFile
 */

const MOST_AT_ONCE = 16;
const MOST_OF_A_PEER = 4;

/** A sender that owes an answer for so long has stopped. */
const PATIENCE_MILLISECONDS = 60_000;

/** After these nobody comes back for the parts. */
const FOR_GOOD = new Set(["malformed", "too-large", "corrupt", "cancelled", "declined"]);

/** Those that are not over, by their transfer, of each place that they go to. @type {WeakMap<import("./shelves.js").Shelves, Map<string, Receiving>>} */
const UNFINISHED = new WeakMap();

/** Files on their way here, over as many connections as it takes. Made by `receiveOn`. Event: `change`, a few times a second at most. */
export class Receiving extends EventTarget {
  #offer;
  #shelves;
  #changes = new Changes(this);
  /** @type {ReceivingState} */
  #state = "offered";
  #agreed;
  #paused = false;
  /** What there is of the present channel. @type {Line | undefined} */
  #line;
  /** @type {import("./shelves.js").KeepingShelf | undefined} */
  #shelf;
  /** What goes on with the shelf of the channel before. @type {Promise<void>} */
  #running = Promise.resolve();
  #done = 0;
  /** @type {DropError | undefined} */
  #failure;

  /**
   * @param {Offer} offer
   * @param {{shelves: import("./shelves.js").Shelves, agreed: boolean}} how `agreed`: somebody has agreed to the very same before
   * @internal
   */
  constructor(offer, { shelves, agreed }) {
    super();
    this.#offer = offer;
    this.#shelves = shelves;
    this.#agreed = agreed;
    if (agreed) this.#state = "receiving";
    unfinished(shelves).set(offer.transfer, this);
  }

  /** Which transfer it is: the same files of the same sender have the same. */
  get id() {
    return this.#offer.transfer;
  }

  get peerId() {
    return this.#offer.peerId;
  }

  get state() {
    return this.#state;
  }

  /** What is offered, folders before what is in them. */
  get items() {
    return this.#offer.manifest.entries;
  }

  /** How many bytes all files have; nothing where one comes out of a pipe. @returns {number | undefined} */
  get bytes() {
    return this.#offer.manifest.bytes;
  }

  /** How many bytes are here. */
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

  /** Takes it. Does nothing unless it is `offered`. */
  accept() {
    const line = this.#line;
    if (this.#state !== "offered" || this.#agreed || !line) return;
    this.#agreed = true;
    line.link.post(() => this.#begin(line));
  }

  /** @param {string} [message] for the sender */
  decline(message = "It was declined.") {
    if (this.#state === "offered") this.#giveUp("declined", new DropError("declined", message));
  }

  /** Asks for nothing more until `resume`; what was asked for already still comes. */
  pause() {
    if (this.#state !== "receiving") return;
    this.#paused = true;
    this.#line?.link.hold(true);
    this.#enter("paused");
  }

  resume() {
    if (!this.#paused) return;
    this.#paused = false;
    this.#line?.link.hold(false);
    if (this.#state === "paused") this.#enter(this.#line ? "receiving" : "interrupted");
  }

  /** Gives it up, tells the sender, and throws away what is here. */
  cancel() {
    if (this.#state !== "received") this.#giveUp("cancelled", new DropError("cancelled", "It was cancelled by the receiver."));
  }

  /**
   * What has arrived, once it is `received`.
   *
   * @returns {Promise<ReceivedFile[]>}
   * @throws {DropError} `storage` when it is not here, or not here any more
   */
  async files() {
    if (this.#state !== "received" || !this.#shelf) throw new DropError("storage", "These files are not here whole.");
    return this.#shelf.files();
  }

  /** Throws away what is here: it was saved elsewhere, or nobody wants it. */
  async forget() {
    if (this.#state !== "received") return this.cancel();
    unfinished(this.#shelves).delete(this.id);
    await this.#running;
    await this.#shelf?.discard();
    this.#shelf = undefined;
  }

  /** Its sender has come, perhaps once more; a channel before this one belongs to a connection that is gone. @param {Line} line @internal */
  join(line) {
    this.#line?.link.close();
    this.#line = line;
    this.#failure = undefined;
    line.link.hold(this.#paused);
    const before = this.#running;
    if (!this.#agreed) this.#enter("offered");
    this.#running = before.then(() => this.#run(line)).catch((error) => this.#failed(asDropError(error)));
  }

  /** @param {Line} line */
  async #run(line) {
    const { link, end } = line;
    if (this.#agreed) await this.#begin(line);
    await link.run(end, () => this.#tell(line), { patienceMilliseconds: () => (end.isOwed ? PATIENCE_MILLISECONDS : undefined) });
    link.close();
    if (end.isDone && end.isOver) unfinished(this.#shelves).delete(this.id); // Its sender knows.
    await this.#letGo(end);
    if (this.#line !== line) return; // It goes on elsewhere.
    this.#line = undefined;
    if (this.#state === "received") return;
    if (end.failure) this.#failed(end.failure);
    else if (this.#state !== "cancelled" && this.#state !== "declined") this.#enter(this.#paused ? "paused" : "interrupted");
  }

  /** @param {Line} line */
  async #begin({ end }) {
    if (!end.isOffered) return; // It ended before somebody agreed.
    try {
      this.#shelf = await this.#shelves.shelf(this.#offer);
      await end.accept(this.#shelf);
    } catch (error) {
      end.fail(asDropError(error));
    }
    if (end.failure === undefined && this.#state !== "received") this.#enter(this.#paused ? "paused" : "receiving");
  }

  /** What arrived in a channel that is over is kept, or thrown away where nobody comes back for it. @param {ReceivingEnd} end */
  async #letGo(end) {
    if (this.#state === "received") return; // Whatever the peer said afterwards.
    const shelf = this.#shelf;
    if (end.failure && FOR_GOOD.has(end.failure.code)) {
      unfinished(this.#shelves).delete(this.id);
      this.#shelf = undefined;
      await shelf?.discard();
    } else if (!end.isDone) {
      await shelf?.flush();
    }
  }

  /** @param {Line} line */
  #tell({ end }) {
    if (this.#line?.end !== end || !this.#agreed) return;
    this.#done = end.keptBytes + end.takenBytes;
    if (end.isDone && this.#state !== "received") this.#enter("received");
    else this.#changes.soon();
  }

  /** @param {"declined" | "cancelled"} state @param {DropError} why */
  #giveUp(state, why) {
    if (this.#state === "declined" || this.#state === "cancelled") return;
    this.#failure = why;
    this.#enter(state);
    unfinished(this.#shelves).delete(this.id);
    const line = this.#line;
    if (line) {
      line.link.post(() => line.end.fail(why));
      return;
    }
    this.#running = this.#running.then(() => this.#shelf?.discard()).catch(() => {}); // The browser takes it back after a week.
  }

  /** @param {DropError} why */
  #failed(why) {
    if (this.#state === "declined" || this.#state === "cancelled") return;
    this.#failure = why;
    this.#enter(stateOf(why));
  }

  /** @param {ReceivingState} state */
  #enter(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.#changes.now();
  }
}

/**
 * Takes what the device of a connection sends over it. A transfer that was cut goes on by itself when its sender comes back, over any
 * connection and also after a reload: then `onreceiving` is told of it as `receiving`. Has to be called before anything is awaited
 * that the connection came from.
 *
 * @param {import("../lanward.js").Connection} connection
 * @param {{peerId: string, senderOf?: (label: string) => string | undefined, shelves: import("./shelves.js").Shelves,
 *     onreceiving: (receiving: Receiving) => void}} how `senderOf` tells of whom a channel is, nothing where it is for no transfer: where
 *     the device also passes on what others send (section 9)
 */
export function receiveOn(connection, { peerId, senderOf = (label) => (label === LABEL ? peerId : undefined), shelves, onreceiving }) {
  connection.addEventListener("datachannel", (event) => {
    const { channel } = /** @type {Event & {channel: import("./channel-link.js").Channel & {label: string}}} */ (event);
    const sender = senderOf(channel.label);
    if (sender === undefined) return;
    take(channel, connection.closed, sender, shelves, onreceiving).catch((error) => console.error("a transfer ended by a defect", error));
  });
}

/** How many transfers of each peer are on a channel now. @type {Map<string, number>} */
const running = new Map();

/**
 * @param {import("./channel-link.js").Channel} channel
 * @param {Promise<unknown>} closed
 * @param {string} peerId
 * @param {import("./shelves.js").Shelves} shelves
 * @param {(receiving: Receiving) => void} onreceiving
 */
async function take(channel, closed, peerId, shelves, onreceiving) {
  if (channel.protocol !== PROTOCOL) return refuse(channel, "unsupported", `This side speaks ${PROTOCOL}.`);
  const ofPeer = running.get(peerId) ?? 0;
  const all = [...running.values()].reduce((sum, count) => sum + count, 0);
  if (all >= MOST_AT_ONCE || ofPeer >= MOST_OF_A_PEER) {
    return refuse(channel, "busy", "The receiver takes other files just now. Try again later.");
  }
  running.set(peerId, ofPeer + 1);
  const line = { link: new ChannelLink(channel, closed), end: new ReceivingEnd({ ...LIMITS, mostBytes: shelves.mostBytes }) };
  line.link.ended.then(() => running.set(peerId, (running.get(peerId) ?? 1) - 1));
  await line.link.run(line.end, () => {}, {
    until: () => line.end.isOffered,
    patienceMilliseconds: () => PATIENCE_MILLISECONDS,
  });
  if (!line.end.isOffered) return line.link.close();
  const offer = { peerId, manifest: line.end.manifest, transfer: line.end.manifest.transferOf(peerId) };
  const agreed = await shelves.isAgreed(offer.transfer).catch(() => false);
  const known = unfinished(shelves).get(offer.transfer);
  const receiving = known ?? new Receiving(offer, { shelves, agreed });
  receiving.join(line);
  if (!known) onreceiving(receiving);
}

/** @param {import("./channel-link.js").Channel} channel @param {string} code @param {string} message */
async function refuse(channel, code, message) {
  try {
    await channel.ready;
    channel.send(writeMessage({ type: "failed", code, message }));
  } catch {
    // Its connection is over.
  }
  channel.close();
}

/** @param {import("./shelves.js").Shelves} shelves */
function unfinished(shelves) {
  const known = UNFINISHED.get(shelves) ?? new Map();
  UNFINISHED.set(shelves, known);
  return known;
}
