import { fromBase64 } from "./bytes.js";
import { readName } from "./names.js";

/** What a page calls a room, and what it is called without one. */
export const USUAL_ROOM = "main";

export const MOST_PLAYERS = 8;

/** Longer than a room of eight with all that it may hold. */
const MAX_CHARS = 16_384;

const MAX_LINK_CHARS = 1_024;

/** How a device ends a page's part in a room; what is not known is `refused`. */
const OUT_CODES = new Set(["full", "locked", "kicked", "banned", "flood", "malformed", "replaced"]);

/**
 * What a device says on the desk of its rooms (docs/rooms.md, section 3).
 *
 * @typedef {{id: string, name: string, fingerprint: string, visit: string, away: boolean}} Member
 * @typedef {{size: number, modules: Uint8Array}} QrModules a bit each, row by row, the first one the highest of its byte; 1 is dark
 * @typedef {{code: string, link: string, page: string, qr: QrModules}} Invitation `page` is the device's own, or empty
 * @typedef {{type: "room", room: string, term: number, locked: boolean, host?: string, owner?: string, you: string, players: Member[], invitation?: Invitation}} RoomState
 * @typedef {{type: "pong", sent: number, clock: number}} Pong
 * @typedef {{type: "kicked", player: string, name: string, why: string}} Kicked another player was sent out
 * @typedef {{type: "out", code: string}} Out this one was
 * @typedef {{type: "called" | "answered", from: string, call: string, other: import("./meeting.js").OtherPage}} Passed
 * @typedef {{type: "refused", from: string, call: string}} Refused
 * @typedef {RoomState | Pong | Kicked | Out | Passed | Refused} DeskMessage
 */

/** @param {unknown} room */
export const isRoomName = (room) => typeof room === "string" && /^[a-z0-9-]{1,32}$/.test(room);

/** @param {unknown} text @returns {DeskMessage | undefined} nothing for what is none, which is passed over */
export function readDeskMessage(text) {
  if (typeof text !== "string" || text.length > MAX_CHARS) return undefined;
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (json === null || typeof json !== "object") return undefined;
  switch (json.type) {
    case "room":
      return readState(json);
    case "pong":
      return isCount(json.sent) && isCount(json.clock) ? { type: "pong", sent: json.sent, clock: json.clock } : undefined;
    case "kicked":
      return readKicked(json);
    case "out":
      return typeof json.code === "string" ? { type: "out", code: OUT_CODES.has(json.code) ? json.code : "refused" } : undefined;
    default:
      return readPassed(json);
  }
}

/** @param {any} json @returns {RoomState | undefined} */
function readState({ room, term, locked, host, owner, you, players, invitation }) {
  if (!isRoomName(room) || !isCount(term) || typeof locked !== "boolean" || !isIdOrNothing(host) || !isIdOrNothing(owner)) return undefined;
  if (!Array.isArray(players) || players.length > MOST_PLAYERS || !players.every(isMember)) return undefined;
  const ids = new Set(players.map(({ id }) => id));
  if (ids.size < players.length || !ids.has(you)) return undefined;
  const members = players.map(({ id, name, fingerprint, visit, away }) => ({ id, name, fingerprint, visit, away }));
  return { type: "room", room, term, locked, host, owner, you, players: members, invitation: readInvitation(invitation) };
}

/** @param {any} json @returns {Invitation | undefined} */
function readInvitation(json) {
  const { code, link, page = "", qr } = json ?? {};
  if (typeof code !== "string" || !/^[1-9][0-9]{0,2}-[0-9]{6}$/.test(code)) return undefined;
  if (typeof link !== "string" || link.length > MAX_LINK_CHARS || !/^lanward:1\?[!-~]+$/.test(link)) return undefined;
  if (typeof page !== "string" || page.length > MAX_LINK_CHARS || !/^(http:\/\/[!-~]+)?$/.test(page)) return undefined;
  const modules = readModules(qr);
  return modules && { code, link, page, qr: { size: qr.size, modules } };
}

/** @param {any} qr @returns {Uint8Array | undefined} */
function readModules(qr) {
  const { size, modules } = qr ?? {};
  // ISO/IEC 18004: 21 modules on a side, and four more for each of the 39 versions after the first.
  if (!isCount(size) || size < 21 || size > 177 || size % 4 !== 1 || typeof modules !== "string") return undefined;
  try {
    return fromBase64(modules, Math.ceil((size * size) / 8));
  } catch {
    return undefined;
  }
}

/** @param {any} json @returns {Kicked | undefined} */
function readKicked({ player, name, why }) {
  if (!isId(player) || !isName(name) || typeof why !== "string" || !/^[a-z-]{1,32}$/.test(why)) return undefined;
  return { type: "kicked", player, name, why };
}

/** What a page says of itself is checked where it is used. @param {any} json @returns {Passed | Refused | undefined} */
function readPassed({ type, from, call, fingerprint, ufrag, pwd, candidates }) {
  if (!isId(from) || typeof call !== "string" || !/^[0-9a-f]{16}$/.test(call)) return undefined;
  if (type === "refused") return { type, from, call };
  if (type !== "called" && type !== "answered") return undefined;
  return { type, from, call, other: { fingerprint, description: { ufrag, pwd, candidates } } };
}

/** @param {any} member */
function isMember(member) {
  if (member === null || typeof member !== "object") return false;
  const { id, name, fingerprint, visit, away } = member;
  return isId(id) && isName(name) && isFingerprint(fingerprint) && typeof visit === "string" && /^[0-9a-f]{16}$/.test(visit) && typeof away === "boolean";
}

/** @param {unknown} text */
function isFingerprint(text) {
  return typeof text === "string" && /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/.test(text);
}

/** @param {unknown} name */
const isName = (name) => typeof name === "string" && readName(name) === name;

/** @param {unknown} id */
const isId = (id) => typeof id === "string" && /^[0-9a-f]{32}$/.test(id);

/** @param {unknown} id */
const isIdOrNothing = (id) => id === undefined || isId(id);

/** @param {unknown} number */
const isCount = (number) => Number.isSafeInteger(number) && /** @type {number} */ (number) >= 0;
