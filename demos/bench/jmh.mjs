// `./lanward bench jmh`: what a packet, a record and a knock cost, by JMH. Uses no network.
import "./help.mjs";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { print, summary, write } from "./lib.mjs";

const { values: options, positionals } = parseArgs({
  options: { out: { type: "string" }, rounds: { type: "string", default: "10" } },
  allowPositionals: true,
});
const NANOSECONDS = { "ns/op": 1, "us/op": 1_000 };
const OPTIONS = ["-XX:+UseSerialGC", "-Xmn64m"]; // as ./lanward gives them to a device
const directory = mkdtempSync(join(tmpdir(), "lanward-bench-"));
const report = join(directory, "jmh.json");

function run() {
  const classpath = readFileSync(fileURLToPath(new URL("../../.lanward-build/jmh/current/classpath", import.meta.url)), "utf8").trim();
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin/java") : "java";
  const words = ["-f", "2", "-wi", "5", "-w", "1s", "-i", String(Math.ceil(Number(options.rounds) / 2)), "-r", "1s", "-foe", "true", "-rf", "json", "-rff", report];
  const { status } = spawnSync(java, [...OPTIONS, "-cp", classpath, "org.openjdk.jmh.Main", ...words, ...positionals], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(readFileSync(report, "utf8"));
}

/** A benchmark of JMH's report as one of ours. */
function result({ benchmark, params = {}, primaryMetric: { rawData, scoreUnit } }) {
  const [type, method] = benchmark.split(".").slice(-2);
  const how = Object.entries(params).map(([name, value]) => `${name} ${value}`);
  const samples = rawData.flat().map((score) => ({ time: score * NANOSECONDS[scoreUnit] }));
  return { peer: [`${type.replace("Benchmark", "")} ${method}`, ...how].join(", "), figures: summary(samples) };
}

try {
  const what = { part: "codecs and records", rounds: Number(options.rounds), units: { time: "ns" }, results: run().map(result) };
  print(what);
  if (options.out) write(options.out, what);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
