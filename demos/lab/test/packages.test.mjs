// What the launcher says is missing must be missing.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL("../../../scripts/packages.sh", import.meta.url));

/** Whether a JDK is found where `javac --version` prints that. @param {string[]} lines */
function hasJdk(...lines) {
  const directory = mkdtempSync(join(tmpdir(), "lanward-javac-"));
  try {
    const javac = join(directory, "javac");
    writeFileSync(javac, `#!/bin/sh\n${lines.map((line) => `echo '${line}'`).join("\n")}\n`);
    chmodSync(javac, 0o755);
    const env = { ...process.env, PATH: `${directory}:${process.env.PATH}`, JAVA_HOME: "" };
    return execFileSync("bash", ["-c", 'source "$0"; has_jdk && echo yes || echo no', packages], { env, encoding: "utf8" }).trim() === "yes";
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test("a JDK is found behind what its JVM warns of, and an old one is not", () => {
  const warning = "[0.002s][warning][perf,memops] Cannot use file /tmp/hsperfdata_root/7 because it is locked by another process (errno = 11)";
  assert.equal(hasJdk("javac 17.0.15"), true);
  assert.equal(hasJdk(warning, "javac 17.0.15"), true);
  assert.equal(hasJdk(warning, "javac 11.0.2"), false);
  assert.equal(hasJdk(warning), false);
});
