// How the benchmarks sum up what they measured, and what they read it from. Run by `./lanward test --only lab`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellWords, family, figureWords, memory, oursBeside, summary, times, used } from "../lib.mjs";
import { Samples } from "../discovery/rounds.mjs";
import { counted } from "../discovery/wire.mjs";
import { drawLines } from "../plot/lines.mjs";
import { table } from "../plot/table.mjs";
import { figures } from "../transfer/profile.mjs";
import { withRatios } from "../transfer/tried.mjs";

const figure = (median, p10 = median, p90 = median) => ({ median, p10, p90 });
const words = { name: (peer) => ({ lanward: "ours" })[peer] ?? peer, title: (each) => each };
const where = { processors: "2 of a kind", kernel: "6.1.0-9" };

test("a summary has the median and the tenth and ninetieth percentile, whatever the order of the rounds", () => {
  const samples = [7, 1, 9, 3, 5, 2, 8, 4, 10, 6].map((ms) => ({ ms }));
  assert.deepEqual(summary(samples), { ms: figure(6, 2, 10) });
});

test("a figure says its spread where it has one, and ours as a multiple of it", () => {
  assert.equal(figureWords(figure(200, 150, 250), figure(100)), "200 [150 to 250] (0.50)");
  assert.equal(figureWords(figure(3)), "3.00");
});

test("what was not waited for any longer is not said to have taken that long, and is no yardstick", () => {
  assert.equal(figureWords(figure(30, 2, 30), figure(1), 30), "> 30.0 [2.00 to > 30.0]");
});

test("nothing is compared with nothing", () => {
  assert.equal(figureWords(figure(0), figure(1)), "0.00");
});

test("a share is not given as a multiple of another", () => {
  const results = ["lanward", "avahi"].map((peer) => ({ peer, figures: { found: figure(100), ms: figure(2) } }));
  const what = { units: { found: "%", ms: "ms" }, results };
  assert.equal(cellWords(results[1], "found", what), "100");
  assert.equal(cellWords(results[1], "ms", what), "2.00 (1.00)");
});

test("ours is compared with others of the same condition only", () => {
  const results = [
    { peer: "lanward", at: "10", figures: { ms: figure(1) } },
    { peer: "lanward", at: "50", figures: { ms: figure(2) } },
    { peer: "lanward-nio", at: "50", figures: { ms: figure(3) } },
    { peer: "avahi", at: "50", figures: { ms: figure(4) } },
    { peer: "avahi", at: "300", figures: { ms: figure(5) } },
  ];
  assert.equal(oursBeside(results[3], results), results[1]);
  assert.equal(oursBeside(results[4], results), undefined);
  assert.equal(oursBeside(results[2], results), undefined, "ours in another form is no other");
});

test("samples of several rounds come together by who and at what number", () => {
  const samples = new Samples();
  samples.add("lanward", "100", { s: 1 });
  samples.add("avahi", "100", { s: 5 });
  samples.add("lanward", "100", { s: 3 });
  samples.add("lanward", undefined, { s: 9 });
  assert.deepEqual(samples.results("many"), [
    { part: "many", peer: "lanward", at: "100", figures: { s: figure(3, 1, 3) } },
    { part: "many", peer: "avahi", at: "100", figures: { s: figure(5) } },
    { part: "many", peer: "lanward", figures: { s: figure(9) } },
  ]);
});

test("the bridge's counter is read as nft prints it", () => {
  const printed = "table bridge wire {\n\tcounter mdns {\n\t\tpackets 12 bytes 3456\n\t}\n}\n";
  assert.deepEqual(counted(printed), { packets: 12, bytes: 3456 });
  assert.throws(() => counted("table bridge wire {\n}\n"), /no counter/);
});

test("a table has a row each, leaves out what nobody has and empty what one has not", () => {
  const results = [
    { peer: "lanward", at: "10 devices", figures: { join: figure(1), cut: figure(120) } },
    { peer: "lanward", at: "50 devices", figures: { join: figure(2) } },
    { peer: "avahi", at: "10 devices", figures: { join: figure(4), cut: figure(130) } },
  ];
  const text = table({ part: "joining", rounds: 1, units: { join: "s", cut: "s", peak: "packets/s" }, caps: { cut: 130 }, notes: ["A note."], where, results }, undefined, words);
  assert.deepEqual(text.split("\n"), [
    "## Joining",
    "",
    "| one round | | join, s | cut, s |",
    "| --- | --- | --- | --- |",
    "| ours | 10 devices | 1.00 | 120 |",
    "| ours | 50 devices | 2.00 |  |",
    "| avahi | 10 devices | 4.00 (0.25) | > 130 |",
    "",
    "A note.",
    "",
    "Measured on 2 of a kind, Linux 6.1.",
    "",
  ]);
});

test("what grows with the number is drawn parallel to the dotted line", () => {
  const results = [100, 1000].map((services) => ({ peer: "lanward", at: `${services}`, figures: { packets: figure(services * 2) } }));
  const svg = drawLines({ part: "growth", rounds: 1, units: { packets: "packets" }, over: "services", results }, words);
  const [dotted] = [...svg.matchAll(/class="linear" x1="(\S+)" y1="(\S+)" x2="(\S+)" y2="(\S+)"/g)].slice(-1);
  const [, points] = /class="line l0" points="(\S+ \S+)"/.exec(svg);
  assert.equal(points, `${dotted[1]},${dotted[2]} ${dotted[3]},${dotted[4]}`);
});

test("what an end did is given a GiB and as a share, the whole last", () => {
  const round = (sctp, garbage) => ({ SCTP: { cpu: sctp, allocated: 3 << 20 }, GARBAGE: { cpu: garbage, allocated: 0 } });
  const rows = figures([round(1, 1), { SCTP: { cpu: 3, allocated: 3 << 20 } }, round(3, 0)], 512 << 20);
  assert.deepEqual(rows.map(({ peer }) => peer), ["SCTP", "GARBAGE", "ALL"]);
  const [sctp, garbage, all] = rows.map((row) => row.figures);
  assert.deepEqual(sctp, { cpu: figure(6, 2, 6), share: figure(100, 50, 100), allocated: figure(6) });
  assert.deepEqual(garbage.share, figure(0, 0, 50), "a round without it counts as one");
  assert.deepEqual([all.cpu, all.share], [figure(6, 4, 6), figure(100)]);
});

test("what was tried is compared with the first of the same round", () => {
  const speeds = (...values) => values.map((speed) => ({ speed }));
  const [base, tried] = withRatios(new Map([["base", speeds(100, 200, 400)], ["nio", speeds(50, 150, 200)]]));
  assert.deepEqual(base.figures.ratio, figure(1));
  assert.deepEqual(tried.figures, { speed: figure(150, 50, 200), ratio: figure(0.5, 0.5, 0.75) });
});

test("a process counts with its children", () => {
  const before = times([process.pid]);
  assert.ok(family([process.pid]).includes(process.pid));
  assert.ok(!family([process.pid]).includes(1), "and without its parents");
  assert.ok(memory([process.pid]) > 1);
  assert.ok(used(before, [process.pid]) >= 0);
});
