import { hex, randomBytes } from "./bytes.js";
import { LanwardError, abortedBy } from "./errors.js";
import { readName } from "./names.js";
import { Player } from "./player.js";
import { RoomDesk, messageOf } from "./room-desk.js";
import { RoomMesh } from "./room-mesh.js";
import { USUAL_ROOM, isRoomName } from "./room-messages.js";
import { SharedClock } from "./shared-clock.js";

/** How long joining may take where the caller says nothing: reaching the device, and its answer. */
const JOIN_MILLISECONDS = 12_000;

/** @type {Record<string, import("./errors.js").LanwardErrorCode>} */
const CODES = { full: "room-full", locked: "room-locked", kicked: "kicked", banned: "kicked", flood: "kicked", malformed: "kicked", replaced: "replaced" };

/**
 * `joined`; `interrupted` while the device is away, though the players may be reached; `closed`.
 *
 * @typedef {"joining" | "joined" | "interrupted" | "closed"} RoomStatus
 *
 * @typedef {{name?: string, room?: string, signal?: AbortSignal, timeout?: number}} JoinOptions `name`: what the others see; `room`: `a-z`, `0-9` and `-`
 */

/** Events of a room: `player`, and what belongs to it. */
export class RoomEvent extends Event {
  /** @param {string} type @param {{player?: Player, data?: string | ArrayBuffer, reliable?: boolean, why?: string, reason?: string}} fields */
  constructor(type, { player, data, reliable, why, reason }) {
    super(type);
    /** @readonly */
    this.player = player;
    /** Of a message: text, or an `ArrayBuffer`. @readonly */
    this.data = data;
    /** Of a message. @readonly */
    this.reliable = reliable;
    /** Why a player was kicked or cut off. @readonly */
    this.why = why;
    /** Why it ended. @readonly */
    this.reason = reason;
  }
}

/**
 * A room of a device, with this page in it (docs/rooms.md). Events: `join` and `leave` of a `player`; `message` with `player`, `data` and `reliable`;
 * `path` when another way is taken to a `player`; `host` when there is another one; `kicked` when a `player` was sent out, with `why`; `statuschange`;
 * `change` after any of these but messages; `close` with `reason`. Made by `Lanward.join`.
 */
export class Room extends EventTarget {
  #environment;
  #lan;
  #join;
  #mesh;
  #clock = new SharedClock();
  #abort = new AbortController();
  /** @type {RoomDesk | undefined} */
  #desk;
  /** @type {import("./room-messages.js").RoomState | undefined} */
  #state;
  /** @type {Map<string, Player>} */
  #players = new Map();
  /** @type {RoomStatus} */
  #status = "joining";
  /** @type {LanwardError | undefined} why it was not let in */
  #refusal;
  /** @type {() => void} */
  #joined = () => {};
  /** @type {(reason: string) => void} */
  #resolveClosed = () => {};

  /**
   * Resolves, and never rejects, with why this page is not in the room any more: `left`, `kicked`, `replaced` by another tab, or the code of what stands against connecting
   * with the device.
   *
   * @readonly
   * @type {Promise<string>}
   */
  closed;

  /**
   * @param {import("./environment.js").Environment} environment
   * @param {import("./lanward.js").Lanward} lan
   * @param {string} device
   * @param {JoinOptions} options
   * @returns {Promise<Room>}
   * @internal
   */
  static async join(environment, lan, device, { name = lan.name, room = USUAL_ROOM, signal, timeout = JOIN_MILLISECONDS }) {
    const clean = typeof name === "string" ? readName(name) : undefined;
    if (clean === undefined) throw new LanwardError("invalid-argument", "A name has 1 to 64 characters.");
    if (!isRoomName(room)) throw new LanwardError("invalid-argument", "A room's name is 1 to 32 of a-z, 0-9 and -.");
    if (signal?.aborted) throw abortedBy(signal);
    const joining = new Room(environment, lan, { name: clean, room, visit: hex(randomBytes(8)) });
    const aborted = () => joining.#end(abortedBy(signal));
    const timer = environment.setTimeout(() => joining.#end(new LanwardError("timed-out", "The device does not say who is in the room.")), timeout);
    signal?.addEventListener("abort", aborted);
    try {
      await joining.#begin(device);
      return joining;
    } finally {
      environment.clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
    }
  }

  /** @param {import("./environment.js").Environment} environment @param {import("./lanward.js").Lanward} lan @param {{name: string, room: string, visit: string}} join @private */
  constructor(environment, lan, join) {
    super();
    this.#environment = environment;
    this.#lan = lan;
    this.#join = join;
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
    this.#mesh = new RoomMesh(environment, lan, {
      onpath: (id) => this.#pathChanged(id),
      onmessage: (id, data, reliable) => this.#say("message", { player: this.#players.get(id), data, reliable }),
      oncut: (id) => {
        this.#pathChanged(id);
        this.#say("kicked", { player: this.#players.get(id), why: "flood" });
      },
    });
  }

  get name() {
    return this.#join.room;
  }

  get status() {
    return this.#status;
  }

  /** Everybody in the room, this page as well, in the order in which they came. @returns {Player[]} */
  get players() {
    return [...this.#players.values()];
  }

  /** This page. @returns {Player} */
  get self() {
    return /** @type {Player} */ (this.#players.get(this.#state?.you ?? ""));
  }

  /** Whom the device has made host: it stays while it is here, then it is who has been here longest. @returns {Player | undefined} */
  get host() {
    return this.#players.get(this.#state?.host ?? "");
  }

  get isHost() {
    return this.host?.isSelf ?? false;
  }

  /** How often there was another host. What two hosts say is told apart by it. */
  get term() {
    return this.#state?.term ?? 0;
  }

  /** Who made the room, and may kick, ban and lock. @returns {Player | undefined} */
  get owner() {
    return this.#players.get(this.#state?.owner ?? "");
  }

  get isLocked() {
    return this.#state?.locked ?? false;
  }

  /**
   * For the owner of the room `main` of a device that is there for a game, while pairing mode is open there and the room is not locked: what lets one more page in.
   * `page` is the device's own, which `qr` opens with the link; it is followed by another one when it was used.
   *
   * @returns {import("./room-messages.js").Invitation | undefined}
   */
  get invitation() {
    return this.#status === "joined" ? this.#state?.invitation : undefined;
  }

  /** The connection with the device, for channels of the program's own. @returns {import("./connection.js").Connection | undefined} nothing while it is away */
  get connection() {
    return this.#desk?.connection;
  }

  /** The clock that all players share, the device's, in milliseconds since 1970. */
  now() {
    return this.#environment.now() + this.#clock.offset;
  }

  /** How far `now()` may be wrong, in milliseconds. */
  get clockUncertainty() {
    return this.#clock.uncertainty;
  }

  /**
   * Sends to every other player; see `Player.send`.
   *
   * @param {string | ArrayBuffer | ArrayBufferView} data
   * @param {{reliable?: boolean}} [options]
   */
  broadcast(data, { reliable = true } = {}) {
    const message = messageOf(data);
    for (const { id, isSelf } of this.#players.values()) if (!isSelf) this.#mesh.send(id, message, reliable);
  }

  /** For the owner: sends a player out, for five minutes. @param {Player} player */
  kick(player) {
    this.#desk?.say({ type: "kick", player: player.id });
  }

  /** For the owner: sends a player out, for as long as the room lasts. @param {Player} player */
  ban(player) {
    this.#desk?.say({ type: "ban", player: player.id });
  }

  /** For the owner: lets no newcomers in. @param {boolean} locked */
  lock(locked) {
    this.#desk?.say({ type: "lock", locked: Boolean(locked) });
  }

  /** Leaves for good: the place is not kept. */
  leave() {
    this.#desk?.say({ type: "leave" });
    this.#end(undefined);
  }

  /** @param {string} device */
  async #begin(device) {
    const joined = new Promise((resolve) => (this.#joined = () => resolve(undefined)));
    const { signal } = this.#abort;
    const keeping = this.#lan.keepConnected(device, { signal, onconnection: (connection) => this.#connected(connection) });
    keeping.catch((error) => this.#end(error));
    await joined;
    if (this.#refusal) throw this.#refusal;
  }

  /** @param {import("./connection.js").Connection} connection */
  #connected(connection) {
    if (this.#status === "closed") return;
    const desk = new RoomDesk(this.#environment, connection, this.#join, {
      onmessage: (message) => this.#hear(desk, message),
      onrelayed: (id, data, reliable) => this.#mesh.relayed(id, data, reliable),
      onclose: () => connection.close(), // and comes back by a new one
    });
    this.#desk = desk;
    connection.addEventListener("close", () => this.#disconnected(desk));
  }

  /** @param {RoomDesk} desk */
  #disconnected(desk) {
    desk.close();
    if (this.#desk !== desk || this.#status === "closed") return;
    this.#desk = undefined;
    this.#mesh.detach();
    if (this.#status === "joined") this.#enter("interrupted");
    for (const id of this.#players.keys()) this.#pathChanged(id);
    this.#changed();
  }

  /** @param {RoomDesk} desk @param {import("./room-messages.js").DeskMessage} message */
  #hear(desk, message) {
    if (this.#desk !== desk || this.#status === "closed") return;
    switch (message.type) {
      case "room":
        return this.#update(desk, message);
      case "pong":
        return this.#clock.note(message.sent, this.#environment.now(), message.clock);
      case "kicked":
        return this.#say("kicked", { player: this.#players.get(message.player), why: message.why });
      case "out":
        return this.#end(new LanwardError(CODES[message.code] ?? "refused"));
      default:
        return this.#mesh.handle(message);
    }
  }

  /** @param {RoomDesk} desk @param {import("./room-messages.js").RoomState} state */
  #update(desk, state) {
    const hostBefore = this.#state?.host;
    this.#state = state;
    const gone = [...this.#players.values()].filter(({ id }) => !state.players.some((member) => member.id === id));
    /** @type {Player[]} */
    const come = [];
    /** @type {Map<string, Player>} */
    const now = new Map();
    for (const member of state.players) {
      const known = this.#players.get(member.id);
      const player = known ?? new Player(member.id, this.#messenger);
      if (!known) come.push(player);
      player.describe(member);
      if (member.id === state.you) player.setPath("self");
      now.set(member.id, player);
    }
    this.#players = now;
    this.#mesh.update(desk, state);
    for (const id of now.keys()) this.#pathChanged(id);
    this.#enter("joined");
    this.#joined();
    for (const player of gone) this.#say("leave", { player });
    for (const player of come) if (!player.isSelf) this.#say("join", { player });
    if (state.host !== hostBefore) this.#say("host", { player: this.host });
    this.#changed();
  }

  #messenger = {
    send: (/** @type {string} */ id, /** @type {any} */ data, /** @type {boolean} */ reliable) => this.#mesh.send(id, messageOf(data), reliable),
    connection: (/** @type {string} */ id) => this.#mesh.connection(id),
  };

  /** @param {string} id */
  #pathChanged(id) {
    const player = this.#players.get(id);
    if (!player || player.isSelf || !player.setPath(this.#mesh.path(id))) return;
    this.#say("path", { player });
    this.#changed();
  }

  /** @param {RoomStatus} status */
  #enter(status) {
    if (this.#status === status) return;
    this.#status = status;
    this.dispatchEvent(new Event("statuschange"));
  }

  /** @param {any} error nothing where this page left */
  #end(error) {
    if (this.#status === "closed") return;
    this.#refusal = error instanceof LanwardError ? error : error && new LanwardError("closed", undefined, { cause: error });
    this.#status = "closed";
    this.#mesh.close();
    this.#desk?.close();
    this.#desk = undefined;
    this.#abort.abort(); // which lets what was said last go out
    this.#joined();
    const reason = this.#refusal?.code ?? "left";
    this.#resolveClosed(reason);
    this.dispatchEvent(new Event("statuschange"));
    this.#say("close", { reason });
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} type @param {ConstructorParameters<typeof RoomEvent>[1]} fields */
  #say(type, fields) {
    this.dispatchEvent(new RoomEvent(type, fields));
  }
}
