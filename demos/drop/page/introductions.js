import { connectionThrough, throughId } from "./through.js";

/** Direct connections of a page with others, at once; further pages are reached through the device. */
const MOST_DIRECT = 8;
/** Who is here calls who comes; should that not happen, the newcomer calls. */
const NEWCOMER_WAITS_MS = 3_000;
/** Two calls within this time cross each other. */
const GLARE_MS = 1_000;
/** A page that was not reached is tried again so often, at growing pauses: it may just have come to this network. */
const RETRIES = 3;
const RETRY_MS = 10_000;
/** Who sends to a page looks for a direct way again, if the last time was longer ago. */
const AGAIN_MS = 30_000;
/** Where no direct way is found in this time, the device passes on. It is longer than a browser asks for a name. */
const MEETING_MS = 6_000;

/**
 * `direct`; `through` the device; `meeting` while a direct way is looked for; `changed`: the device vouches for another certificate than when
 * the two first met, so there is none until a person has compared.
 *
 * @typedef {"direct" | "through" | "meeting" | "changed"} Path
 *
 * @typedef {object} Met
 * @property {string} id
 * @property {string} name
 * @property {boolean} isPresent whether the device says that it is here
 * @property {any} connection the direct one, where there is one
 * @property {{call: string, isMine: boolean, abort: AbortController, meeting: any} | null} attempt to connect directly
 * @property {string | null} changedTo the certificate that the device vouches for, where it is not the known one
 * @property {any} timer
 * @property {number} triedAt when a direct way was looked for
 * @property {number} failures since it was reached or came
 * @property {(() => void)[]} waiting for the attempt's end
 */

/** The other pages behind one device, and the direct ways to them (docs/drop.md, section 9.1). */
export class Introductions {
  /** @type {Map<string, Met>} */
  #pages = new Map();
  #deviceId;
  #acquaintances;
  #on;
  /** @type {any} with the device, while it is here */
  #connection = null;
  /** @type {(message: object) => void} */
  #say = () => {};
  #isFirst = true;
  #lan;

  /**
   * @param {{deviceId: string, lan: () => any, acquaintances: import("./acquaintances.js").Acquaintances,
   *   change: () => void, open: (page: Met) => void, arrived: (page: Met) => void}} how `open` when a page is connected directly, `arrived` when the
   *   device can pass on to it
   */
  constructor({ deviceId, lan, acquaintances, ...on }) {
    this.#deviceId = deviceId;
    this.#lan = lan;
    this.#acquaintances = acquaintances;
    this.#on = on;
  }

  /** Who can be sent to, by either way. @returns {{id: string, name: string, path: Path, connection: any, fingerprint: string | null}[]} */
  get pages() {
    return [...this.#pages.values()].map((page) => ({
      ...{ id: page.id, name: page.name, path: pathOf(page) },
      connection: page.connection ?? (page.isPresent && this.#connection ? connectionThrough(this.#connection, page.id) : null),
      fingerprint: page.connection?.fingerprint ?? page.changedTo,
    }));
  }

  /** The device is here. @param {any} connection @param {(message: object) => void} say on its desk */
  attach(connection, say) {
    this.#connection = connection;
    this.#say = say;
    this.#isFirst = true;
  }

  /** The device is away. Whom this page has met is still there. */
  detach() {
    this.#connection = null;
    this.#say = () => {};
    for (const page of [...this.#pages.values()]) this.#gone(page);
  }

  /** All ends. */
  close() {
    this.detach();
    for (const { connection } of [...this.#pages.values()]) connection?.close();
  }

  /** Resolves when it is known by which way that page is reached; looks for a direct one, unless it just did. @param {string} id @returns {Promise<void>} */
  settled(id) {
    const page = this.#pages.get(id);
    if (page && performance.now() - page.triedAt > AGAIN_MS) this.#call(page);
    return page?.attempt ? new Promise((resolve) => page.waiting.push(resolve)) : Promise.resolve();
  }

  /** A person has compared the certificates: from now on that page is known by the one that the device vouches for. @param {string} id */
  accept(id) {
    const page = this.#pages.get(id);
    if (!page?.changedTo) return;
    this.#acquaintances.note(throughId(this.#deviceId, id), page.changedTo);
    page.changedTo = null;
    this.#call(page);
    this.#on.change();
  }

  /** @param {import("./through.js").Present | import("./through.js").Passed | import("./through.js").Refused} message */
  handle(message) {
    if (message.type === "present") return this.#present(message.pages);
    const page = this.#pages.get(message.from);
    if (!page?.isPresent) return;
    if (message.type === "called") return void this.#called(page, message);
    if (page.attempt?.call !== message.call || !page.attempt.isMine) return;
    if (message.type === "refused" || !this.#isKnown(page, message.other)) return page.attempt.abort.abort();
    page.attempt.meeting?.answered(message.other);
  }

  /** @param {import("./through.js").Page[]} pages */
  #present(pages) {
    const here = new Set(pages.map(({ id }) => id));
    for (const page of [...this.#pages.values()]) if (!here.has(page.id)) this.#gone(page);
    for (const { id, name } of pages) {
      const page = this.#pages.get(id) ?? newPage(id);
      this.#pages.set(id, page);
      page.name = name;
      if (page.isPresent) continue;
      page.isPresent = true;
      page.failures = 0;
      page.timer = setTimeout(() => this.#call(page), this.#isFirst ? NEWCOMER_WAITS_MS : 0);
      this.#on.arrived(page);
    }
    this.#isFirst = false;
    this.#on.change();
  }

  /** @param {Met} page */
  #gone(page) {
    page.isPresent = false;
    page.changedTo = null;
    clearTimeout(page.timer);
    page.attempt?.abort.abort();
    if (!page.connection) this.#pages.delete(page.id);
  }

  /** @param {Met} page */
  #call(page) {
    if (!this.#connection || !page.isPresent || page.connection || page.attempt || page.changedTo || this.#isFull) return;
    const call = randomHex(8);
    void this.#attempt(page, call, true, (options) => this.#lan().call(this.#connection, options), "call");
  }

  /** @param {Met} page @param {import("./through.js").Passed} message */
  #called(page, { call, other }) {
    if (!this.#isKnown(page, other) || (this.#isFull && !page.connection && !page.attempt)) return;
    // Both have called: the lower name is the one that counts, at either side. Who calls later than that has not heard the first call.
    if (page.attempt?.isMine && page.attempt.call < call && performance.now() - page.triedAt < GLARE_MS) return;
    page.attempt?.abort.abort();
    void this.#attempt(page, call, false, (options) => this.#lan().answer(this.#connection, other, options), "answer");
  }

  /** @param {Met} page @param {string} call @param {boolean} isMine @param {(options: object) => Promise<any>} start @param {"call" | "answer"} type */
  async #attempt(page, call, isMine, start, type) {
    clearTimeout(page.timer);
    const attempt = { call, isMine, abort: new AbortController(), meeting: /** @type {any} */ (null) };
    page.attempt = attempt;
    page.triedAt = performance.now();
    this.#on.change();
    try {
      attempt.meeting = await start({ signal: attempt.abort.signal, timeout: MEETING_MS });
      this.#say({ type, to: page.id, call, ...attempt.meeting.description });
      this.#opened(page, await attempt.meeting.opened);
    } catch (error) {
      console.debug("no direct way", error?.code ?? error);
    }
    if (page.attempt !== attempt) return;
    page.attempt = null;
    if (page.connection) page.failures = 0;
    else if (page.isPresent && page.failures < RETRIES) page.timer = setTimeout(() => this.#call(page), RETRY_MS * 2 ** page.failures++ * (1 + Math.random()));
    for (const resolve of page.waiting.splice(0)) resolve();
    this.#on.change();
  }

  /** @param {Met} page @param {any} connection */
  #opened(page, connection) {
    const before = page.connection; // of a page that has connected anew, and does not hear it any more
    page.connection = connection;
    this.#pages.set(page.id, page);
    this.#acquaintances.note(throughId(this.#deviceId, page.id), connection.fingerprint);
    connection.addEventListener("close", () => this.#closed(page, connection));
    before?.close();
    this.#on.open(page);
  }

  /** @param {Met} page @param {any} connection */
  #closed(page, connection) {
    if (page.connection !== connection) return;
    page.connection = null;
    clearTimeout(page.timer);
    if (!page.isPresent) this.#pages.delete(page.id);
    // The other one sees it too, and may be the first to call.
    else page.timer = setTimeout(() => this.#call(page), NEWCOMER_WAITS_MS * Math.random());
    this.#on.change();
  }

  /** @param {Met} page @param {{fingerprint: string}} other */
  #isKnown(page, { fingerprint }) {
    if (!this.#acquaintances.isAnother(throughId(this.#deviceId, page.id), fingerprint)) return true;
    page.changedTo = fingerprint;
    this.#on.change();
    return false;
  }

  get #isFull() {
    return [...this.#pages.values()].filter(({ connection, attempt }) => connection || attempt).length >= MOST_DIRECT;
  }
}

/** @param {Met} page @returns {Path} */
function pathOf({ connection, attempt, changedTo }) {
  if (connection) return "direct";
  if (changedTo) return "changed";
  return attempt ? "meeting" : "through";
}

/** @param {string} id @returns {Met} */
const newPage = (id) => ({ id, name: "", isPresent: false, connection: null, attempt: null, changedTo: null, timer: undefined, triedAt: -Infinity, failures: 0, waiting: [] });

/** @param {number} bytes */
const randomHex = (bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
