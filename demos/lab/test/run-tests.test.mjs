// Files of tests in labs of their own: beside one another, alone where they say so, and with what failed at the end.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { until } from "../../e2e/lib/lab.mjs";
import { inLanes } from "../lib/lanes.mjs";

const program = fileURLToPath(new URL("../run-tests.mjs", import.meta.url));

test("so many jobs at a time, in the order given, and alone those that must be", async () => {
  const jobs = ["a", "b!", "c", "d", "e!"].map((name) => ({ name, alone: name.endsWith("!") }));
  const running = new Set();
  const seen = [];
  const ends = [];
  const all = inLanes(jobs, 2, ({ name }) => {
    running.add(name);
    seen.push([...running].join(" "));
    return new Promise((end) => ends.push(() => (running.delete(name), end())));
  });
  for (let i = 0; i < jobs.length; i++) {
    await until(`job ${i + 1} of those begun can end`, () => ends[i]);
    ends[i]();
  }
  await all;
  assert.deepEqual(seen, ["a", "a c", "c d", "b!", "e!"]);
});

/** A directory of files of tests that are gone afterwards; each body can use `here`, `existsSync`, `writeFileSync` and `until`. */
function files(t, bodies) {
  const directory = mkdtempSync(join(tmpdir(), "lanward-lanes-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const library = new URL("../../e2e/lib/lab.mjs", import.meta.url).href;
  for (const [name, body] of Object.entries(bodies)) {
    writeFileSync(
      join(directory, `${name}.test.mjs`),
      `${body.alone ? "// Runs alone: it says so.\n" : ""}import assert from "node:assert/strict";
       import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
       import { test } from "node:test";
       import { lab, until } from ${JSON.stringify(library)};
       const here = (name) => ${JSON.stringify(directory + "/")} + name;
       test("${name}", async () => { ${body.source ?? body} });\n`,
    );
  }
  return { directory, paths: Object.keys(bodies).map((name) => join(directory, `${name}.test.mjs`)) };
}

function start(...args) {
  const child = spawn(process.execPath, [program, ...args]);
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  return { child, ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, output }))) };
}

test("two files meet, in labs of their own with a host of the same name, and the third is alone", async (t) => {
  const meets = (own, other) => `
    await lab.host("same");
    writeFileSync(here("${own}"), "");
    await until("the other runs, too", () => existsSync(here("${other}")), 20_000);
    writeFileSync(here("${own}-met"), "");
    await until("both have met", () => existsSync(here("${other}-met")), 20_000);
    rmSync(here("${own}"));`;
  const { directory, paths } = files(t, {
    lonely: { alone: true, source: `assert.deepEqual(["one", "two"].filter((name) => existsSync(here(name))), []); assert.ok(existsSync(here("two-met")));` },
    one: meets("one", "two"),
    two: meets("two", "one"),
  });
  const { code, output } = await start("--lanes", "2", ...paths).ended;
  assert.equal(code, 0, output);
  assert.equal(output.match(/^# pass 1$/gm)?.length, 3, output);
  assert.match(output, /^# lonely.test.mjs: \d+ s, alone$/m);
  assert.ok(readdirSync(directory).includes("one-met"));
});

test("a file that fails is told at the end, and the others run all the same; one named twice runs once", async (t) => {
  const { paths } = files(t, { bad: `assert.equal(1, 2, "on purpose")`, good: `` });
  const { code, output } = await start("--lanes", "1", ...paths, paths[1]).ended;
  assert.equal(code, 1, output);
  assert.equal(output.match(/^# good.test.mjs/gm)?.length, 1);
  assert.ok(output.indexOf("# good.test.mjs") < output.indexOf("on purpose"), output);
  assert.match(output, /# bad.test.mjs failed twice \(exit code 1\)\n$/);
  assert.match(output, /^\| # fail 1$/m, "the first try is told, where nobody counts it");
  assert.equal(output.match(/^# fail 1$/gm)?.length, 1, output);
});

test("a file that fails beside others runs once more, alone, and counts then", async (t) => {
  const { directory, paths } = files(t, {
    once: `
      await until("the other runs", () => existsSync(here("other")), 20_000);
      const first = !existsSync(here("tried"));
      writeFileSync(here("tried"), "");
      assert.ok(!first, "on purpose");
      assert.ok(existsSync(here("ended")), "alone");`,
    other: `writeFileSync(here("other"), ""); await until("it was tried", () => existsSync(here("tried")), 20_000); writeFileSync(here("ended"), "");`,
  });
  const { code, output } = await start("--lanes", "2", ...paths).ended;
  assert.equal(code, 0, output);
  assert.match(output, /^\| .*on purpose/m);
  assert.match(output, /# once.test.mjs failed at first and passed alone\n$/);
  assert.equal(output.match(/^# pass 1$/gm)?.length, 2, output);
  assert.ok(existsSync(join(directory, "tried")));
});

test("its end is the end of what it runs", async (t) => {
  const { directory, paths } = files(t, { long: `writeFileSync(here("runs"), ""); await until("never", () => (writeFileSync(here("beat"), ""), false), 60_000);` });
  const { child, ended } = start(...paths);
  await until("it runs", () => existsSync(join(directory, "runs")), 20_000);
  child.kill("SIGKILL");
  await ended;
  await until("nothing beats any more", async () => {
    rmSync(join(directory, "beat"), { force: true });
    for (const end = performance.now() + 500; performance.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (existsSync(join(directory, "beat"))) return false;
    }
    return true;
  });
});
