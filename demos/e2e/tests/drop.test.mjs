// Files from one machine to another by the command line: names, times and permissions are kept, and whatever is killed or unplugged,
// it ends whole. LANWARD_DROP_CUTS=100 cuts a hundred times instead of a few (docs/testing.md).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MEBIBYTE, machines, noise } from "../lib/drop.mjs";
import { lab, lanward, until } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";

const CUTS = Number(process.env.LANWARD_DROP_CUTS ?? 4);
/** MiB of the large file; LANWARD_DROP_SPARSE=10240 for 10 GiB. */
const SPARSE = Number(process.env.LANWARD_DROP_SPARSE ?? 384);
/** What may be sent twice at a cut (docs/drop.md section 5). */
const MOST_TWICE = 16 * MEBIBYTE;

/** What is in a folder: path, kind, permissions, time and contents of each. */
function listing(folder, below = "") {
  return readdirSync(join(folder, below)).sort().flatMap((name) => {
    const path = join(below, name);
    const { mode, mtimeMs } = lstatSync(join(folder, path));
    const about = [path, (mode & 0o777).toString(8), Math.floor(mtimeMs)];
    if (lstatSync(join(folder, path)).isDirectory()) return [about, ...listing(folder, path)];
    return [[...about, createHash("sha256").update(readFileSync(join(folder, path))).digest("hex")]];
  });
}

/** A folder with names that programs stumble over. */
function oddFolder(where) {
  const inner = join(where, "Ferien ☀ 2026", "leer");
  mkdirSync(inner, { recursive: true });
  const file = (name, bytes, mode, seconds) => {
    const path = join(where, "Ferien ☀ 2026", name);
    writeFileSync(path, bytes);
    chmodSync(path, mode);
    utimesSync(path, seconds, seconds);
  };
  file("-rf * $(reboot) 'x' \"y\".txt", "odd", 0o640, 1_700_000_000.123);
  file(".hidden", "", 0o600, 1_600_000_000);
  file("empty", "", 0o444, 1_500_000_000);
  file("日本語.bin", noise(300_000), 0o755, 1_400_000_000);
  symlinkSync("/etc/passwd", join(where, "Ferien ☀ 2026", "link"));
  utimesSync(inner, 1_300_000_000, 1_300_000_000);
  utimesSync(join(where, "Ferien ☀ 2026"), 1_200_000_000, 1_200_000_000);
  return join(where, "Ferien ☀ 2026");
}

scenario(
  "a folder with odd names arrives as it is, once somebody has agreed",
  async (s) => {
    const into = join(s.directory, "into");
    const from = join(s.directory, "from");
    const { send, receiver, desk, laptop, state } = await machines(s, ["--into", into]);
    const folder = oddFolder(from);

    await s.step("it waits until somebody agrees, and links stay where they are", async () => {
      const sender = send(folder);
      const offer = await receiver.event("offer", { timeoutMs: 30_000 });
      assert.deepEqual([offer.name, offer.files, offer.asked], ["Laptop", 4, true]);
      assert.equal((await sender.event("skipped")).path, join(folder, "link"));
      receiver.write({ accept: offer.transfer });
      await receiver.event("received", { timeoutMs: 30_000 });
      assert.equal((await sender.exited).code, 0);
      const expected = listing(from).filter(([path]) => !path.endsWith("/link"));
      assert.deepEqual(listing(into), expected);
    });
    await s.step("what is declined is not sent, and both are told", async () => {
      const mark = receiver.mark();
      const sender = send(join(folder, ".hidden"));
      const { transfer } = await receiver.event("offer", { after: mark, timeoutMs: 30_000 });
      receiver.write({ decline: transfer });
      assert.equal((await sender.exited).code, 1);
      assert.equal(sender.events.at(-1).code, "declined");
      assert.equal((await receiver.event("failed", { after: mark })).code, "declined");
    });
    await s.step("a second of the same name is numbered", async () => {
      const mark = receiver.mark();
      const sender = send(join(folder, "日本語.bin"), "--patience", "20s");
      receiver.write({ accept: (await receiver.event("offer", { after: mark, timeoutMs: 30_000 })).transfer });
      assert.equal((await sender.exited).code, 0);
      writeFileSync(join(from, "日本語.bin"), "another");
      const again = receiver.mark();
      const second = send(join(from, "日本語.bin"));
      receiver.write({ accept: (await receiver.event("offer", { after: again, timeoutMs: 30_000 })).transfer });
      assert.equal((await second.exited).code, 0);
      assert.equal(readFileSync(join(into, "日本語 (2).bin"), "utf8"), "another");
      await until("no parts", () => !existsSync(join(into, ".lanward-drop")));
    });
    await s.step("from a pipe into a pipe", async () => {
      await receiver.kill();
      const bytes = join(s.directory, "bytes");
      writeFileSync(bytes, noise(5 * MEBIBYTE + 17));
      const shell = (host, command) => lab.exec(host.name, ["sh", "-c", command], { timeoutMs: 60_000 });
      const got = shell(desk, `"${lanward}" receive --name Desk --into - --accept paired --state "${state("desk")}" > "${bytes}.got"`);
      await shell(laptop, `"${lanward}" send - --to Desk --timeout 30s --state "${state("laptop")}" < "${bytes}"`);
      await got;
      assert.ok(readFileSync(bytes).equals(readFileSync(`${bytes}.got`)));
    });
  },
  { timeoutMs: 240_000 },
);

scenario(
  "a large sparse file goes through a slow reader, in heaps of a fraction of its size",
  async (s) => {
    const { receiver, desk, laptop, state } = await machines(s, ["--into", join(s.directory, "into")]);
    await receiver.kill();
    const large = join(s.directory, "large");
    writeFileSync(large, "");
    truncateSync(large, SPARSE * MEBIBYTE);
    const small = "export LANWARD_JAVA_OPTS='-Xmx64m -Xmn16m';";
    const run = (name) => `sh -c 'echo $$ > "$0"; exec "$@"' "${join(s.directory, name)}" "${lanward}"`; // whose process is whose
    const shell = (host, command) => lab.exec(host.name, ["sh", "-c", small + command], { timeoutMs: 120_000 + SPARSE * 400 });
    // The reader stops at first, and again in the middle: whatever does not stop meanwhile has to be held somewhere.
    const reads = `(sleep 3; head -c ${Math.floor(SPARSE / 2) * MEBIBYTE}; sleep 2; cat) | sha256sum`;
    const got = shell(desk, `${run("receiver")} receive --name Desk --into - --accept paired --state "${state("desk")}" | ${reads}`);
    const sending = shell(laptop, `${run("sender")} send "${large}" --to Desk --timeout 30s --state "${state("laptop")}"`);
    const resident = residentMemory(["sender", "receiver"].map((name) => join(s.directory, name)));
    await sending;
    const hash = createHash("sha256");
    for (let i = 0; i < SPARSE; i++) hash.update(Buffer.alloc(MEBIBYTE));
    assert.equal((await got).stdout.split(" ")[0], hash.digest("hex"));
    const [sent, received] = resident.stop();
    s.figure(`${SPARSE} MiB: resident memory of the sender ${sent}, of the receiver ${received}`);
  },
  { timeoutMs: 240_000 + SPARSE * 400 },
);

scenario(
  "killed or unplugged at random points, a transfer goes on and ends whole",
  async (s) => {
    const into = join(s.directory, "into");
    const words = ["--into", into, "--accept", "paired"];
    const { send, receive, receiver: first } = await machines(s, words);
    const from = join(s.directory, "large");
    mkdirSync(from);
    for (let i = 0; i < 3; i++) writeFileSync(join(from, `part ${i}.bin`), noise(16 * MEBIBYTE + i));
    const bytes = 48 * MEBIBYTE + 3;
    const random = randomFrom(Number(process.env.LANWARD_DROP_SEED ?? 1));
    let receiver = first;
    let mostTwice = 0;

    await lab.link("laptop", { rate: "60mbit" }); // some 7 MiB a second: time to be cut
    for (let cut = 0; cut < CUTS; ) {
      utimesSync(join(from, "part 0.bin"), 1_700_000_000 + cut, 1_700_000_000 + cut); // another transfer than before
      const target = cut;
      const path = target % 2 ? "channel" : "auto"; // which is TLS
      const start = () => send(from, "--patience", "90s", "--path", path);
      let sender = start();
      let kept = 0;
      let mark = 0;
      for (let cuts = 0; cuts < 3 && cut < CUTS; cuts++, cut++) {
        const at = kept + 2 * MEBIBYTE + random(bytes - kept) / 4;
        const reached = await Promise.race([
          sender.event("progress", { after: mark, where: (each) => each.kept + each.sent >= at, timeoutMs: 90_000 }),
          sender.exited,
        ]);
        if (reached.event !== "progress") break;
        const how = ["sender", "receiver", "cable"][(target + cuts) % 3];
        mark = sender.mark();
        if (how === "sender") {
          await sender.kill("SIGKILL");
        } else if (how === "receiver") {
          await receiver.kill("SIGKILL");
        } else {
          await lab.unplug("laptop");
        }
        const before = sender.events.filter(({ event }) => event === "progress").at(-1);
        if (how === "sender") {
          sender = start();
          mark = 0;
        } else if (how === "receiver") {
          receiver = receive();
          await receiver.event("ready", { timeoutMs: 60_000 });
        } else {
          await sender.event("reconnecting", { after: mark, timeoutMs: 60_000 });
          await lab.plug("laptop");
        }
        const accepted = await sender.event("accepted", { after: mark, timeoutMs: 90_000 });
        const last = how === "sender" ? before : sender.events.filter(({ event }) => event === "progress").findLast((each) => sender.events.indexOf(each) < sender.events.indexOf(accepted));
        kept = accepted.kept;
        const twice = Math.max(0, last.kept + last.sent - kept);
        mostTwice = Math.max(mostTwice, twice);
        assert.ok(twice <= MOST_TWICE, `${twice} bytes are sent twice after the ${how} was cut`);
      }
      assert.equal((await sender.exited).code, 0, sender.output);
      for (let i = 0; i < 3; i++) {
        const sent = readFileSync(join(from, `part ${i}.bin`));
        assert.ok(sent.equals(readFileSync(join(into, "large", `part ${i}.bin`))), `part ${i}.bin is not what was sent`);
      }
      await until("no parts", () => readdirSync(into).join() === "large");
      rmSync(join(into, "large"), { recursive: true });
    }
    s.figure(`${CUTS} cuts; at most ${(mostTwice / MEBIBYTE).toFixed(1)} MiB were sent twice at one`);
  },
  { timeoutMs: 180_000 + CUTS * 45_000 },
);

/** Looks every second how much memory the processes have whose numbers are in those files. `stop` says how much that was. */
function residentMemory(files) {
  const seen = files.map(() => []);
  const look = () => files.forEach((file, i) => {
    try {
      const status = readFileSync(`/proc/${readFileSync(file, "utf8").trim()}/status`, "utf8");
      seen[i].push(Math.round(/VmRSS:\s+(\d+)/.exec(status)[1] / 1024));
    } catch {
      // It has not begun, or has ended.
    }
  });
  const timer = setInterval(look, 1_000);
  return {
    stop() {
      clearInterval(timer);
      return seen.map((mebibytes) => {
        const after = mebibytes.slice(Math.floor(mebibytes.length / 4));
        return `${Math.max(...mebibytes)} MiB at most, ${Math.min(...after)} to ${Math.max(...after)} MiB after the first quarter`;
      });
    },
  };
}

/** Whole numbers below a bound, the same for the same seed (mulberry32). */
function randomFrom(seed) {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}
