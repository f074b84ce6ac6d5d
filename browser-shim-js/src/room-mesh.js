import { hex, randomBytes } from "./bytes.js";
import { LanwardError } from "./errors.js";
import { PlayerIntake } from "./player-intake.js";
import { PlayerLink } from "./player-link.js";
import { sizeOfMessage } from "./room-desk.js";

/** How long two players try to reach each other. It is longer than a browser asks for a name, twice. */
const MEETING_MILLISECONDS = 10_000;

/** Where they did not, they try again after these: they may just have come to this network, or be back on it. */
const RETRY_MILLISECONDS = { first: 1_000, last: 15_000 };

/**
 * @typedef {object} Other another player
 * @property {string} id
 * @property {string} visit
 * @property {boolean} away
 * @property {PlayerLink | undefined} link
 * @property {{call: string, isMine: boolean, abort: AbortController, meeting: import("./meeting.js").Meeting | undefined} | undefined} attempt
 * @property {unknown} timer
 * @property {number} failures since it was reached or came
 * @property {PlayerIntake} intake
 *
 * @typedef {object} MeshHooks
 * @property {(id: string) => void} onpath
 * @property {(id: string, data: string | ArrayBuffer, reliable: boolean) => void} onmessage
 * @property {(id: string) => void} oncut nothing is taken of that player any more
 */

/** This page's direct connections with the others of its room. Of two players the one with the lower id calls. */
export class RoomMesh {
  #environment;
  #lan;
  #hooks;
  #self = "";
  /** @type {Map<string, Other>} */
  #others = new Map();
  /** Players that went on with what they may not. @type {Map<string, PlayerIntake>} */
  #cut = new Map();
  /** @type {import("./room-desk.js").RoomDesk | undefined} while the device is here */
  #desk;

  /** @param {import("./environment.js").Environment} environment @param {Pick<import("./lanward.js").Lanward, "call" | "answer">} lan @param {MeshHooks} hooks */
  constructor(environment, lan, hooks) {
    this.#environment = environment;
    this.#lan = lan;
    this.#hooks = hooks;
  }

  /** Who is in the room, by the device. @param {import("./room-desk.js").RoomDesk} desk @param {import("./room-messages.js").RoomState} state */
  update(desk, { you, players }) {
    const isBack = desk !== this.#desk;
    this.#desk = desk;
    this.#self = you;
    const ids = new Set(players.map(({ id }) => id));
    for (const other of [...this.#others.values()]) if (!ids.has(other.id)) this.#remove(other);
    for (const { id, visit, away } of players) {
      if (id === you) continue;
      const comes = !this.#others.has(id);
      this.#know(id, visit, away);
      // The device forgets a report when either of the two leaves, or when it starts again.
      if (this.#cut.has(id) && (comes || isBack)) desk.say({ type: "report", player: id });
    }
  }

  /** The device is away. Who is connected stays so. */
  detach() {
    this.#desk = undefined;
    for (const other of this.#others.values()) this.#abandon(other);
  }

  close() {
    this.detach();
    for (const other of [...this.#others.values()]) this.#remove(other);
  }

  /** @param {import("./room-messages.js").Passed | import("./room-messages.js").Refused} message */
  handle(message) {
    const other = this.#others.get(message.from);
    if (!other || other.intake.isCut) return;
    if (message.type === "called") return void (this.#isCaller(other) || this.#answer(other, message));
    const { attempt } = other;
    if (attempt?.call !== message.call || !attempt.isMine) return;
    if (message.type === "refused") return attempt.abort.abort();
    void attempt.meeting?.answered(message.other);
  }

  /** What the device has passed on. @param {string} id @param {string | ArrayBuffer} data @param {boolean} reliable */
  relayed(id, data, reliable) {
    const other = this.#others.get(id);
    if (other) this.#take(other, data, reliable);
  }

  /** @param {string} id @param {string | Uint8Array<ArrayBuffer>} data @param {boolean} reliable @returns {boolean} whether it is on its way */
  send(id, data, reliable) {
    const other = this.#others.get(id);
    if (!other || other.intake.isCut) return false;
    if (other.link?.isOpen) return other.link.send(data, reliable);
    return !other.away && (this.#desk?.relay(id, data, reliable) ?? false);
  }

  /** @param {string} id @returns {"direct" | "relay" | "away" | "cut"} */
  path(id) {
    const other = this.#others.get(id);
    if (other?.intake.isCut) return "cut";
    if (other?.link?.isOpen) return "direct";
    return other && !other.away && this.#desk ? "relay" : "away";
  }

  /** @param {string} id @returns {import("./page-connection.js").PageConnection | undefined} */
  connection(id) {
    const link = this.#others.get(id)?.link;
    return link?.isOpen ? link.connection : undefined;
  }

  /** @param {string} id @param {string} visit @param {boolean} away */
  #know(id, visit, away) {
    const known = this.#others.get(id);
    /** @type {Other} */
    const other = known ?? { id, visit, away: true, link: undefined, attempt: undefined, timer: undefined, failures: 0, intake: this.#cut.get(id) ?? new PlayerIntake(this.#environment.now()) };
    this.#others.set(id, other);
    const isNew = other.visit !== visit; // it was reloaded: what it had is gone
    if (isNew) {
      this.#abandon(other);
      this.#drop(other);
    }
    const comes = other.away && !away;
    other.visit = visit;
    other.away = away;
    if (away) this.#abandon(other);
    if (isNew || comes) other.failures = 0;
    if (away || other.attempt || other.link) return;
    if (isNew || comes) this.#callIn(other, 0);
    else if (other.timer === undefined) this.#callIn(other, RETRY_MILLISECONDS.first); // else what others do would put it off
  }

  /** @param {Other} other @param {number} milliseconds */
  #callIn(other, milliseconds) {
    if (!this.#isCaller(other)) return;
    this.#environment.clearTimeout(other.timer);
    other.timer = this.#environment.setTimeout(() => {
      other.timer = undefined;
      this.#call(other);
    }, milliseconds);
  }

  /** @param {Other} other */
  #isCaller({ id }) {
    return this.#self < id;
  }

  /** @param {Other} other */
  #call(other) {
    const desk = this.#desk;
    if (!desk || other.away || other.attempt || other.link || other.intake.isCut) return;
    const call = hex(randomBytes(8));
    void this.#attempt(desk, other, { call, isMine: true }, (options) => this.#lan.call(desk.connection, options));
  }

  /** @param {Other} other @param {import("./room-messages.js").Passed} message */
  #answer(other, { call, other: caller }) {
    const desk = this.#desk;
    if (!desk) return;
    this.#abandon(other);
    void this.#attempt(desk, other, { call, isMine: false }, (options) => this.#lan.answer(desk.connection, caller, options));
  }

  /**
   * @param {import("./room-desk.js").RoomDesk} desk
   * @param {Other} other
   * @param {{call: string, isMine: boolean}} which
   * @param {(options: import("./lanward.js").ConnectOptions) => Promise<import("./meeting.js").Meeting>} start
   */
  async #attempt(desk, other, { call, isMine }, start) {
    const attempt = { call, isMine, abort: new AbortController(), meeting: /** @type {import("./meeting.js").Meeting | undefined} */ (undefined) };
    other.attempt = attempt;
    try {
      attempt.meeting = await start({ signal: attempt.abort.signal, timeout: MEETING_MILLISECONDS });
      desk.say({ type: isMine ? "call" : "answer", to: other.id, call, ...attempt.meeting.description });
      this.#opened(other, await attempt.meeting.opened, isMine);
    } catch (error) {
      if (!(error instanceof LanwardError)) throw error;
    } finally {
      if (other.attempt === attempt) this.#attempted(other);
    }
  }

  /** @param {Other} other */
  #attempted(other) {
    other.attempt = undefined;
    if (other.link || other.away || this.#others.get(other.id) !== other) return;
    this.#callIn(other, Math.min(RETRY_MILLISECONDS.last, RETRY_MILLISECONDS.first * 2 ** other.failures++));
  }

  /** @param {Other} other @param {import("./page-connection.js").PageConnection} connection @param {boolean} isMine */
  #opened(other, connection, isMine) {
    if (this.#others.get(other.id) !== other || other.intake.isCut) return connection.close();
    this.#drop(other); // of a player that has connected anew, and does not hear it any more
    const link = new PlayerLink(connection, isMine, {
      onopen: () => {
        other.failures = 0;
        this.#hooks.onpath(other.id);
      },
      onclose: () => this.#closed(other, link),
      onmessage: (data, reliable) => this.#take(other, data, reliable),
      onfoul: () => {
        other.intake.foul(this.#environment.now());
        this.#judge(other);
      },
    });
    other.link = link;
  }

  /** @param {Other} other @param {PlayerLink} link */
  #closed(other, link) {
    if (other.link !== link) return;
    other.link = undefined;
    this.#hooks.onpath(other.id);
    if (!other.away && !other.attempt) this.#callIn(other, RETRY_MILLISECONDS.first);
  }

  /** @param {Other} other @param {string | ArrayBuffer} data @param {boolean} reliable */
  #take(other, data, reliable) {
    if (other.intake.isCut) return;
    if (other.intake.take(this.#environment.now(), sizeOfMessage(data))) this.#hooks.onmessage(other.id, data, reliable);
    else this.#judge(other);
  }

  /** Cuts off who went too far, and tells the device. @param {Other} other */
  #judge(other) {
    if (!other.intake.isCut) return;
    this.#cut.set(other.id, other.intake);
    this.#abandon(other);
    this.#drop(other);
    this.#desk?.say({ type: "report", player: other.id });
    this.#hooks.oncut(other.id);
  }

  /** @param {Other} other */
  #abandon(other) {
    this.#environment.clearTimeout(other.timer);
    other.timer = undefined;
    const { attempt } = other;
    other.attempt = undefined;
    attempt?.abort.abort();
  }

  /** @param {Other} other */
  #drop(other) {
    const { link } = other;
    other.link = undefined;
    if (!link) return;
    link.close();
    this.#hooks.onpath(other.id);
  }

  /** @param {Other} other */
  #remove(other) {
    this.#others.delete(other.id);
    this.#abandon(other);
    this.#drop(other);
  }
}
