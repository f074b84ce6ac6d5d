// `./lanward bench transfer`: how fast a file goes from one host of the lab to another, read, hashed, carried, hashed, written and published:
// from device to device, between a page and a device, where the time goes, and what one thing or another is worth. A round of each in
// turn; prints medians, the tenth and ninetieth percentile, and ratios. Runs inside the lab.
import "./help.mjs";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { lab } from "../e2e/lib/lab.mjs";
import { print, write } from "./lib.mjs";
import * as devices from "./transfer/devices.mjs";
import { Files } from "./transfer/files.mjs";
import * as profile from "./transfer/profile.mjs";
import * as tried from "./transfer/tried.mjs";

// Its packages may be missing where no browser is wanted.
const pages = { measure: async (...words) => (await import("./transfer/pages.mjs")).measure(...words) };

const LOSSY_LINK = { delay: "10ms", loss: "1%", seed: 1 };
const LOSSY_WORDS = ", 1 % loss, 20 ms";

/**
 * @typedef {{ key: string, by: object, words: string, mebibytes: number, link: object | null }} Part `words` go into its title
 * @typedef {{ rounds: number, peers: string[], browsers: ("chromium" | "firefox")[], variants: string[], files: Files, hosts: import("../e2e/lib/lab.mjs").Host[], report: (what: object) => void }} Run
 */
const PARTS = {
  lan: { by: devices, words: "", mebibytes: 1024, link: null },
  lossy: { by: devices, words: LOSSY_WORDS, mebibytes: 8, link: LOSSY_LINK },
  pages: { by: pages, words: "", mebibytes: 256, link: null },
  "pages-lossy": { by: pages, words: LOSSY_WORDS, mebibytes: 8, link: LOSSY_LINK },
  profile: { by: profile, words: "", mebibytes: 1024, link: null },
  tried: { by: tried, words: "", mebibytes: 512, link: null },
};

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(PARTS).join(",") },
    rounds: { type: "string", default: "10" },
    peers: { type: "string", default: devices.PEERS.join(",") },
    browsers: { type: "string", default: "chromium,firefox" },
    variants: { type: "string", default: tried.VARIANTS.join(",") },
    mebibytes: { type: "string" },
    dir: { type: "string", default: existsSync("/dev/shm") ? "/dev/shm" : tmpdir() },
    out: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

/** Those that an option names. @param {string[]} known */
function chosen(option, known) {
  const names = options[option].split(",");
  if (names.some((name) => !known.includes(name))) throw new Error(`--${option} takes ${known}`);
  return names;
}

const only = chosen("only", Object.keys(PARTS));
const rounds = Number(options.rounds);
if (!(rounds >= 1)) throw new Error("--rounds takes a number from 1 on");

const results = [];
function report({ file, ...what }) {
  results.push(what);
  if (!options.json) print(what);
  if (options.out) write(options.out, what, file);
}

const words = {
  rounds,
  peers: chosen("peers", devices.PEERS),
  browsers: chosen("browsers", ["chromium", "firefox"]),
  variants: chosen("variants", tried.VARIANTS),
};
const files = new Files(options.dir);
try {
  const hosts = [await lab.host("a"), await lab.host("b")];
  const parts = only.map((key) => ({ key, ...PARTS[key], mebibytes: Number(options.mebibytes ?? PARTS[key].mebibytes) }));
  for (const by of new Set(parts.map((part) => part.by))) {
    await by.measure({ ...words, files, hosts, report }, parts.filter((part) => part.by === by));
  }
  if (options.json) console.log(JSON.stringify({ rounds, results }, null, 1));
} finally {
  files.end();
}
