import assert from "node:assert/strict";
import { test } from "node:test";
import { DASH, FULL_RADIUS, PUCK_RADIUS, directionOf, hashOf, newWorld, step, withPlayers } from "../world.js";

const ids = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(32));
const RIGHT = 1;

/** @param {import("../world.js").World} world @param {number} ticks @param {(tick: number) => number[]} [inputs] */
function play(world, ticks, inputs = () => []) {
  for (let i = 0; i < ticks; i++) world = step(world, inputs(i));
  return world;
}

/** @param {number} seed */
function someInputs(seed) {
  return () => ids.map(() => (seed = (seed * 48_271) % 2_147_483_647) % 64);
}

test("the same inputs make the same world, tick by tick, and it is this one", () => {
  let [one, other] = [withPlayers(newWorld(), ids), withPlayers(newWorld(), ids)];
  const [these, those] = [someInputs(7), someInputs(7)];
  for (let i = 0; i < 3_000; i++) {
    one = step(one, these());
    other = step(other, those());
    assert.equal(hashOf(one), hashOf(other));
  }
  assert.ok(one.round > 3, `rounds are played: ${one.round}`);
  assert.equal(hashOf(JSON.parse(JSON.stringify(one))), hashOf(one), "a world survives being sent");
});

test("other inputs make another one", () => {
  const world = withPlayers(newWorld(), ids.slice(0, 2));
  assert.notEqual(hashOf(step(world, [0, 0])), hashOf(step(world, [RIGHT, 0])));
});

test("who leaves the floe is out, and the last one wins the round", () => {
  let world = withPlayers(newWorld(), ids.slice(0, 2));
  assert.ok(world.pucks[0].x > 0);
  world = play(world, 60, () => [RIGHT | DASH, 0]);
  assert.deepEqual(world.pucks.map(({ out, score }) => [out, score]), [[true, 0], [false, 1]]);
  assert.equal(world.winner, ids[1]);
  world = play(world, 120);
  assert.deepEqual([world.round, world.next, world.radius, world.pucks[0].out], [2, 0, FULL_RADIUS, false]);
});

test("alone one practises, and the floe does not melt", () => {
  let world = play(withPlayers(newWorld(), [ids[0]]), 900);
  assert.deepEqual([world.radius, world.round, world.winner], [FULL_RADIUS, 1, ""]);
  world = play(world, 200, () => [RIGHT]);
  assert.equal(world.winner, "");
});

test("the floe melts when two or more play, and not to nothing", () => {
  const world = play(withPlayers(newWorld(), ids.slice(0, 2)), 150 * 30);
  assert.ok(world.round > 1 || world.radius < FULL_RADIUS);
});

test("a dash needs a direction, and then a rest", () => {
  let world = withPlayers(newWorld(), ids.slice(0, 2));
  assert.equal(step(world, [DASH, 0]).pucks[0].vx, 0);
  world = step(world, [9 | DASH, 0]);
  const fast = world.pucks[0].vx;
  assert.ok(fast < -20);
  assert.ok(Math.abs(step(world, [9 | DASH, 0]).pucks[0].vx - fast) < 2, "the second one is none");
});

test("two that meet push each other and do not overlap", () => {
  let world = withPlayers(newWorld(), ids.slice(0, 2));
  world = play(world, 40, () => [9, RIGHT]);
  const [a, b] = world.pucks;
  assert.ok(Math.hypot(a.x - b.x, a.y - b.y) >= 2 * PUCK_RADIUS - 1e-6);
});

test("who comes while others play waits for the next round; who goes is taken off", () => {
  let world = play(withPlayers(newWorld(), ids.slice(0, 2)), 10);
  world = withPlayers(world, ids.slice(0, 3));
  assert.deepEqual(world.pucks.map(({ out }) => out), [false, false, true]);
  assert.deepEqual(world.pucks.map(({ colour }) => colour), [0, 1, 2]);
  world = withPlayers(world, [ids[0], ids[2]]);
  assert.deepEqual(world.pucks.map(({ id }) => id), [ids[0], ids[2]]);
  assert.equal(withPlayers(world, [ids[0], ids[2], ids[5]]).pucks[2].colour, 1, "a colour that is free");
});

test("a direction is the nearest of sixteen", () => {
  assert.deepEqual([directionOf(0, 0), directionOf(5, 0), directionOf(0, 9), directionOf(-1, 0.1), directionOf(1, -1)], [0, 1, 5, 9, 15]);
});
