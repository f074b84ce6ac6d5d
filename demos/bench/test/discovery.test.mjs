// `./lanward bench discovery` in its smallest form, so that it does not break unseen. Run by `./lanward test --only lab`.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bench = (name, ...args) => promisify(execFile)("node", [here(`../${name}.mjs`), ...args], { timeout: 120_000 });

test("what is published is resolved, with a resolver that does not answer and without", async () => {
  const { stdout } = await bench("discovery", "--only", "one,resolver", "--rounds", "1", "--peers", "lanward", "--json");
  const [one, resolver] = JSON.parse(stdout);
  assert.deepEqual(Object.keys(one.results[0].figures), ["uuid", "human", "memory"]);
  assert.ok(one.results[0].figures.human.median >= 750, "a human name is probed for (RFC 6762 section 8.1)");
  assert.ok(one.results[0].figures.human.median < 20_000, "and found in the end");
  assert.deepEqual(resolver.results.map(({ at }) => at), ["no resolver", "one that does not answer"]);
});

test("every benchmark says what it knows, and does nothing else, in a lab and outside", async () => {
  // Those that can help; the rest is what they share.
  const all = readdirSync(here("..")).filter((name) => name.endsWith(".mjs") && readFileSync(here(`../${name}`), "utf8").includes('import "./help.mjs";'));
  assert.ok(all.length >= 8, `${all}`);
  for (const name of all.map((each) => each.replace(".mjs", ""))) {
    for (const env of [process.env, { ...process.env, LANWARD_LAB: "" }]) {
      const { stdout } = await promisify(execFile)("node", [here(`../${name}.mjs`), "--help"], { env, timeout: 20_000 });
      assert.match(stdout, new RegExp(`^\\./lanward bench ${name}`), name);
    }
  }
});

test("what it does not know is said in a line, with where to look", async () => {
  for (const [args, said] of [
    [["--only", "nothing"], /--only takes one, many.*See: .*--help/],
    [["--peers", "bind"], /--peers takes lanward/],
    [["--services", "7"], /multiples of the 50 hosts/],
    [["--rounds", "none"], /--rounds takes numbers from 1 on/],
  ]) {
    await assert.rejects(bench("discovery", ...args), ({ code, stderr }) => code === 2 && said.test(stderr) && stderr.trim().split("\n").length === 1);
  }
});
