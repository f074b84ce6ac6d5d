// Files between a page and a device: cuts and reloads cost little, and all of it ends whole. A file of tests for each browser runs it.
// LANWARD_DROP_PAGE_MEBIBYTES=2048 sends a larger file each way at full speed, and does nothing else (docs/testing.md).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TreeHash, leafOf } from "../../drop/page/transfer/tree-hash.js";
import { memory } from "../../bench/lib.mjs";
import { lab, lanward } from "./lab.mjs";
import { scenario } from "./scenario.mjs";
import { dropSite } from "./sites.mjs";

const MEBIBYTE = 1 << 20;
const CHUNK_BYTES = 65_536;
const LARGE = Number(process.env.LANWARD_DROP_PAGE_MEBIBYTES ?? 8) * MEBIBYTE;
const IS_LONG = process.env.LANWARD_DROP_PAGE_MEBIBYTES !== undefined;
/** Some 9 MiB a second: time to be cut. */
const SLOW = { rate: "80mbit" };
const CUT = 16 * MEBIBYTE;
/** What may be sent twice at a cut: the window, and what the page had not written to its disk yet. */
const MOST_TWICE = 8 * MEBIBYTE;
const TIMEOUT = { timeoutMs: 60_000 + LARGE / (MEBIBYTE / 600) };
const env = { LANWARD_JAVA_OPTS: IS_LONG ? "" : "-XX:TieredStopAtLevel=1" };

/** @param {"chromium" | "firefox"} kind */
export function dropPageScenario(kind) {
  scenario(
    `${kind}: a page sends to a device and receives from it; what is cut goes on, and ends whole`,
    async (s) => {
      const [desk, web, viewer] = [await s.host("desk"), await s.host("web"), await s.host("viewer")];
      const into = join(s.directory, "into");
      // Where a socket's path is not too long.
      const state = mkdtempSync(join(tmpdir(), "lanward-drop-page-"));
      s.onEnd(async () => rmSync(state, { recursive: true }));
      const words = (...rest) => [lanward, ...rest, "--json", "--state", state];
      const device = s.spawn(desk, words("receive", "--name", "Desk", "--into", into, "--accept", "paired", "--pair"), { env });
      const [browser, server] = await Promise.all([s.browser(kind, viewer), s.serve(web, { mounts: dropSite }), device.event("ready", { timeoutMs: 60_000 })]);
      const open = async () => {
        await browser.waitFor(() => globalThis.drop !== undefined);
        await browser.evaluate(() => drop.open("Phone"));
      };
      const connected = () => browser.waitFor(() => drop.state() === "open", { timeoutMs: 30_000 });
      const large = join(s.directory, "large.bin");
      writeLarge(large, LARGE);

      const step = (name, work) => (IS_LONG ? undefined : s.step(name, work));
      await browser.goto(`${server.origin}/drop.html`);
      await open();
      await browser.evaluate((code) => drop.pair(code), (await device.event("pairing")).code);
      await browser.evaluate(() => drop.keep());
      await connected();

      await step("a folder, an empty file and an odd name reach the device", async () => {
        await browser.evaluate((sizes) => drop.sendMade(sizes), { "Ferien ☀/a.bin": 300_000, "Ferien ☀/leer/empty": 0, "-rf $(reboot)": 5 });
        await sent(browser);
        assert.deepEqual(readdirSync(join(into, "Ferien ☀")).sort(), ["a.bin", "leer"]);
        assert.ok(readFileSync(join(into, "Ferien ☀", "a.bin")).equals(pattern(300_000)));
        assert.equal(readFileSync(join(into, "Ferien ☀", "leer", "empty")).length, 0);
        assert.ok(readFileSync(join(into, "-rf $(reboot)")).equals(pattern(5)));
        assert.equal(statSync(join(into, "Ferien ☀", "a.bin")).mtimeMs, 1_700_000_000_000);
      });

      await s.step("a large file reaches the device", async () => {
        await browser.choose("#files", [large]);
        const { seconds, mebibytes } = await measured(browser, async () => {
          await browser.evaluate(() => drop.sendChosen());
          await sent(browser);
        });
        s.figure(`${kind} to device: ${LARGE / MEBIBYTE} MiB in ${seconds.toFixed(1)} s, ${(LARGE / MEBIBYTE / seconds).toFixed(1)} MiB/s; browser ${mebibytes}`);
        assert.ok(isSame(join(into, "large.bin"), large));
        rmSync(join(into, "large.bin"));
      });

      const part = join(s.directory, "part.bin");
      writeLarge(part, CUT);
      await step("unplugged while it sends it goes on where it was", async () => {
        await lab.link("viewer", SLOW);
        const mark = device.mark();
        await browser.choose("#files", [part]);
        await browser.evaluate(() => drop.sendChosen());
        await browser.waitFor((bytes) => drop.sending().done > bytes, { args: [CUT / 3], timeoutMs: 30_000 });
        await lab.unplug("viewer");
        await browser.waitFor(() => drop.sending().state === "interrupted", { timeoutMs: 30_000 });
        await lab.plug("viewer");
        await sent(browser);
        assert.deepEqual((await browser.evaluate(() => drop.sending())).states, ["offered", "sending", "interrupted", "offered", "sending", "sent"]);
        assert.equal(rootOf(join(into, "part.bin")), rootOf(part));
        const { kept } = await device.event("receiving", { after: mark, where: (each) => each.kept > 0 });
        s.figure(`${kind}: unplugged at a third, ${(kept / MEBIBYTE).toFixed(1)} MiB of ${CUT / MEBIBYTE} were kept`);
      });

      const send = (...files) => s.spawn(desk, words("send", ...files, "--to", "Phone", "--name", "Desk"), { env });

      await step("a folder reaches the page once somebody agrees, by the door of the process that receives", async () => {
        const folder = join(s.directory, "Fotos");
        mkdirSync(join(folder, "none"), { recursive: true });
        writeFileSync(join(folder, "empty"), "");
        writeFileSync(join(folder, "a.bin"), pattern(300_000));
        utimesSync(join(folder, "a.bin"), 1_600_000_000, 1_600_000_000);
        const sender = send(folder);
        await browser.waitFor(() => drop.receiving()?.state === "offered", { timeoutMs: 30_000 });
        await browser.evaluate(() => drop.accept());
        assert.equal((await sender.exited).code, 0, sender.output);
        assert.ok(device.running && (await browser.evaluate(() => drop.state())) === "open");
        const received = await browser.evaluate(() => drop.received());
        assert.deepEqual(received.map(([path, entryKind, size]) => [path, entryKind, size]), [["Fotos", "folder", 0], ["Fotos/a.bin", "file", 300_000], ["Fotos/empty", "file", 0], ["Fotos/none", "folder", 0]]);
        assert.deepEqual(received[1].slice(3), [1_600_000_000_000, rootOf(join(folder, "a.bin"))]);
        await browser.evaluate(() => drop.forget());
        assert.deepEqual(await browser.evaluate(() => drop.kept()), []);
      });

      await s.step("a large file reaches the page, which is waited for where no process has the door", async () => {
        await lab.link("viewer", null);
        await device.kill();
        const sender = send(large);
        assert.equal((await sender.event("waiting", { timeoutMs: 30_000 })).name, "Phone");
        await browser.waitFor(() => drop.receiving()?.state === "offered", { timeoutMs: 30_000 });
        const { seconds, mebibytes } = await measured(browser, async () => {
          await browser.evaluate(() => drop.accept());
          await browser.waitFor(() => drop.receiving().state === "received", TIMEOUT);
        });
        s.figure(`device to ${kind}: ${LARGE / MEBIBYTE} MiB in ${seconds.toFixed(1)} s, ${(LARGE / MEBIBYTE / seconds).toFixed(1)} MiB/s; browser ${mebibytes}`);
        assert.equal((await sender.exited).code, 0, sender.output);
        await browser.evaluate(() => void drop.received().then((all) => (globalThis.hashed = all))); // which takes a while
        await browser.waitFor(() => globalThis.hashed !== undefined, TIMEOUT);
        const [[path, , size, , root]] = await browser.evaluate(() => globalThis.hashed);
        assert.deepEqual([path, size, root], ["large.bin", LARGE, rootOf(large)]);
        await browser.evaluate(() => drop.forget());
      });

      await step("reloaded while it receives the page goes on with what it kept, and asks nobody again", async () => {
        await lab.link("viewer", SLOW);
        const sender = send(part);
        await browser.waitFor(() => drop.receiving()?.state === "offered", { timeoutMs: 30_000 });
        await browser.evaluate(() => drop.accept());
        await browser.waitFor((bytes) => drop.receiving().done > bytes, { args: [CUT / 2], timeoutMs: 30_000 });
        const mark = sender.mark();
        const { done } = await browser.evaluate(() => drop.receiving());
        await browser.reload();
        await open();
        await browser.evaluate(() => drop.keep());
        await browser.waitFor(() => drop.receiving()?.state === "received", { timeoutMs: 60_000 });
        assert.ok(!(await browser.evaluate(() => drop.receiving())).states.includes("offered"));
        assert.equal((await sender.exited).code, 0, sender.output);
        const { kept } = await sender.event("accepted", { after: mark });
        assert.ok(kept > 0 && done - kept <= MOST_TWICE, `of ${done} bytes ${kept} were kept`);
        s.figure(`${kind}: reloaded at ${(done / MEBIBYTE).toFixed(1)} MiB, ${(kept / MEBIBYTE).toFixed(1)} MiB were kept`);
        const [[path, , size, , root]] = await browser.evaluate(() => drop.received());
        assert.deepEqual([path, size, root], ["part.bin", CUT, rootOf(part)]);
      });

      await step("where there are folders it writes into them, over nothing", async () => {
        const secure = await s.serve(web, { mounts: dropSite, https: true });
        const page = await browser.newPage();
        await page.goto(`${secure.origin}/drop.html`);
        await page.waitFor(() => globalThis.drop !== undefined);
        const { agreed, refused, files } = await page.evaluate(() => drop.directory());
        assert.deepEqual(files, { "d/a.txt": "abc", "d/a (2).txt": "abc", "d (2)": "" });
        assert.deepEqual([agreed, refused], [[true, 1, false, true, 1, false], "exists"]);
      });
    },
    { timeoutMs: 180_000 + 4 * TIMEOUT.timeoutMs },
  );
}

/** Until all that the page sends has its name at the device. */
async function sent(browser) {
  await browser.waitFor(() => ["sent", "failed", "declined", "cancelled"].includes(drop.sending().state), TIMEOUT);
  const { state, code, message } = await browser.evaluate(() => drop.sending());
  assert.equal(state, "sent", `${code}: ${message}`);
}

/** How long it took, and what the browser's processes needed at most. */
async function measured(browser, work) {
  const first = memory([browser.pid]);
  let largest = first;
  const timer = setInterval(() => (largest = Math.max(largest, memory([browser.pid]))), 500);
  try {
    const before = performance.now();
    await work();
    const seconds = (performance.now() - before) / 1_000;
    return { seconds, mebibytes: `${Math.round(first)} MiB before, ${Math.round(Math.max(largest, memory([browser.pid])))} MiB at most` };
  } finally {
    clearInterval(timer);
  }
}

/** What the test page's files hold. */
function pattern(length) {
  return Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7) ^ (i >> 9)));
}

/** A file no two chunks of which are alike, written piece by piece. */
function writeLarge(path, bytes) {
  const file = openSync(path, "w");
  const piece = Buffer.alloc(MEBIBYTE);
  for (let at = 0, block = createHash("sha256").update("large").digest(); at < MEBIBYTE; at += 32) {
    block.copy(piece, at);
    block = createHash("sha256").update(block).digest();
  }
  for (let at = 0; at < bytes; at += MEBIBYTE) {
    for (let chunk = 0; chunk < MEBIBYTE; chunk += CHUNK_BYTES) piece.writeUInt32BE((at + chunk) / CHUNK_BYTES, chunk);
    writeSync(file, piece, 0, Math.min(MEBIBYTE, bytes - at));
  }
  closeSync(file);
}

function isSame(one, other) {
  const [a, b] = [openSync(one), openSync(other)];
  const [left, right] = [Buffer.alloc(MEBIBYTE), Buffer.alloc(MEBIBYTE)];
  let at = 0;
  for (let read = 1; read > 0; at += read) {
    read = readSync(a, left, 0, MEBIBYTE, at);
    if (readSync(b, right, 0, MEBIBYTE, at) !== read || left.compare(right, 0, read, 0, read) !== 0) break;
  }
  for (const file of [a, b]) closeSync(file);
  return at === statSync(one).size && at === statSync(other).size;
}

function rootOf(path) {
  const bytes = statSync(path).size;
  const hash = new TreeHash();
  const file = openSync(path);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let at = 0; at < bytes; at += CHUNK_BYTES) hash.add(leafOf(chunk.subarray(0, readSync(file, chunk, 0, CHUNK_BYTES, at))));
  closeSync(file);
  return hash.root();
}
