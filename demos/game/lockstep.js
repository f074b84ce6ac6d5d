import { hashOf, newWorld, step, withPlayers } from "./world.js";
import { LOST, REPEATED, readMessage, writeSteer, writeTicks, writeWorld } from "./wire.js";

/** Hashes that are remembered, to be compared: twenty seconds. */
const REMEMBERED = 600;

/** Who has lost the course asks for the world so often, and is told it no more often, whatever it says. */
const ASK_MILLISECONDS = 300;

/** A step that the host makes at once where it was held up. */
const MOST_STEPS = 10;

/**
 * The same world on all pages. The host gathers everybody's input and says for each tick which inputs count; every page makes the same
 * step of it for itself, and tells the host the hash of what it has. When the host goes, the next one goes on with the world that it has.
 *
 * @typedef {object} Port what it needs of the room
 * @property {() => string} self
 * @property {() => {id: string, term: number}} host
 * @property {() => string[]} players
 * @property {() => number} input of this page; asked for once a tick
 * @property {(data: any, options: {reliable: boolean}) => void} broadcast
 * @property {(id: string, data: any, options: {reliable: boolean}) => void} send
 */
export class Lockstep {
  #port;
  /** @type {import("./world.js").World} */
  world = newWorld();
  /** The world one tick before, to draw what is between. @type {import("./world.js").World} */
  before = this.world;
  /** How often a page was found to have another world than the host. */
  differences = 0;
  /** How often this page had to ask for the world. */
  asked = 0;
  #line = { term: 0, epoch: 0 };
  /** Whether this page has the world of the host's course. */
  #isOnCourse = false;
  /** @type {Map<string, number>} */
  #inputs = new Map();
  /** @type {number[][]} the latest ticks' */
  #latest = [];
  /** @type {Map<string, number>} by course and tick */
  #hashes = new Map();
  #askedAt = -Infinity;
  /** When each player was last told the world. @type {Map<string, number>} */
  #toldAt = new Map();
  #now = 0;
  #steppedAt = 0;

  /** @param {Port} port */
  constructor(port) {
    this.#port = port;
  }

  get isOnCourse() {
    return this.#isOnCourse;
  }

  /** What this page has had: `term.epoch.tick` and the hash of each. @returns {[string, number][]} */
  get hashes() {
    return [...this.#hashes];
  }

  /** To be called some times each tick. @param {number} now in milliseconds @param {number} tickMilliseconds @returns {boolean} whether there was a step */
  advance(now, tickMilliseconds) {
    this.#now = now;
    const { id, term } = this.#port.host();
    if (id !== this.#port.self()) return this.#follow(now, tickMilliseconds);
    if (term !== this.#line.term || !this.#isOnCourse) this.#takeOver(now, term);
    this.#admit();
    let steps = 0;
    for (; now - this.#steppedAt >= tickMilliseconds && steps < MOST_STEPS; steps++) {
      this.#steppedAt += tickMilliseconds;
      this.#lead();
    }
    if (steps === MOST_STEPS) this.#steppedAt = now;
    return steps > 0;
  }

  /** Another player says that. @param {string} from @param {unknown} data @returns {boolean} whether there was a step */
  hear(from, data) {
    const message = readMessage(data);
    const host = this.#port.host();
    if (!message) return false;
    if (host.id === this.#port.self()) {
      if (message.type === "steer") this.#steered(from, message);
      else if (message.type === "lost") this.#tell(from);
      return false;
    }
    if (from !== host.id) return false;
    if (message.type === "world" && message.term === host.term) return this.#adopt(message);
    return message.type === "ticks" && this.#followTicks(message);
  }

  /** The host's part falls to this page: it goes on with what it has. @param {number} now @param {number} term */
  #takeOver(now, term) {
    this.#isOnCourse = true;
    this.#steppedAt = now;
    this.#inputs.clear();
    this.#begin({ term, epoch: 1 });
  }

  /** Who has come, and who has gone. */
  #admit() {
    const players = this.#port.players();
    const { pucks } = this.world;
    for (const id of this.#toldAt.keys()) if (!players.includes(id)) this.#toldAt.delete(id);
    if (pucks.length === players.length && players.every((id) => pucks.some((puck) => puck.id === id))) return;
    this.world = withPlayers(this.world, players);
    this.before = this.world;
    this.#begin({ term: this.#line.term, epoch: this.#line.epoch + 1 });
  }

  /** @param {{term: number, epoch: number}} line */
  #begin(line) {
    this.#line = line;
    this.#latest = [];
    this.#note();
    this.#port.broadcast(writeWorld({ ...line, world: this.world }), { reliable: true });
  }

  #lead() {
    this.#inputs.set(this.#port.self(), this.#port.input());
    const inputs = this.world.pucks.map(({ id }) => this.#inputs.get(id) ?? 0);
    this.#step(inputs);
    this.#latest = [...this.#latest, inputs].slice(-REPEATED);
    const first = this.world.tick - this.#latest.length + 1;
    this.#port.broadcast(writeTicks({ ...this.#line, first, inputs: this.#latest }), { reliable: false });
  }

  /** @param {string} from @param {import("./wire.js").Steer} steer */
  #steered(from, { term, epoch, input, tick, hash }) {
    this.#inputs.set(from, input);
    const known = this.#hashes.get(`${term}.${epoch}.${tick}`);
    if (known === undefined || known === hash) return;
    this.differences++;
    this.#tell(from);
  }

  /** @param {string} id */
  #tell(id) {
    if (this.#now - (this.#toldAt.get(id) ?? -Infinity) < ASK_MILLISECONDS) return;
    this.#toldAt.set(id, this.#now);
    this.#port.send(id, writeWorld({ ...this.#line, world: this.world }), { reliable: true });
  }

  /** @param {number} now @param {number} tickMilliseconds @returns {false} */
  #follow(now, tickMilliseconds) {
    const { id, term } = this.#port.host();
    if (term !== this.#line.term) this.#isOnCourse = false;
    if (!this.#isOnCourse) this.#ask(now);
    if (now - this.#steppedAt < tickMilliseconds) return false;
    this.#steppedAt = now;
    const { tick } = this.world;
    const hash = this.#hashes.get(`${this.#line.term}.${this.#line.epoch}.${tick}`) ?? 0;
    this.#port.send(id, writeSteer({ ...this.#line, input: this.#port.input(), tick, hash }), { reliable: false });
    return false;
  }

  /** @param {number} now */
  #ask(now) {
    if (now - this.#askedAt < ASK_MILLISECONDS) return;
    this.#askedAt = now;
    this.asked++;
    this.#port.send(this.#port.host().id, LOST, { reliable: true });
  }

  /** @param {import("./wire.js").Whole} whole */
  #adopt({ term, epoch, world }) {
    // What was sent before it may come after it; where this page had another world then, it goes back.
    const isPassed = term === this.#line.term && epoch === this.#line.epoch && this.#isOnCourse && world.tick < this.world.tick;
    if (isPassed && this.#hashes.get(`${term}.${epoch}.${world.tick}`) === hashOf(world)) return false;
    this.#line = { term, epoch };
    this.#isOnCourse = true;
    this.world = this.before = world;
    this.#note();
    return true;
  }

  /** @param {import("./wire.js").Ticks} ticks */
  #followTicks({ term, epoch, first, inputs }) {
    const isCurrent = term === this.#line.term && epoch === this.#line.epoch;
    if (!isCurrent || !this.#isOnCourse) {
      // A world that has not come yet is on its way; another course is not this page's any more.
      if (term > this.#line.term || (term === this.#line.term && epoch > this.#line.epoch)) this.#isOnCourse = false;
      return false;
    }
    if (first > this.world.tick + 1) this.#isOnCourse = false; // more were lost than are repeated
    const skip = this.world.tick + 1 - first;
    if (!this.#isOnCourse || skip >= inputs.length) return false;
    for (const each of inputs.slice(skip)) this.#step(each);
    return true;
  }

  /** @param {number[]} inputs */
  #step(inputs) {
    this.before = this.world;
    this.world = step(this.world, inputs);
    this.#note();
  }

  #note() {
    this.#hashes.set(`${this.#line.term}.${this.#line.epoch}.${this.world.tick}`, hashOf(this.world));
    if (this.#hashes.size > REMEMBERED) this.#hashes.delete(/** @type {string} */ (this.#hashes.keys().next().value));
  }
}
