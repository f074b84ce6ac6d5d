// What a person gives `./lanward` must mean the same whether something is built first or not.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

test("the working directory is the same after a part was built", () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "lanward-build-")));
  try {
    const script = 'say() { :; }; source "$root/scripts/build.sh"; mkdir -p "$build/js"; build_js() { cd /; }; build_part js; pwd';
    const env = { ...process.env, root, build: join(directory, "built") };
    assert.equal(execFileSync("bash", ["-ec", script], { cwd: directory, env, encoding: "utf8" }).trim(), directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
