// `./lanward bench transfer`: how fast a file goes from one host of the lab to another: read, hashed, carried, hashed, written and
// published. Ours over the data channel and over TLS, beside libdatachannel and an upload by HTTPS, a round of each in turn. Prints
// medians, the tenth and ninetieth percentile, and the ratio of ours to theirs. Runs inside the lab.
import "./help.mjs";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { lab } from "../e2e/lib/lab.mjs";
import { CERTIFICATE_PASSWORD, makeCertificate } from "../e2e/lib/web-server.mjs";
import { print, summary, write } from "./lib.mjs";
import { Pair } from "./pair.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const LOSSY_LINK = { delay: "10ms", loss: "1%", seed: 1 };
const PARTS = {
  lan: { words: "", mebibytes: "1024", link: null },
  lossy: { words: ", 1 % loss, 20 ms", mebibytes: "8", link: LOSSY_LINK },
};
/** What is compared with what: data channels with each other, and what goes by TCP. */
const GROUPS = {
  "by data channel": ["lanward", "lanward-nio", "libdatachannel"],
  "by TLS": ["lanward-tls", "https"],
};
const ALL_PEERS = Object.values(GROUPS).flat();
const NAMES = { "lanward-tls": "ours, TLS 1.3", https: "upload by HTTPS, Node.js" };
const UNITS = { speed: "MiB/s", sender: "CPU s/GiB", receiver: "CPU s/GiB" };
const TITLES = { sender: "CPU of the sender", receiver: "CPU of the receiver" };
const MEBIBYTE = 1 << 20;
/** Before the first round: a JVM's better compiler takes that long to have its turn. */
const WARM_UP_MIB = 512;
/** The slowest that is waited for, MiB/s: lossy links bring less than one. */
const SLOWEST = 0.1;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(PARTS).join(",") },
    rounds: { type: "string", default: "10" },
    peers: { type: "string", default: ALL_PEERS.join(",") },
    mebibytes: { type: "string" },
    dir: { type: "string", default: existsSync("/dev/shm") ? "/dev/shm" : tmpdir() },
    out: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const parts = options.only.split(",");
const names = options.peers.split(",");
const wrong = [...parts.filter((part) => !PARTS[part]), ...names.filter((name) => !ALL_PEERS.includes(name))];
if (wrong.length || !(rounds >= 1)) {
  throw new Error(`--only takes ${Object.keys(PARTS)}; --peers ${ALL_PEERS}; --rounds a number from 1 on`);
}

const directory = mkdtempSync(join(options.dir, "lanward-bench-"));
const folder = (name) => {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  return path;
};

/** The programs of both ends, of which the second receives into `into`. */
function programs(name, into, receiver) {
  if (name.startsWith("lanward")) {
    const io = name === "lanward-nio" ? ["env", "LANWARD_IO=nio"] : [];
    return ["a", "b"].map((side) => [...io, here("end"), "TransferEnd", folder(`${name}-${side}`), into]);
  }
  if (name === "https") {
    const keys = makeCertificate(receiver, join(directory, "keys.p12"));
    const server = ["server", into, receiver.ipv4, keys, CERTIFICATE_PASSWORD];
    return [["client"], server].map((words) => ["node", here("transfer/https.mjs"), ...words]);
  }
  const end = here("peers/libdatachannel/transfer.mjs");
  return [["node", end], ["node", end, into]];
}

class TransferPair extends Pair {
  /** Has a file sent; its speed, and the CPU of both ends. */
  async send(file, into) {
    const { size } = statSync(file);
    const path = this.name === "lanward-tls" ? "tls" : "channel";
    const [sender, receiver] = this.cpu();
    const { seconds } = await this.ask(`send ${file} ${size} ${path}`, "sent", 60_000 + (size / MEBIBYTE / SLOWEST) * 1_000);
    const [senderAfter, receiverAfter] = this.cpu();
    const gibibytes = size / MEBIBYTE / 1024;
    const arrived = join(into, basename(file));
    if (statSync(arrived).size !== size) throw new Error(`${this.name}: ${arrived} is not as long as what was sent`);
    rmSync(arrived);
    return { speed: size / MEBIBYTE / seconds, sender: (senderAfter - sender) / gibibytes, receiver: (receiverAfter - receiver) / gibibytes };
  }
}

/** A file that does not compress, in the page cache. */
function makeFile(name, mebibytes) {
  const path = join(folder("from"), name);
  const file = openSync(path, "w");
  for (let i = 0; i < mebibytes; i++) writeSync(file, randomBytes(MEBIBYTE));
  closeSync(file);
  readFileSync(path);
  return path;
}

const results = [];

/** Writes down what belongs together, each as a multiple of ours. */
function report(part, samples) {
  for (const [group, members] of Object.entries(GROUPS)) {
    const taken = members.filter((name) => samples.has(name));
    if (!taken.length) continue;
    const words = `a file ${group}${PARTS[part].words}`;
    // The first of ours is what the others are compared with.
    const peer = (name) => (name === members[0] ? "lanward" : name);
    const named = Object.fromEntries(taken.filter((name) => NAMES[name]).map((name) => [peer(name), NAMES[name]]));
    const what = {
      part: words,
      rounds,
      units: UNITS,
      titles: TITLES,
      names: named,
      results: taken.map((name) => ({ part: words, peer: peer(name), figures: summary(samples.get(name)) })),
    };
    results.push(what);
    if (!options.json) print(what);
    if (options.out) write(options.out, what, `file-${group}-${part}`);
  }
}

const pairs = [];
try {
  const [a, b] = [await lab.host("a"), await lab.host("b")];
  const into = folder("into");
  for (const name of names) {
    pairs.push(await TransferPair.open(name, programs(name, into, b), [a.name, b.name], { invites: name !== "libdatachannel" }));
  }
  const warmUp = makeFile("warm-up", WARM_UP_MIB);
  for (const pair of pairs) await pair.send(warmUp, into);
  rmSync(warmUp);
  for (const part of parts) {
    const file = makeFile(part, Number(options.mebibytes ?? PARTS[part].mebibytes));
    await lab.link(a.name, PARTS[part].link);
    const samples = new Map(pairs.map((pair) => [pair.name, []]));
    for (let i = 0; i < rounds; i++) {
      for (const pair of pairs) samples.get(pair.name).push(await pair.send(file, into));
    }
    await lab.link(a.name, null);
    rmSync(file);
    const left = readdirSync(into);
    if (left.length) throw new Error(`what should be gone is still there: ${left}`);
    report(part, samples);
  }
  if (options.json) console.log(JSON.stringify({ rounds, results }, null, 1));
} finally {
  await Promise.allSettled(pairs.map((pair) => pair.close()));
  rmSync(directory, { recursive: true, force: true });
}
