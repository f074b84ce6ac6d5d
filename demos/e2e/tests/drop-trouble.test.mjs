// Transfers where something is wrong: a full disk, a quota, equal names at once, the same files twice, a folder that vanishes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MEBIBYTE, machines, names, noise, pair } from "../lib/drop.mjs";
import { lab, lanward, until } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";

/** It must fail, with that code at both ends, and the receiver must live on. */
async function failsWith(code, sender, receiver, after) {
  assert.equal((await sender.exited).code, 1, sender.output);
  assert.equal(sender.events.at(-1).code, code);
  assert.equal((await receiver.event("failed", { after })).code, code);
  assert.ok(receiver.running);
}

/** What has a final name. */
const published = (folder) => names(folder).filter((name) => name !== ".lanward-drop");

scenario("a disk that is full ends a transfer in words at both ends, and once there is room it goes on", async (s) => {
  const into = join(s.directory, "disk");
  mkdirSync(into, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", into]);
  s.onEnd(async () => execFileSync("umount", ["-l", into]));
  const { send, receiver } = await machines(s, ["--into", into, "--accept", "paired"]);
  const file = (name, mebibytes) => {
    const path = join(s.directory, name);
    writeFileSync(path, noise(mebibytes * MEBIBYTE));
    return path;
  };

  await s.step("what has no room is refused before it is sent", async () => {
    const mark = receiver.mark();
    await failsWith("no-space", send(file("film.bin", 9)), receiver, mark);
    assert.deepEqual(published(into), []);
  });
  const photo = file("photo.bin", 6);
  await s.step("a disk that fills up meanwhile", async () => {
    await lab.link("laptop", { rate: "20mbit" }); // some 2.3 MiB a second
    const mark = receiver.mark();
    const sender = send(photo);
    await receiver.event("progress", { after: mark, where: ({ taken }) => taken > MEBIBYTE, timeoutMs: 30_000 });
    assert.throws(() => writeFileSync(join(into, "other.bin"), Buffer.alloc(8 * MEBIBYTE)), { code: "ENOSPC" });
    await failsWith("no-space", sender, receiver, mark);
    assert.deepEqual(published(into), ["other.bin"]);
  });
  await s.step("the same command goes on with what is there", async () => {
    rmSync(join(into, "other.bin"));
    await lab.link("laptop", null);
    const sender = send(photo);
    assert.equal((await sender.exited).code, 0, sender.output);
    assert.ok((await sender.event("accepted")).kept >= MEBIBYTE / 2, sender.output);
    assert.ok(readFileSync(join(into, "photo.bin")).equals(readFileSync(photo)));
    assert.deepEqual(published(into), ["photo.bin"]);
  });
}, { timeoutMs: 180_000 });

scenario("a receiver with a quota, two senders with equal names, the same files twice, and a folder that vanishes", async (s) => {
  const into = join(s.directory, "into");
  const { send, laptop, receiver, state } = await machines(s, ["--into", into, "--accept", "paired", "--most", "8M"]);
  const file = (name, mebibytes, first = 0) => {
    const path = join(s.directory, name);
    mkdirSync(join(path, ".."), { recursive: true });
    const bytes = noise(mebibytes * MEBIBYTE);
    bytes[0] = first;
    writeFileSync(path, bytes);
    return path;
  };
  const fast = () => lab.link("laptop", null);
  const slowly = (rate, work) => lab.link("laptop", { rate }).then(work).finally(fast);

  await s.step("more than the quota is refused, by the offer and when it comes out of a pipe without end", async () => {
    for (const start of [
      () => send(file("large.bin", 9)),
      () => s.spawn(laptop, ["sh", "-c", `yes | "$0" "$@"`, lanward, "send", "-", "--to", "Desk", "--json", "--state", state("laptop")]),
    ]) {
      const mark = receiver.mark();
      await failsWith("too-large", start(), receiver, mark);
      assert.deepEqual(published(into), []);
    }
    await until("no parts", () => names(into).length === 0);
  });

  await s.step("two senders at once with equal names lose nothing", async () => {
    await pair("laptop", receiver, "Phone", state("phone"), receiver.events.findLastIndex(({ event }) => event === "pairing"));
    const [one, two] = [1, 2].map((first) => join(file(`${first}/album/same.bin`, 3, first), ".."));
    const phone = s.spawn(laptop, [lanward, "send", two, "--to", "Desk", "--json", "--state", state("phone")]);
    const ends = await Promise.all([send(one), phone].map((sender) => sender.exited));
    assert.deepEqual(ends.map(({ code }) => code), [0, 0]);
    assert.deepEqual(names(join(into, "album")), ["same (2).bin", "same.bin"]);
    const firsts = names(join(into, "album")).map((name) => readFileSync(join(into, "album", name))[0]);
    assert.deepEqual(firsts.sort(), [1, 2]);
  });

  await s.step("the same files sent once more while they are sent: the later one has them, the earlier one is told", async () => {
    const again = file("again.bin", 5);
    // Some 0.5 MiB a second: it goes on for longer than the second one takes to begin.
    await slowly("4mbit", async () => {
      const earlier = send(again);
      await earlier.event("progress", { where: ({ sent }) => sent > 0, timeoutMs: 30_000 });
      const later = send(again);
      assert.equal((await earlier.exited).code, 1, earlier.output);
      assert.equal(earlier.events.at(-1).code, "cancelled");
      await fast();
      assert.equal((await later.exited).code, 0, later.output);
    });
    assert.deepEqual(published(into), ["again.bin", "album"]);
    assert.ok(readFileSync(join(into, "again.bin")).equals(readFileSync(again)));
  });

  await s.step("a folder that vanishes: said at both ends, and the receiver lives on", async () => {
    const lost = file("lost.bin", 5);
    const mark = receiver.mark();
    await slowly("20mbit", async () => {
      const sender = send(lost);
      await sender.event("progress", { where: ({ sent }) => sent > 0, timeoutMs: 30_000 });
      rmSync(into, { recursive: true });
      await failsWith("storage", sender, receiver, mark);
    });
    // It may have been a disk that was taken out: nothing is put where that was.
    const after = receiver.mark();
    await failsWith("storage", send(lost), receiver, after);
    mkdirSync(into);
    assert.equal((await send(lost).exited).code, 0);
    assert.ok(readFileSync(join(into, "lost.bin")).equals(readFileSync(lost)));
  });
}, { timeoutMs: 240_000 });
