// What the benchmarks share: what processes use, and figures of many rounds, as words and as a file.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join } from "node:path";

// The kernel counts a process's time in hundredths of a second.
const TICKS_A_SECOND = 100;

/** CPU seconds that a process has used. */
export function cpuSeconds(pid) {
  const fields = stat(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** The fields of /proc/PID/stat from the state on. */
export const stat = (pid) => readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");

/** Some processes and all that they have begotten: a browser is many. @param {number[]} pids */
export function family(pids) {
  const parents = new Map();
  for (const each of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    unlessEnded(() => parents.set(Number(each), Number(stat(each)[1])));
  }
  const heads = new Set(pids);
  const inside = (each) => heads.has(each) || (each > 1 && inside(parents.get(each) ?? 0));
  return [...parents.keys()].filter(inside);
}

/** CPU seconds so far of each process of a family, by its id. @param {number[]} pids */
export function times(pids) {
  const seconds = new Map();
  for (const each of family(pids)) unlessEnded(() => seconds.set(each, cpuSeconds(each)));
  return seconds;
}

/** What those that are there now have used since `before`. @param {Map<number, number>} before @param {number[]} pids */
export const used = (before, pids) => [...times(pids)].reduce((sum, [each, seconds]) => sum + seconds - (before.get(each) ?? 0), 0);

/** MiB of memory that a family has; what several have together counts once. @param {number[]} pids */
export function memory(pids) {
  let kibibytes = 0;
  for (const each of family(pids)) {
    unlessEnded(() => (kibibytes += Number(/^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${each}/smaps_rollup`, "utf8"))?.[1] ?? 0)));
  }
  return kibibytes / 1024;
}

/** A browser's helpers come and go while they are looked at. */
function unlessEnded(work) {
  try {
    work();
  } catch (error) {
    if (!["ENOENT", "ESRCH"].includes(error.code)) throw error;
  }
}

export const at = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];

/**
 * What one took part with: the figures of all its rounds. `at` is the condition, such as how many there were, where a part has several.
 *
 * @typedef {{ part: string, peer: string, at?: string, figures: Record<string, { median: number, p10: number, p90: number }> }} Result
 */

/** @param {Record<string, number>[]} samples @returns {Result["figures"]} */
export function summary(samples) {
  const figures = Object.keys(samples[0]).map((name) => {
    const values = samples.map((sample) => sample[name]);
    return [name, { median: at(values, 0.5), p10: at(values, 0.1), p90: at(values, 0.9) }];
  });
  return Object.fromEntries(figures);
}

export const digits = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** Ours of the same condition, where there is one and `result` is another's. @param {Result} result @param {Result[]} results */
export const oursBeside = (result, results) =>
  result.peer.startsWith("lanward") ? undefined : results.find(({ peer, at }) => peer === "lanward" && at === result.at);

/** One figure of `result` as words. @param {{ units: Record<string, string>, caps?: Record<string, number>, results: Result[] }} what */
export function cellWords(result, name, { units, caps = {}, results }) {
  // A share of a hundred is no multiple of another.
  const ours = units[name] === "%" ? undefined : oursBeside(result, results)?.figures[name];
  return result.figures[name] ? figureWords(result.figures[name], ours, caps[name]) : "";
}

/**
 * A figure as words: its median, where it spreads the tenth and ninetieth percentile, and ours as a multiple of it.
 *
 * @param {number} [cap] what was not waited for any longer
 */
export function figureWords({ median, p10, p90 }, ours, cap = Infinity) {
  const words = (value) => (value >= cap ? `> ${digits(cap)}` : digits(value));
  const spread = words(p10) === words(p90) ? "" : ` [${words(p10)} to ${words(p90)}]`;
  const ratio = ours && median > 0 && median < cap ? ` (${(ours.median / median).toFixed(2)})` : "";
  return `${words(median)}${spread}${ratio}`;
}

/** @param {{ part: string, rounds: number, units: Record<string, string>, caps?: Record<string, number>, results: Result[] }} what */
export function print(what) {
  const { part, rounds, units, results } = what;
  const compares = results.some(({ peer }) => peer === "lanward");
  console.log(`\n${part} (${rounds} rounds; median [10 % to 90 %]${compares ? ", and in brackets ours as a multiple of theirs" : ""})`);
  for (const result of results) {
    const cells = Object.keys(result.figures).map((name) => `${name} ${cellWords(result, name, what)} ${units[name]}`);
    console.log(`  ${result.peer.padEnd(15)} ${result.at === undefined ? "" : `${result.at}: `}${cells.join(" | ")}`);
  }
}

/** For `./lanward bench plot`. */
export function write(directory, what, name = what.part) {
  const where = { processors: `${cpus().length} of ${cpus()[0].model.trim()}`, kernel: release() };
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.json`);
  writeFileSync(file, `${JSON.stringify({ ...what, where }, null, 1)}\n`);
}
