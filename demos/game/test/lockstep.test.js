import assert from "node:assert/strict";
import { test } from "node:test";
import { Lockstep } from "../lockstep.js";
import { LOST, readMessage, writeSteer, writeTicks } from "../wire.js";

const TICK = 33;

/** Pages in one room, on a network that delays, reorders and loses what may be lost. */
class Table {
  now = 0;
  term = 1;
  #seed;
  #loss;
  /** @type {Map<string, number>} */ #inputs = new Map();
  /** @type {{at: number, to: string, from: string, data: any}[]} */ #wire = [];

  /** @param {number} count @param {{loss?: number, seed?: number}} [how] */
  constructor(count, { loss = 0, seed = 1 } = {}) {
    this.#seed = seed;
    this.#loss = loss;
    this.ids = Array.from({ length: count }, (_, i) => `${i + 1}`.repeat(32));
    this.host = this.ids[0];
    /** @type {Map<string, Lockstep>} */
    this.pages = new Map(this.ids.map((id) => [id, this.page(id)]));
  }

  /** @param {string} id */
  page(id) {
    return new Lockstep({
      self: () => id,
      host: () => ({ id: this.host, term: this.term }),
      players: () => this.ids,
      input: () => (this.random() < 0.05 ? this.#inputs.set(id, Math.floor(this.random() * 64)) : this.#inputs).get(id) ?? 0,
      broadcast: (data, { reliable }) => this.ids.forEach((to) => to !== id && this.#send(id, to, data, reliable)),
      send: (to, data, { reliable }) => this.#send(id, to, data, reliable),
    });
  }

  random() {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }

  /** @param {string} from @param {string} to @param {any} data @param {boolean} reliable */
  #send(from, to, data, reliable) {
    if (!reliable && this.random() < this.#loss) return;
    this.#wire.push({ at: this.now + 1 + this.random() * 40, to, from, data: typeof data === "string" ? data : data.slice().buffer });
  }

  /** @param {number} milliseconds */
  play(milliseconds) {
    for (const end = this.now + milliseconds; this.now < end; this.now += 4) {
      for (const page of this.pages.values()) {
        page.advance(this.now, TICK);
      }
      const due = this.#wire.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at);
      this.#wire = this.#wire.filter(({ at }) => at > this.now);
      for (const { to, from, data } of due) this.pages.get(to)?.hear(from, data);
    }
  }

  /** Ticks that two pages have had, all equal. */
  compare() {
    const all = [...this.pages.values()].map(({ hashes }) => new Map(hashes));
    let compared = 0;
    for (const [key, hash] of all[0]) {
      for (const other of all.slice(1)) {
        if (!other.has(key)) continue;
        assert.equal(other.get(key), hash, key);
        compared++;
      }
    }
    return compared;
  }
}

test("eight pages have the same world at every tick, with a tenth of all messages lost", () => {
  const table = new Table(8, { loss: 0.1, seed: 3 });
  table.play(10_000);
  assert.ok(table.compare() > 1_500, `${table.compare()}`);
  for (const page of table.pages.values()) assert.equal(page.differences, 0);
  const ticks = [...table.pages.values()].map(({ world }) => world.tick);
  assert.ok(Math.min(...ticks) > 280 && Math.max(...ticks) - Math.min(...ticks) < 12, `${ticks}`);
});

test("when the host goes the next one goes on with the world that it has", () => {
  const table = new Table(4, { loss: 0.05, seed: 5 });
  table.play(4_000);
  const { tick } = /** @type {Lockstep} */ (table.pages.get(table.ids[1])).world;
  table.pages.delete(table.ids[0]);
  table.play(500);
  [table.host, table.term] = [table.ids[1], 2];
  table.play(4_000);
  const now = [...table.pages.values()].map(({ world }) => world.tick);
  assert.ok(Math.min(...now) > tick + 100, `${tick} -> ${now}`);
  assert.ok(table.compare() > 400);
  assert.ok([...table.pages.values()].every(({ isOnCourse }) => isOnCourse));
});

test("a page that was reloaded is on course again at once", () => {
  const table = new Table(3, { seed: 9 });
  table.play(3_000);
  const id = table.ids[2];
  table.pages.set(id, table.page(id));
  table.play(1_000);
  const page = /** @type {Lockstep} */ (table.pages.get(id));
  assert.ok(page.isOnCourse && page.world.tick > 100);
  assert.ok(page.asked > 0);
});

test("a page that has another world than the host is found out, and mended", () => {
  const table = new Table(2, { seed: 2 });
  table.play(1_000);
  const [host, other] = table.pages.values();
  other.world = { ...other.world, pucks: other.world.pucks.map((puck) => ({ ...puck, x: puck.x + 1 })) };
  table.play(500);
  assert.ok(host.differences > 0);
  const [a, b] = [new Map(host.hashes), new Map(other.hashes)];
  const latest = [...b.keys()].at(-1) ?? "";
  assert.equal(b.get(latest), a.get(latest));
});

test("nobody makes the host tell the whole world more than three times a second", () => {
  const [host, other] = ["1".repeat(32), "2".repeat(32)];
  /** @type {any[]} */
  const told = [];
  const page = new Lockstep({ self: () => host, host: () => ({ id: host, term: 1 }), players: () => [host, other], input: () => 0, broadcast() {}, send: (to, data) => told.push([to, data]) });
  for (let now = 0; now < 3_000; now += 4) {
    page.advance(now, TICK);
    const [key, hash] = page.hashes[0];
    const [term, epoch, tick] = key.split(".").map(Number);
    page.hear(other, LOST);
    page.hear(other, writeSteer({ term, epoch, input: 0, tick, hash: hash + 1 }).slice().buffer);
  }
  assert.ok(told.length >= 9 && told.length <= 10, `${told.length}`);
  assert.ok(page.differences > 700, "it was found out each time");
});

test("only the host's word counts", () => {
  const table = new Table(3, { seed: 2 });
  table.play(1_000);
  const page = /** @type {Lockstep} */ (table.pages.get(table.ids[1]));
  const { tick } = page.world;
  const forged = { type: "world", term: 1, epoch: 99, world: { ...page.world, tick: 9_000 } };
  assert.equal(page.hear(table.ids[2], JSON.stringify(forged)), false);
  assert.equal(page.hear(table.ids[0], JSON.stringify({ ...forged, term: 0 })), false, "nor that of an earlier term");
  assert.equal(page.hear(table.ids[2], writeTicks({ term: 1, epoch: 2, first: tick + 1, inputs: [[1, 1, 1]] }).buffer), false);
  assert.equal(page.world.tick, tick);
});

test("nothing that a player may say throws, or is taken for a message", () => {
  let seed = 5;
  const next = (/** @type {number} */ most) => (seed = (seed * 48_271) % 2_147_483_647) % most;
  const table = new Table(2);
  table.play(500);
  const [host, other] = table.pages.values();
  const world = JSON.stringify({ type: "world", term: 1, epoch: 9, world: other.world });
  for (let i = 0; i < 20_000; i++) {
    const at = next(world.length);
    const text = world.slice(0, at) + String.fromCharCode(next(128)) + world.slice(at + next(4));
    const bytes = Uint8Array.from({ length: next(48) }, () => next(256)).buffer;
    for (const data of [text, bytes]) {
      other.hear(table.ids[0], data);
      host.hear(table.ids[1], data);
    }
  }
  for (const data of [null, undefined, 1, {}, "", "null", "[]", new ArrayBuffer(0), '{"type":"world"}']) assert.equal(readMessage(data), undefined);
  for (const { world } of [host, other]) assert.ok(world.pucks.every(({ x }) => Number.isFinite(x)));
});
