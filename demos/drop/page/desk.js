import { Pace } from "./pace.js";
import { Received } from "./received.js";
import { ENDED, endOf, itemsOf, rowOf } from "./row.js";
import { clip, spellItems } from "./spell.js";
import { markOf } from "./unfinished.js";

/** How often an unfinished sending is noted down, at most. */
const NOTE_MS = 1_000;
/** More rows than this would help nobody; a device bounds its own side as well (docs/drop.md, section 1). */
const MOST_ROWS = 200;

/**
 * @typedef {object} Entry one transfer of this page
 * @property {string} key
 * @property {"in" | "out"} direction
 * @property {string} deviceId
 * @property {string} device
 * @property {any} transfer a Sending or a Receiving
 * @property {Pace} pace
 * @property {string} mark of what is sent
 * @property {boolean} folder whether there is a folder in what is sent
 * @property {string | null} savedIn the folder into which it goes by itself, where there is one
 * @property {boolean} isDirect whether it goes to or comes from a page directly
 * @property {boolean} isRestored whether it is from before a reload
 * @property {number} notedAt
 * @property {boolean} isCollected
 * @property {Received | null} received
 */

/** All transfers of the page, from their offer to their place in the history. */
export class Desk {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  #number = 0;
  #history;
  #unfinished;
  #on;
  #clock;
  #visit = `${Date.now().toString(36)}${Math.floor(Math.random() * 0xffffffff).toString(36)}`;

  /**
   * @param {{history: import("./history.js").History, unfinished: import("./unfinished.js").UnfinishedList,
   *   isWelcome: (deviceId: string) => boolean, change: () => void, tell: (news: string) => void, clock?: () => number}} on
   *   `tell` gets what somebody who cannot see the page has to hear
   */
  constructor({ history, unfinished, clock = () => performance.now(), ...on }) {
    this.#history = history;
    this.#unfinished = unfinished;
    this.#clock = clock;
    this.#on = on;
  }

  /** Whether something is on its way out that a reload would interrupt. */
  get isSending() {
    return [...this.#entries.values()].some(({ direction, transfer }) => direction === "out" && !ENDED.has(transfer.state));
  }

  /** Whether something is under way whose speed changes. */
  get isBusy() {
    return [...this.#entries.values()].some(({ transfer }) => transfer.state === "sending" || transfer.state === "receiving");
  }

  /** Whether these files are being sent to that device by this page. @param {string} mark @param {string} deviceId */
  isUnderWay(mark, deviceId) {
    return [...this.#entries.values()].some((entry) => entry.mark === mark && entry.deviceId === deviceId);
  }

  /** @returns {import("./row.js").Row[]} the latest first, but what asks before all */
  rows() {
    const now = this.#clock();
    const rows = [...this.#entries.values()].reverse().map((entry) => rowOf(entry, now));
    const asks = ({ direction, state }) => direction === "in" && state === "offered";
    return [...rows.filter(asks), ...rows.filter((row) => !asks(row))];
  }

  /** @param {string} key */
  deviceIdOf(key) {
    return this.#entries.get(key)?.deviceId ?? "";
  }

  /** @param {string} key */
  received(key) {
    return this.#entries.get(key)?.received ?? null;
  }

  /**
   * @param {{id: string, name: string}} device
   * @param {any} sending not started
   * @param {any[]} items what it sends
   * @param {boolean} [isDirect] with nobody between who could read it
   */
  send(device, sending, items, isDirect = false) {
    const folder = items.some(({ kind }) => kind === "folder");
    const entry = this.#enter("out", device, sending, { mark: markOf(items), folder, isDirect });
    this.#unfinished.drop({ mark: entry.mark, deviceId: device.id });
    sending.start();
    this.#on.change();
  }

  /**
   * An offer of a device; a welcome one is accepted at once.
   *
   * @param {{id: string, name: string}} device
   * @param {any} receiving
   * @param {string | null} [savedIn] the folder into which it goes by itself, if there is one
   */
  take(device, receiving, savedIn = null) {
    // Its part from before a reload goes on in this one.
    for (const [key, { transfer }] of this.#entries) if (transfer.id === receiving.id && transfer.state === "interrupted") this.#entries.delete(key);
    if (this.#entries.size >= MOST_ROWS) return receiving.decline("Too much waits to be looked at there.");
    const entry = this.#enter("in", device, receiving, { savedIn });
    if (receiving.state === "offered") {
      if (this.#on.isWelcome(device.id)) receiving.accept();
      else this.#on.tell(`${entry.device} wants to send ${spellItems(receiving.items)}.`);
    }
    this.#on.change();
  }

  /** What is here from before a reload: received and not saved yet, or not whole. @param {{id: string, name: string}} device @param {any} kept */
  restore(device, kept) {
    if ([...this.#entries.values()].some(({ transfer }) => transfer.id === kept.id)) return;
    const entry = this.#enter("in", device, new KeptTransfer(kept), { isRestored: true });
    if (kept.state === "received") void this.#collect(entry);
    this.#on.change();
  }

  /**
   * What was cut off goes on. What began with nobody between goes on so, or not at all: a person was told so.
   *
   * @param {string} deviceId @param {any} connection @param {boolean} [isDirect]
   */
  attach(deviceId, connection, isDirect = false) {
    for (const entry of this.#entries.values()) {
      const { direction, transfer } = entry;
      if (direction !== "out" || entry.deviceId !== deviceId || ENDED.has(transfer.state)) continue;
      if (entry.isDirect !== isDirect && (entry.isDirect || !["interrupted", "paused"].includes(transfer.state))) continue;
      entry.isDirect = isDirect;
      entry.pace.reset();
      transfer.attach(connection);
    }
  }

  /** @param {string} key @param {string} action one of its row's */
  act(key, action) {
    const entry = this.#entries.get(key);
    if (!entry) return;
    if (action === "dismiss") void this.#dismiss(entry);
    else if (["accept", "decline", "pause", "resume", "cancel"].includes(action)) entry.transfer[action]();
    entry.pace.reset();
    this.#on.change();
  }

  /** Notes down how far everything is: the page goes. */
  leave() {
    for (const entry of this.#entries.values()) {
      entry.notedAt = -Infinity;
      this.#note(entry, this.#clock());
    }
  }

  /** @param {"in" | "out"} direction @param {{id: string, name: string}} device @param {any} transfer @param {Partial<Entry>} facts */
  #enter(direction, { id, name }, transfer, facts) {
    const key = `${this.#visit}-${++this.#number}`;
    /** @type {Entry} */
    const entry = {
      ...{ key, direction, deviceId: id, device: clip(name, 64), transfer, pace: new Pace(), mark: "", folder: false },
      ...{ savedIn: null, isDirect: false, isRestored: false, notedAt: -Infinity, isCollected: false, received: null, ...facts },
    };
    this.#entries.set(key, entry);
    transfer.addEventListener("change", () => this.#changed(entry));
    return entry;
  }

  /** @param {Entry} entry */
  #changed(entry) {
    const { direction, transfer, pace } = entry;
    if (!this.#entries.has(entry.key)) {
      if (ENDED.has(transfer.state)) return;
      this.#entries.set(entry.key, entry); // its sender came back to what had failed
    }
    const now = this.#clock();
    if (transfer.state === "sending" || transfer.state === "receiving") pace.note(now, transfer.done);
    else pace.reset();
    if (direction === "out") this.#note(entry, now);
    if (transfer.state === "received" && entry.savedIn === null) void this.#collect(entry);
    else if (ENDED.has(transfer.state)) this.#end(entry);
    this.#on.change();
  }

  /** @param {Entry} entry @param {number} now */
  #note(entry, now) {
    const { deviceId, device, transfer, mark, folder } = entry;
    const which = { mark, deviceId };
    if (ENDED.has(transfer.state)) return this.#unfinished.drop(which);
    if (entry.direction !== "out" || transfer.state === "offered" || now - entry.notedAt < NOTE_MS) return;
    entry.notedAt = now;
    const { done, bytes } = transfer;
    this.#unfinished.note({ ...which, device, what: spellItems(itemsOf(transfer)), folder, done, bytes, at: Date.now() });
  }

  /** What has arrived stays until a person has saved it. @param {Entry} entry */
  async #collect(entry) {
    if (entry.isCollected) return;
    entry.isCollected = true;
    // Where the browser has lost it, the row says that there is nothing to save.
    entry.received = await Received.of(entry.transfer).catch(() => new Received([]));
    this.#remember(entry);
    this.#on.change();
  }

  /** @param {Entry} entry */
  #end(entry) {
    this.#entries.delete(entry.key);
    this.#remember(entry);
  }

  /** @param {Entry} entry */
  #remember({ key, direction, device, transfer, received, savedIn, isRestored }) {
    if (isRestored) return; // it was remembered when it came
    const { state, bytes } = transfer;
    const message = state === "received" && savedIn !== null ? savedIn : transfer.message;
    const what = spellItems(itemsOf(transfer));
    const text = received?.text;
    this.#history.add({
      ...{ key, at: Date.now(), direction, device, what, bytes: bytes ?? null, state, message: message ?? "" },
      ...(text === null || text === undefined ? {} : { text }),
    });
    this.#on.tell(`${what}, ${direction === "in" ? "from" : "to"} ${device}: ${endOf(state, message)}.`);
  }

  /** The browser's copy goes; what was saved stays. @param {Entry} entry */
  async #dismiss(entry) {
    this.#entries.delete(entry.key);
    await entry.transfer.forget?.();
  }
}

/** Something from before a reload, as a transfer. */
class KeptTransfer extends EventTarget {
  #kept;

  constructor(kept) {
    super();
    this.#kept = kept;
    this.state = kept.state === "received" ? "received" : "interrupted";
    const { id, items, bytes, done } = kept;
    Object.assign(this, { id, items, bytes, done });
  }

  files() {
    return this.#kept.files();
  }

  forget() {
    return this.#kept.forget();
  }

  cancel() {
    this.state = "cancelled";
    this.dispatchEvent(new Event("change"));
    void this.#kept.forget();
  }
}
