// Runs files of tests, each in a lab of its own and a few at a time: node demos/lab/run-tests.mjs [--lanes N] FILE...
// They are begun in the order given; a file that is named twice runs once. One that says `// Runs alone: why` runs when all others have
// ended. What a file prints comes when it ends, and last of all that of those that fail; the exit code is 1 then.
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

const { values, positionals } = parseArgs({ options: { lanes: { type: "string", default: DEFAULT_LANES } }, allowPositionals: true });
const lanes = Number(values.lanes);
if (!Number.isInteger(lanes) || lanes < 1 || positionals.length === 0) {
  console.error("usage: run-tests.mjs [--lanes N] FILE...");
  process.exit(2);
}

const files = [...new Set(positionals.map((file) => resolve(file)))];
const jobs = files.map((file) => ({ file, alone: RUNS_ALONE.test(readFileSync(file, "utf8")) }));
const failed = [];
await inLanes(jobs, lanes, async (job) => {
  const started = performance.now();
  const { code, output } = await runFile(job.file);
  const seconds = Math.round((performance.now() - started) / 1_000);
  const heading = `# ${basename(job.file)}: ${seconds} s${job.alone ? ", alone" : ""}\n`;
  if (code === 0) process.stdout.write(heading + output);
  else failed.push(`${heading}${output}# ${basename(job.file)} failed (exit code ${code})\n`);
});
process.stdout.write(failed.join(""));
process.exitCode = failed.length > 0 ? 1 : 0;

/** @returns {Promise<{ code: number | null, output: string }>} */
function runFile(file) {
  const test = [process.execPath, "--test", "--test-concurrency=1", file];
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
