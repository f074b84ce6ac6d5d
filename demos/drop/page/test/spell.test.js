import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../pace.js";
import { clip, spellBytes, spellContent, spellItems, spellLeft, spellWhen } from "../spell.js";

const file = (path) => ({ path, kind: "file" });
const folder = (path) => ({ path, kind: "folder" });

test("sizes are in powers of 1,024, with one place behind the point while that says something", () => {
  const spelled = [0, 1, 1_023, 1_024, 1_536, 150 * 1_024, 5 * 2 ** 20, 3.25 * 2 ** 30, 2 ** 48].map(spellBytes);
  assert.deepEqual(spelled, ["0 bytes", "1 byte", "1023 bytes", "1.0 KiB", "1.5 KiB", "150 KiB", "5.0 MiB", "3.3 GiB", "256 TiB"]);
});

test("what is left is coarser the longer it is", () => {
  assert.deepEqual([1, 59, 60, 150, 3_600, 5_430, 60 * 3_600].map(spellLeft), [
    "1 s left", "59 s left", "1 min left", "3 min left", "1 h 0 min left", "1 h 31 min left", "3 days left",
  ]);
});

test("a transfer is called by what is at its top", () => {
  assert.equal(spellItems([file("a.txt")]), "a.txt");
  assert.equal(spellItems([folder("Holidays"), file("Holidays/a.jpg"), file("Holidays/b.jpg")]), "Holidays/");
  assert.equal(spellItems([file("a"), folder("b")]), "a and b/");
  assert.equal(spellItems(["a", "b", "c", "d", "e"].map(file)), "a, b, c and 2 more");
  assert.equal(spellItems([]), "nothing");
  assert.equal(spellContent([folder("x"), file("x/a"), file("x/b")], 2_048), "2 files, 2.0 KiB");
  assert.equal(spellContent([folder("x")], 0), "1 folder, 0 bytes");
  assert.equal(spellContent([file("pipe")], null), "1 file");
});

test("a name that could deceive is shown with marks in its place, and never longer than agreed", () => {
  assert.equal(clip("photo\u202egpj.exe"), "photo\u00b7gpj.exe");
  assert.equal(clip("a\u0000b\nc\u2066d\ud800e"), "a\u00b7b\u00b7c\u00b7d\u00b7e");
  assert.equal(clip("\u{1f469}\u200d\u{1f4bb} Ferien ☀"), "\u{1f469}\u200d\u{1f4bb} Ferien ☀", "joiners stay: emoji need them");
  const long = clip(`${"x".repeat(200)}.jpg`, 60);
  assert.equal(Array.from(long).length, 60);
  assert.match(long, /^x+…x+\.jpg$/);
  const huge = clip("\u{1f600}".repeat(100_000), 60);
  assert.equal(Array.from(huge).length, 60);
  assert.equal(clip("", 60), "");
});

test("a time of another day comes with its day", () => {
  const at = new Date(2026, 0, 31, 17, 5).getTime();
  assert.equal(spellWhen(at, at + 1_000), "17:05");
  assert.equal(spellWhen(at, at + 24 * 3_600_000), "2026-01-31 17:05");
});

test("speed is that of the last seconds", () => {
  const pace = new Pace();
  assert.equal(pace.speed(0), null);
  for (let second = 0; second <= 20; second++) pace.note(second * 1_000, second * 1_000_000);
  assert.equal(pace.speed(20_000), 1_000_000);
  assert.equal(pace.secondsLeft(20_000, 2_500_000), 3);
  for (let second = 21; second <= 30; second++) pace.note(second * 1_000, 20_000_000);
  assert.equal(pace.speed(30_000), 0, "it stands still for longer than the window");
  assert.equal(pace.secondsLeft(30_000, 1), null, "nobody knows");
});

test("speed falls while nothing comes, forgets a pause, and is never negative where a file begins anew", () => {
  const pace = new Pace();
  pace.note(0, 0);
  pace.note(1_000, 4_000);
  assert.equal(pace.speed(1_000), 4_000);
  assert.equal(pace.speed(4_000), 1_000);
  pace.reset();
  assert.equal(pace.speed(5_000), null);
  pace.note(5_000, 4_000);
  pace.note(6_000, 100);
  pace.note(7_000, 300);
  assert.equal(pace.speed(7_000), 200);
});
