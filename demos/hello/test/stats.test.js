import assert from "node:assert/strict";
import { test } from "node:test";
import { runs } from "../plot.js";
import { RoundTrips, WINDOW_MS, axisTop, quantile, spellMs, summarize } from "../stats.js";

test("quantiles are nearest-rank: always a value that was measured", () => {
  const sorted = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.equal(quantile(sorted, 0.5), 50);
  assert.equal(quantile(sorted, 0.99), 99);
  assert.equal(quantile([7], 0.99), 7);
  assert.equal(quantile([7], 0), 7);
  assert.equal(quantile([], 0.5), null);
});

test("a summary sorts by number, counts the lost apart, and says nothing of nothing", () => {
  const samples = [10, 9, null, 100, 2].map((rtt, at) => ({ at, rtt }));
  assert.deepEqual(summarize(samples), { median: 9, p95: 100, p99: 100, lost: 1 });
  assert.deepEqual(summarize([]), { median: null, p95: null, p99: null, lost: 0 });
});

test("the window slides and the count does not", () => {
  const trips = new RoundTrips();
  trips.add(0, 1);
  trips.add(1_000, 2);
  trips.lost(2_000);
  assert.equal(trips.window(2_000).length, 3);
  assert.deepEqual(trips.window(WINDOW_MS + 500), [{ at: 1_000, rtt: 2 }, { at: 2_000, rtt: null }]);
  assert.deepEqual(trips.window(WINDOW_MS * 3), []);
  assert.equal(trips.count, 2);
});

test("memory stays bounded however many answers come", () => {
  const trips = new RoundTrips();
  for (let i = 0; i < 5_000; i += 1) trips.add(i / 1_000, 1);
  assert.equal(trips.count, 5_000);
  assert.ok(trips.window(5).length <= 600);
});

test("an axis ends at 1, 2 or 5 times a power of ten", () => {
  for (const [value, top] of [[0.7, 1], [1, 1], [1.01, 2], [2.3, 5], [5.1, 10], [40, 50], [999, 1000], [0.2, 0.2]]) {
    assert.ok(Math.abs(axisTop(value) - top) < 1e-9, `${value} -> ${axisTop(value)}`);
  }
  assert.ok(axisTop(0) > 0);
});

test("milliseconds are spelled with three digits", () => {
  assert.deepEqual([null, 0.421, 9.994, 12.34, 123.4].map(spellMs), ["–", "0.42", "9.99", "12.3", "123"]);
});

test("a line is broken where an answer was lost and where the page paused", () => {
  const samples = [[0, 1], [100, 2], [200, null], [300, 3], [400, 4], [5_000, 5]].map(([at, rtt]) => ({ at, rtt }));
  assert.deepEqual(runs(samples).map((run) => run.map(({ rtt }) => rtt)), [[1, 2], [3, 4], [5]]);
});
