// What the tests of media read pictures and sound with, tried on pictures and sound that are made here.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { secondsOfTone, share } from "../lib/tone.mjs";
import { BAR_NAMES, readBars, readClock } from "./pages/picture.js";

const COLOURS = [[191, 191, 191], [191, 191, 0], [0, 191, 191], [0, 191, 0], [191, 0, 191], [191, 0, 0], [0, 0, 191]];

/** @param {number} time @param {{width?: number, noise?: number, wrong?: number}} [how] */
function picture(time, { width = 1_280, noise = 0, wrong = -1 } = {}) {
  const height = (width * 9) / 16;
  const data = new Uint8ClampedArray(width * height * 4);
  const ones = time.toString(2).replaceAll("0", "").length;
  const bits = (time.toString(2).padStart(20, "0") + (ones % 16).toString(2).padStart(4, "0")).split("").map(Number);
  if (wrong >= 0) bits[wrong] = 1 - bits[wrong];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = Math.floor(((x * 1_280) / width - 160) / 40);
      const isClock = (y * 1_280) / width >= 680 && block >= 0 && block < 24;
      const colour = isClock ? [0, 0, 0].fill(bits[block] ? 235 : 16) : COLOURS[Math.floor((x * 7) / width)];
      for (let each = 0; each < 3; each++) data[(y * width + x) * 4 + each] = colour[each] + ((x * 7 + y * 13) % 3 - 1) * noise;
    }
  }
  return { width, height, data };
}

test("bars and clock are read, at any size and with the noise of a codec", () => {
  for (const time of [0, 1, 123_456, 2 ** 20 - 1]) {
    for (const how of [{}, { noise: 40 }, { width: 640 }, { width: 320, noise: 20 }]) {
      assert.deepEqual([readBars(picture(time, how)), readClock(picture(time, how))], [BAR_NAMES, time]);
    }
  }
});

test("a clock of which one block is wrong is not read", () => {
  for (let wrong = 0; wrong < 24; wrong++) assert.equal(readClock(picture(654_321, { wrong })), undefined);
});

test("another picture has other bars", () => {
  const { data, ...size } = picture(5);
  assert.notDeepEqual(readBars({ ...size, data: data.map((value, at) => (at % 4 === 2 ? 0 : value)) }), BAR_NAMES);
  assert.notDeepEqual(readBars({ ...size, data: data.fill(0) }), BAR_NAMES);
});

test("a tone is told from noise, from silence and from another tone", () => {
  const tone = (frequency, amplitude = 0.3) => Float32Array.from({ length: 2_400 }, (_, i) => amplitude * Math.sin((2 * Math.PI * frequency * i) / 48_000));
  assert.ok(share(tone(440), 48_000, 440) > 0.95);
  assert.ok(share(tone(1_000), 48_000, 440) < 0.05);
  assert.ok(share(Float32Array.from({ length: 2_400 }, (_, i) => Math.sin(i * i)), 48_000, 440) < 0.1);
  assert.equal(share(new Float32Array(2_400), 48_000, 440), 0);
});

test("seconds of a tone are counted in a WAV file, finished or not", () => {
  const directory = mkdtempSync(join(tmpdir(), "lanward-tone-"));
  try {
    for (const [finished, channels] of [[true, 1], [false, 1], [true, 2]]) {
      const samples = Array.from({ length: 48_000 * 2 }, (_, i) => (i < 48_000 ? 0 : Math.round(8_000 * Math.sin((2 * Math.PI * 440 * i) / 48_000))));
      const bytes = Buffer.alloc(44 + samples.length * 2 * channels);
      bytes.write("RIFF\0\0\0\0WAVEfmt ", "latin1");
      bytes.writeUInt32LE(16, 16);
      bytes.writeUInt16LE(1, 20);
      bytes.writeUInt16LE(channels, 22);
      bytes.writeUInt32LE(48_000, 24);
      bytes.write("data", 36, "latin1");
      bytes.writeUInt32LE(finished ? samples.length * 2 * channels : 0, 40);
      samples.forEach((sample, i) => bytes.writeInt16LE(sample, 44 + i * 2 * channels));
      const file = join(directory, "speaker.wav");
      writeFileSync(file, bytes);
      assert.ok(Math.abs(secondsOfTone(file, 440) - 1) < 0.11, `${secondsOfTone(file, 440)} s`);
      assert.equal(secondsOfTone(file, 1_000), 0);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
