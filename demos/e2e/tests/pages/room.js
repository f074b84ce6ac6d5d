// A page in a room, and nothing else; tests call `table`.
import { Lanward } from "/lanward.js";

let lan;
let room;
const deviceOf = async () => (await lan.devices()).find(({ revoked }) => !revoked)?.id;

globalThis.table = {
  /** What others have said: { from, data, reliable }. */
  heard: [],
  /** What happened: [type, player's name, why or reason]. */
  events: [],

  async open(name) {
    lan = await Lanward.open({ name });
    return (await lan.devices()).length;
  },

  pair: (code) => lan.pair(code).then(({ id }) => id),

  /** Joins; gives "" or the code of the error. */
  async join(name, options = {}) {
    try {
      room = await lan.join(await deviceOf(), { name, ...options });
    } catch (error) {
      return error.code ?? String(error);
    }
    for (const type of ["join", "leave", "path", "host", "kicked", "close"]) {
      room.addEventListener(type, ({ player, why, reason }) => table.events.push([type, player?.name, why ?? reason]));
    }
    room.addEventListener("message", ({ player, data, reliable }) => table.heard.push({ from: player.name, data: typeof data === "string" ? data : data.byteLength, reliable }));
    return "";
  },

  state: () => room && { status: room.status, host: room.host?.name, owner: room.owner?.name, term: room.term, self: room.self?.name, locked: room.isLocked },
  paths: () => Object.fromEntries(room.players.filter(({ isSelf }) => !isSelf).map(({ name, path }) => [name, path])),
  player: (name) => room.players.find((each) => each.name === name),
  fingerprints: () => Object.fromEntries(room.players.map(({ name, fingerprint }) => [name, fingerprint])),
  own: () => lan.fingerprint,
  ids: () => Object.fromEntries(room.players.map(({ name, id }) => [name, id])),

  /** From now on says to everybody, 30 times a second, the next number. */
  count() {
    let next = 0;
    setInterval(() => room.broadcast(JSON.stringify({ number: next++ })), 33);
  },

  /** The numbers that a player has counted here, where none is missing, twice or out of place; else what is wrong. @param {string} from */
  counted(from) {
    const numbers = table.heard.filter((each) => each.from === from && /^{"number"/.test(each.data)).map(({ data }) => JSON.parse(data).number);
    const wrong = numbers.findIndex((number, index) => number !== numbers[0] + index);
    return wrong < 0 ? numbers.length : `${numbers.slice(Math.max(0, wrong - 2), wrong + 2)}`;
  },

  say: (data, reliable = true) => room.broadcast(data, { reliable }),
  kick: (name) => room.kick(table.player(name)),
  lock: (locked) => room.lock(locked),
  leave: () => room.leave(),
  clock: () => ({ now: room.now(), local: Date.now(), uncertainty: room.clockUncertainty }),

  /** Says `count` times something on the desk of the room that no page of good will says. */
  shout(text, count) {
    const channel = room.connection.createDataChannel("rooms", { protocol: "lanward-rooms-1" });
    channel.onopen = () => {
      for (let i = 0; i < count; i++) channel.send(text);
    };
  },

  /** Floods one player past the library's own channels' limits. */
  flood(name, count) {
    const player = table.player(name);
    let sent = 0;
    for (let i = 0; i < count; i++) sent += player.send("x".repeat(16), { reliable: true }) ? 1 : 0;
    return sent;
  },
};
