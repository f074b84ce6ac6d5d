/**
 * The rules of Floe: pucks push each other off a floe that melts. Pure, and the same on every machine: of numbers it uses only `+ - * /` and
 * `Math.sqrt`, whose results IEEE 754 fixes to the last bit, and no others (ECMA-262 leaves `Math.sin` and the like to the engine).
 */

export const TICKS_PER_SECOND = 30;
export const FULL_RADIUS = 1_000;
export const PUCK_RADIUS = 92;

const LEAST_RADIUS = 330;
const MELTS_AFTER = 6 * TICKS_PER_SECOND;
const MELT_PER_TICK = 0.9;
const PAUSE = 3 * TICKS_PER_SECOND;
const START_RADIUS = 560;
const PUSH = 1.15;
const GLIDE = 0.965;
const BOUNCE = 1.9;
const DASH_SPEED = 26;
const DASH_REST = Math.round(1.6 * TICKS_PER_SECOND);

/** Bits of an input: a direction from 1 to 16, or 0 for none; and the dash. */
export const DASH = 32;
const DIRECTION = 31;

/** Unit vectors, clockwise from the right, in 16 steps. */
const C1 = 0.923879532511;
const C2 = 0.707106781187;
const C3 = 0.382683432365;
const DIRECTIONS = [
  [1, 0], [C1, C3], [C2, C2], [C3, C1], [0, 1], [-C3, C1], [-C2, C2], [-C1, C3],
  [-1, 0], [-C1, -C3], [-C2, -C2], [-C3, -C1], [0, -1], [C3, -C1], [C2, -C2], [C1, -C3],
];

/**
 * @typedef {object} Puck
 * @property {string} id of its player
 * @property {number} colour 0 to 7
 * @property {number} x @property {number} y from the middle of the floe
 * @property {number} vx @property {number} vy a tick
 * @property {boolean} out whether it is in the water, until the next round
 * @property {number} rest ticks until it can dash again
 * @property {number} score rounds won
 *
 * @typedef {object} World
 * @property {number} tick
 * @property {number} round
 * @property {number} begun at which tick the round began
 * @property {number} next at which tick the next one begins; 0 while one is played
 * @property {string} winner of the round before; empty for nobody
 * @property {number} radius of the floe
 * @property {Puck[]} pucks
 */

/** @returns {World} */
export const newWorld = () => ({ tick: 0, round: 1, begun: 0, next: 0, winner: "", radius: FULL_RADIUS, pucks: [] });

/** The direction nearest to (x, y) as an input; 0 where both are 0. @param {number} x @param {number} y */
export function directionOf(x, y) {
  let best = 0;
  let most = 0;
  DIRECTIONS.forEach(([dx, dy], index) => {
    const along = dx * x + dy * y;
    if (along > most) [best, most] = [index + 1, along];
  });
  return best;
}

/** Who plays: others are taken off the floe, newcomers are put on it, or wait for the next round. @param {World} world @param {string[]} ids @returns {World} */
export function withPlayers(world, ids) {
  const kept = world.pucks.filter(({ id }) => ids.includes(id));
  const added = ids.filter((id) => !kept.some((puck) => puck.id === id));
  const pucks = [...kept];
  for (const id of added) pucks.push(newPuck(id, freeColour(pucks), kept.length >= 2));
  const next = { ...world, pucks };
  // Where nobody or one has played, the round begins anew with who has come.
  return kept.length < 2 && added.length > 0 ? begin(next) : next;
}

/** One tick. @param {World} world @param {ReadonlyArray<number>} inputs as many as pucks, in their order @returns {World} */
export function step(world, inputs) {
  const tick = world.tick + 1;
  if (world.next !== 0 && tick >= world.next) return begin({ ...world, tick, round: world.round + 1 });
  const pucks = world.pucks.map((puck, index) => move(puck, inputs[index] ?? 0));
  collide(pucks);
  const radius = world.next !== 0 || pucks.length < 2 || tick - world.begun < MELTS_AFTER ? world.radius : Math.max(LEAST_RADIUS, world.radius - MELT_PER_TICK);
  for (const puck of pucks) if (!puck.out && puck.x * puck.x + puck.y * puck.y > radius * radius) puck.out = true;
  return judge({ ...world, tick, radius, pucks });
}

/** 32 bits over everything (FNV-1a): two machines that have the same world have the same. @param {World} world */
export function hashOf(world) {
  const words = [world.tick, world.round, world.begun, world.next, world.radius];
  for (const { x, y, vx, vy, out, rest, score, colour } of world.pucks) words.push(x, y, vx, vy, out ? 1 : 0, rest, score, colour);
  const bytes = new Uint8Array(Float64Array.from(words).buffer);
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  for (const { id } of world.pucks) for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** @param {string} id @param {number} colour @param {boolean} out @returns {Puck} */
const newPuck = (id, colour, out) => ({ id, colour, x: 0, y: 0, vx: 0, vy: 0, out, rest: 0, score: 0 });

/** @param {Puck[]} pucks */
function freeColour(pucks) {
  let colour = 0;
  while (pucks.some((puck) => puck.colour === colour)) colour++;
  return colour;
}

/** @param {World} world @returns {World} a new round, everybody in a ring */
function begin(world) {
  const { pucks } = world;
  const placed = pucks.map((puck, index) => {
    const [dx, dy] = DIRECTIONS[Math.floor((index * 16) / pucks.length) % 16];
    const from = pucks.length === 1 ? 0 : START_RADIUS;
    return { ...puck, x: dx * from, y: dy * from, vx: 0, vy: 0, out: false, rest: 0 };
  });
  return { ...world, begun: world.tick, next: 0, radius: FULL_RADIUS, pucks: placed };
}

/** @param {Puck} puck @param {number} input @returns {Puck} */
function move(puck, input) {
  if (puck.out) return { ...puck };
  let { vx, vy, rest } = puck;
  const direction = DIRECTIONS[(input & DIRECTION) - 1];
  if (direction) {
    vx += direction[0] * PUSH;
    vy += direction[1] * PUSH;
    if (input & DASH && rest === 0) {
      vx += direction[0] * DASH_SPEED;
      vy += direction[1] * DASH_SPEED;
      rest = DASH_REST + 1;
    }
  }
  vx *= GLIDE;
  vy *= GLIDE;
  return { ...puck, x: puck.x + vx, y: puck.y + vy, vx, vy, rest: Math.max(0, rest - 1) };
}

/** Two that touch push each other, with some of the ice's spring. @param {Puck[]} pucks */
function collide(pucks) {
  for (let i = 0; i < pucks.length; i++) {
    for (let j = i + 1; j < pucks.length; j++) if (!pucks[i].out && !pucks[j].out) bump(pucks[i], pucks[j]);
  }
}

/** @param {Puck} a @param {Puck} b */
function bump(a, b) {
  let dx = b.x - a.x;
  const dy = b.y - a.y;
  let distance = Math.sqrt(dx * dx + dy * dy);
  if (distance >= 2 * PUCK_RADIUS) return;
  if (distance === 0) [dx, distance] = [1, 1];
  const [nx, ny] = [dx / distance, dy / distance];
  const apart = (2 * PUCK_RADIUS - distance) / 2;
  a.x -= nx * apart;
  a.y -= ny * apart;
  b.x += nx * apart;
  b.y += ny * apart;
  const closing = (a.vx - b.vx) * nx + (a.vy - b.vy) * ny;
  if (closing <= 0) return;
  const push = (closing * BOUNCE) / 2;
  a.vx -= nx * push;
  a.vy -= ny * push;
  b.vx += nx * push;
  b.vy += ny * push;
}

/** @param {World} world @returns {World} */
function judge(world) {
  const { pucks, next, tick } = world;
  if (next !== 0 || pucks.length === 0) return world;
  const left = pucks.filter(({ out }) => !out);
  // Alone one practises: the round ends when one is in the water.
  if (left.length > (pucks.length === 1 ? 0 : 1)) return world;
  const winner = pucks.length > 1 ? (left[0]?.id ?? "") : "";
  return { ...world, next: tick + PAUSE, winner, pucks: pucks.map((puck) => (puck.id === winner ? { ...puck, score: puck.score + 1 } : puck)) };
}
