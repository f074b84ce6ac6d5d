// Runs files of tests, each in a lab of its own and a few at a time: node demos/lab/run-tests.mjs [--lanes N] FILE...
// They are begun in the order given; a file that is named twice runs once. One that says `// Runs alone: why` runs when all others have
// ended. One that fails beside others runs once more when all have ended, alone, since many have limits of real time: what it printed
// first is shown behind bars, and whether it passes then is what counts; where more than three fail, none does. What a file prints comes
// when it ends, and last of all that of those that fail; the exit code is 1 then.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { inLanes } from "./lib/lanes.mjs";

const lab = fileURLToPath(new URL("lab", import.meta.url));
const RUNS_ALONE = /^\/\/ Runs alone: \S/m;
/** One more than there are cores, since tests with real time limits wait for most of theirs. */
const DEFAULT_LANES = String(availableParallelism() + 1);

/** More than so many is no accident. */
const MOST_TO_REPEAT = 3;

const { values, positionals } = parseArgs({ options: { lanes: { type: "string", default: DEFAULT_LANES } }, allowPositionals: true });
const lanes = Number(values.lanes);
if (!Number.isInteger(lanes) || lanes < 1 || positionals.length === 0) {
  console.error("usage: run-tests.mjs [--lanes N] FILE...");
  process.exit(2);
}

const files = [...new Set(positionals.map((file) => resolve(file)))];
const jobs = files.map((file) => ({ file, alone: RUNS_ALONE.test(readFileSync(file, "utf8")) }));
let failed = [];
await inLanes(jobs, lanes, async (job) => {
  const { code, text } = await runFile(job);
  if (code === 0) process.stdout.write(text);
  else failed.push({ ...job, text: `${text}# ${basename(job.file)} failed (exit code ${code})\n` });
});
if (failed.length <= MOST_TO_REPEAT) failed = await repeat(failed);
process.stdout.write(failed.map(({ text }) => text).join(""));
process.exitCode = failed.length > 0 ? 1 : 0;

/** Each once more and alone; those that fail again. */
async function repeat(jobs) {
  const failedAgain = [];
  for (const job of jobs) {
    process.stdout.write(job.text.replace(/^(?=.)/gm, "| "));
    const { code, text } = await runFile({ ...job, alone: true });
    if (code === 0) process.stdout.write(`${text}# ${basename(job.file)} failed at first and passed alone\n`);
    else failedAgain.push({ ...job, text: `${text}# ${basename(job.file)} failed twice (exit code ${code})\n` });
  }
  return failedAgain;
}

/** @returns {Promise<{ code: number | null, text: string }>} */
async function runFile({ file, alone }) {
  const started = performance.now();
  const { code, output } = await inLab([process.execPath, "--test", "--test-concurrency=1", file]);
  const seconds = Math.round((performance.now() - started) / 1_000);
  return { code, text: `# ${basename(file)}: ${seconds} s${alone ? ", alone" : ""}\n${output}` };
}

/** @returns {Promise<{ code: number | null, output: string }>} */
function inLab(test) {
  // Of a test that runs us: node would skip the files, and call that success.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  // Ends with us, however we end.
  const child = spawn("setpriv", ["--pdeathsig", "TERM", lab, "run", ...test], { stdio: ["ignore", "pipe", "pipe"], env });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => printed.push(bytes));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, output: Buffer.concat(printed).toString() }));
  });
}
