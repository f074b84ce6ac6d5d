// Tones in a WAV file.
import { readFileSync } from "node:fs";

/**
 * Reads 16-bit PCM; what is still being written counts as far as it is there. The first channel.
 *
 * @param {string} file @returns {{rate: number, samples: Float32Array}}
 */
export function readWav(file) {
  const bytes = readFileSync(file);
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WAVE") throw new Error(`${file} is no WAV file`);
  let channels = 1;
  let rate = 48_000;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [id, size] = [bytes.toString("latin1", at, at + 4), bytes.readUInt32LE(at + 4)];
    if (id === "fmt ") [channels, rate] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 12)];
    if (id === "data") {
      // A recorder that has not ended has not written the size.
      const end = size === 0 || at + 8 + size > bytes.length ? bytes.length : at + 8 + size;
      const count = Math.floor((end - at - 8) / (2 * channels));
      return { rate, samples: Float32Array.from({ length: count }, (_, i) => bytes.readInt16LE(at + 8 + i * 2 * channels) / 32_768) };
    }
    at += 8 + size + (size % 2);
  }
  return { rate, samples: new Float32Array() };
}

/** How much of the signal's energy is a tone of that frequency, from 0 to 1 (Goertzel). @param {Float32Array} samples */
export function share(samples, rate, frequency) {
  const step = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  let [before, now, energy] = [0, 0, 0];
  for (const sample of samples) {
    [before, now] = [now, sample + step * now - before];
    energy += sample * sample;
  }
  const power = before * before + now * now - step * before * now;
  return energy === 0 ? 0 : (2 * power) / (samples.length * energy);
}

/**
 * The longest stretch, in seconds, that is mostly that tone and loud enough to be heard.
 *
 * @param {string} file @param {number} frequency
 */
export function secondsOfTone(file, frequency) {
  const { rate, samples } = readWav(file);
  const window = Math.round(rate / 20);
  let [longest, running] = [0, 0];
  for (let at = 0; at + window <= samples.length; at += window) {
    const part = samples.subarray(at, at + window);
    const level = Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / window);
    running = level > 0.01 && share(part, rate, frequency) > 0.8 ? running + 1 : 0;
    longest = Math.max(longest, running);
  }
  return (longest * window) / rate;
}
