// `./lanward bench plot`: draws what `bench ... --out demos/bench/results` has measured into docs/figures/*.svg, and its tables into
// docs/figures.md, between the marks there.
import "./help.mjs";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawBars } from "./plot/bars.mjs";
import { drawLines } from "./plot/lines.mjs";
import { table } from "./plot/table.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const RESULTS = here("results");
const DOCS = here("../../docs");
const PAGE = join(DOCS, "figures.md");

const NAMES = { lanward: "ours, epoll with offload", "lanward-nio": "ours, plain NIO", libdatachannel: "libdatachannel", pion: "Pion" };
const TITLES = {
  speed: "speed", cpu: "CPU of both ends", p50: "median", p99: "99th percentile", browser: "CPU of the browser", peer: "CPU of the peer",
  lost: "lost",
  time: "time each",
  uuid: "random name",
  human: "human name",
  memory: "memory of the publisher",
  warm: "who listened",
  cold: "who comes later",
  warmFound: "found by who listened",
  coldFound: "found by who comes later",
  warmPackets: "publishing",
  coldPackets: "looking",
  warmBytes: "publishing",
  coldBytes: "looking",
  browserCpu: "CPU of who looks",
  publishersCpu: "CPU of all publishers",
  browserMemory: "memory of who looks",
  publishersMemory: "memory of all publishers",
  after10: "found after 10 s",
  after30: "after 30 s",
  after60: "after 60 s",
  all: "until all are found",
  peak: "peak",
  join: "to notice one that joins, random name",
  joinHuman: "human name",
  leave: "to notice one that leaves",
  cut: "one whose cable is pulled",
  start: "start",
  publish: "publish to resolved",
  browse: "browse to resolved",
};
const ORDER = ["bulk", "64-byte-round-trip-idle", "64-byte-round-trip-beside-a-transfer"];
const rank = (file) => (ORDER.includes(file) ? ORDER.indexOf(file) : ORDER.length);
const DRAWINGS = { bars: drawBars, lines: drawLines };

mkdirSync(join(DOCS, "figures"), { recursive: true });
const tables = [];
const files = readdirSync(RESULTS).map((each) => each.replace(/\.json$/, ""));
for (const file of files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
  const result = JSON.parse(readFileSync(join(RESULTS, `${file}.json`), "utf8"));
  const words = { name: (peer) => result.names?.[peer] ?? NAMES[peer] ?? peer, title: (figure) => result.titles?.[figure] ?? TITLES[figure] ?? figure };
  const draw = DRAWINGS[result.draw ?? (result.over ? "lines" : "bars")];
  if (draw) writeFileSync(join(DOCS, "figures", `${file}.svg`), draw(result, words));
  tables.push(table(result, draw ? file : undefined, words));
}
const MARKS = /(<!-- begin: written by .\/lanward bench plot -->\n)[^]*(<!-- end -->)/;
writeFileSync(PAGE, readFileSync(PAGE, "utf8").replace(MARKS, (_, begin, end) => `${begin}${tables.join("\n")}${end}`));
