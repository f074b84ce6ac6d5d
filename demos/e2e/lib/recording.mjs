// What is in a recording, which may still be going on.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** CSS colours by their red, green and blue. */
const COLOURS = { red: [255, 0, 0], green: [0, 128, 0], blue: [0, 0, 255], white: [255, 255, 255], black: [0, 0, 0] };
const FAR = 60;

/** The name of the colour that the middle of the last picture has; nothing while there is none, or it is another. @param {string} file */
export function colourOf(file) {
  if (!existsSync(file)) return undefined;
  const words = ["-loglevel", "quiet", "-i", file, "-vf", "crop=iw/2:ih/2,scale=1:1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"];
  const bytes = spawnSync("ffmpeg", words, { maxBuffer: 2 ** 20 }).stdout;
  const last = [...bytes.subarray(bytes.length - 3)];
  if (last.length < 3) return undefined;
  return Object.keys(COLOURS).find((name) => COLOURS[name].every((value, at) => Math.abs(value - last[at]) < FAR));
}
