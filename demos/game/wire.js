/**
 * What players say to each other in Floe. Of the host: `ticks`, the inputs of the latest ones, which may be lost, and `world`, all of it,
 * which may not. Of the others: `steer`, their input, with the hash of a tick that they have; and `lost`, where they need the world.
 */

/** Ticks that a message repeats: as many may be lost in a row. */
export const REPEATED = 8;

const TICKS = 1;
const STEER = 2;
const MOST_PLAYERS = 8;
const TICKS_HEADER = 16;

/** The least whole number that is none here. */
const END = 2 ** 32;

/**
 * @typedef {{term: number, epoch: number}} Line which course of the world: another host begins another term, other players another epoch
 * @typedef {Line & {type: "ticks", first: number, inputs: number[][]}} Ticks `inputs` of tick `first` and those after it
 * @typedef {Line & {type: "steer", input: number, tick: number, hash: number}} Steer
 * @typedef {Line & {type: "world", world: import("./world.js").World}} Whole
 * @typedef {{type: "lost"}} Lost
 */

/** @param {Omit<Ticks, "type">} ticks @returns {Uint8Array<ArrayBuffer>} */
export function writeTicks({ term, epoch, first, inputs }) {
  const players = inputs[0]?.length ?? 0;
  const bytes = new Uint8Array(TICKS_HEADER + inputs.length * players);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, TICKS);
  view.setUint8(1, inputs.length);
  view.setUint8(2, players);
  view.setUint32(4, term);
  view.setUint32(8, epoch);
  view.setUint32(12, first);
  inputs.forEach((each, index) => bytes.set(each, TICKS_HEADER + index * players));
  return bytes;
}

/** @param {Omit<Steer, "type">} steer @returns {Uint8Array<ArrayBuffer>} */
export function writeSteer({ term, epoch, input, tick, hash }) {
  const view = new DataView(new ArrayBuffer(20));
  view.setUint8(0, STEER);
  view.setUint8(1, input);
  [term, epoch, tick, hash].forEach((word, index) => view.setUint32(4 + 4 * index, word));
  return new Uint8Array(view.buffer);
}

/** @param {Line & {world: import("./world.js").World}} whole */
export const writeWorld = ({ term, epoch, world }) => JSON.stringify({ type: "world", term, epoch, world });

export const LOST = JSON.stringify({ type: "lost" });

/** @param {unknown} data of another player @returns {Ticks | Steer | Whole | Lost | undefined} nothing for what is none of these */
export function readMessage(data) {
  if (data instanceof ArrayBuffer) return readBinary(data);
  if (typeof data !== "string") return undefined;
  try {
    const message = JSON.parse(data);
    if (message?.type === "lost") return { type: "lost" };
    const { type, term, epoch, world } = message ?? {};
    return type === "world" && isCount(term) && isCount(epoch) && isWorld(world) ? { type, term, epoch, world: cleaned(world) } : undefined;
  } catch {
    return undefined;
  }
}

/** @param {ArrayBuffer} data @returns {Ticks | Steer | undefined} */
function readBinary(data) {
  if (data.byteLength < TICKS_HEADER) return undefined;
  const view = new DataView(data);
  const [kind, count, players] = [view.getUint8(0), view.getUint8(1), view.getUint8(2)];
  if (kind === STEER && data.byteLength === 20) {
    return { type: "steer", input: count & 63, term: view.getUint32(4), epoch: view.getUint32(8), tick: view.getUint32(12), hash: view.getUint32(16) };
  }
  if (kind !== TICKS || count > REPEATED || players > MOST_PLAYERS || data.byteLength !== TICKS_HEADER + count * players) return undefined;
  const inputs = Array.from({ length: count }, (_, index) => [...new Uint8Array(data, TICKS_HEADER + index * players, players)]);
  return { type: "ticks", term: view.getUint32(4), epoch: view.getUint32(8), first: view.getUint32(12), inputs };
}

/** @param {any} world */
function isWorld(world) {
  const { tick, round, begun, next, winner, radius, pucks } = world ?? {};
  if (![tick, round, begun, next].every(isCount) || typeof winner !== "string" || winner.length > 32 || !isRadius(radius)) return false;
  return Array.isArray(pucks) && pucks.length <= MOST_PLAYERS && pucks.every(isPuck);
}

/** @param {any} puck */
function isPuck(puck) {
  const { id, colour, x, y, vx, vy, out, rest, score } = puck ?? {};
  const numbers = [x, y, vx, vy].every((each) => typeof each === "number" && Number.isFinite(each) && Math.abs(each) < 1e6);
  return typeof id === "string" && /^[0-9a-f]{32}$/.test(id) && isCount(colour) && colour < MOST_PLAYERS && numbers && typeof out === "boolean" && isCount(rest) && isCount(score);
}

/** @param {any} world @returns {import("./world.js").World} of what was checked, and of nothing else */
function cleaned({ tick, round, begun, next, winner, radius, pucks }) {
  return { tick, round, begun, next, winner, radius, pucks: pucks.map((/** @type {import("./world.js").Puck} */ { id, colour, x, y, vx, vy, out, rest, score }) => ({ id, colour, x, y, vx, vy, out, rest, score })) };
}

/** @param {any} value */
const isCount = (value) => Number.isInteger(value) && value >= 0 && value < END;

/** @param {any} value */
const isRadius = (value) => typeof value === "number" && value > 0 && value < 1e6;
