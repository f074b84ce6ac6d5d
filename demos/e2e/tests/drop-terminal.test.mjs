// What a person sees of a transfer on a terminal: the bar at its width, and a clean line when Ctrl-C ends either side of it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MEBIBYTE, machines, names, noise } from "../lib/drop.mjs";
import { lab, lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";
import { TerminalProgram, screen } from "../lib/terminal.mjs";

const CTRL_C = "\u0003";
const NARROW = /^\[([#-]{4,})\] +\d+%  [\d.]+ [KM]iB\/s  \d+:\d\d left$/;
const WIDE = /^\[[#-]{24}\] +\d+%  [\d.]+ MiB  [\d.]+ [KM]iB\/s  \d+:\d\d left$/;

/** Neither a bar, nor what the terminal wrote for the key, is left. */
function isClean(terminal) {
  const seen = terminal.screen().join("\n");
  assert.doesNotMatch(seen, /%|\^C|#/);
  return seen;
}

scenario(
  "a transfer in terminals is seen, interrupted by Ctrl-C at either side, and goes on",
  async (s) => {
    // What is compared with below must itself be right.
    assert.deepEqual(screen("abc\rx\u001b[K\r\n12345", 4), ["x", "1234", "5"]);
    const into = join(s.directory, "into");
    const words = ["--into", into, "--accept", "paired"];
    const { desk, laptop, receiver, receive, state } = await machines(s, words);
    await receiver.kill();
    const file = join(s.directory, "film.bin");
    writeFileSync(file, noise(14 * MEBIBYTE));
    let number = 0;
    const terminal = (host, columns, ...argv) =>
      new TerminalProgram(s, host, [lanward, ...argv, "--state", state(host.name)], { columns, file: join(s.directory, `screen-${++number}`) });
    const send = (columns) => terminal(laptop, columns, "send", file, "--to", "Desk");

    await lab.link("laptop", { rate: "20mbit" }); // some 2.3 MiB a second
    const takes = terminal(desk, 100, "receive", "--name", "Desk", ...words);
    await takes.shows(/Desk .*is ready/, 60_000);

    await s.step("40 columns: the bar is shorter, and never a second one", async () => {
      const sends = send(40);
      const [line] = await sends.shows(NARROW);
      assert.ok(line.length <= 37, line);
      await takes.shows(WIDE);
      assert.equal(sends.screen().filter((each) => each.includes("%")).length, 1);
      sends.type(CTRL_C);
      assert.equal((await sends.process.exited).code, 130);
      assert.match(isClean(sends).replaceAll("\n", ""), /Interrupted\. What has arrived stays at Desk: the same command goes on there\.$/);
    });

    await s.step("100 columns: everything; the receiver is interrupted, and the sender waits for it", async () => {
      const sends = send(100);
      await sends.shows(/^Desk takes 1 file, 14\.0 MiB; [\d.]+ [KM]iB are there from before\.$/);
      await sends.shows(WIDE);
      await takes.shows(WIDE);
      takes.type(CTRL_C);
      assert.equal((await takes.process.exited).code, 130);
      isClean(takes);
      assert.deepEqual(names(into), [".lanward-drop"]);
      await sends.shows(/^The connection to Desk was cut\. Waiting for it to come back/);
      await lab.link("laptop", null);
      await receive().event("ready", { timeoutMs: 60_000 });
      assert.equal((await sends.process.exited).code, 0);
      assert.match(isClean(sends), /^Sent to Desk, whole and checked\.$/m);
      assert.deepEqual(names(into), ["film.bin"]);
      assert.ok(readFileSync(join(into, "film.bin")).equals(readFileSync(file)));
    });
  },
  { timeoutMs: 180_000 },
);
