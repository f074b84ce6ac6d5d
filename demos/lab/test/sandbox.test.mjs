// What the sandbox is to its surroundings: what goes in, what comes out, and that nothing stays behind.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { lanward, until } from "../../e2e/lib/lab.mjs";

const outside = { ...process.env, LANWARD_LAB: "" };
const run = (...args) => spawnSync(lanward, ["lab", ...args], { encoding: "utf8", env: outside });

const processesWith = (word) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(word);
      } catch {
        return false; // it ended meanwhile
      }
    });

for (const signal of ["SIGKILL", "SIGTERM"]) {
  test(`${signal} to the sandbox ends everything in it and leaves nothing behind`, async () => {
    const seconds = signal === "SIGKILL" ? "86401" : "86402";
    const namespaces = readdirSync("/run/netns");
    const sandbox = spawn(lanward, ["lab", "run", "--hosts", "x,y", "sh", "-c", `"$0" lab exec x sleep ${seconds}`, lanward], {
      env: outside,
      stdio: "ignore",
    });
    const isSleep = () => processesWith("sleep").filter((pid) => processesWith(seconds).includes(pid));
    await until("the program on the host runs", () => isSleep().length === 1, 20_000);
    assert.deepEqual(readdirSync("/run/netns"), namespaces);
    sandbox.kill(signal);
    await until("every process is gone", () => isSleep().length === 0);
  });
}

test("the command's exit code comes out", () => {
  assert.equal(run("run", "sh", "-c", "exit 7").status, 7);
  assert.equal(run("run", "true").status, 0);
});

test("standard input and arguments reach the command as they are", () => {
  const { stdout } = spawnSync(lanward, ["lab", "run", "sh", "-c", 'cat; printf "%s|" "$@"', "sh", "a b", "$HOME", ""], {
    input: "from outside\n",
    encoding: "utf8",
    env: outside,
  });
  assert.equal(stdout, "from outside\na b|$HOME||");
});

test("a command that needs a lab says how to get one", () => {
  const { status, stderr } = run("host", "a");
  assert.equal(status, 1);
  assert.match(stderr, /no lab here.*lanward lab shell --hosts a,b/s);
});

test("mistakes are told with what would be right", () => {
  for (const [args, words] of [
    [["frobnicate"], /unknown command 'frobnicate'.*--help/],
    [["run"], /a command is needed/],
    [["run", "--hosts", "Bad_Name", "true"], /1 to 12 of a-z/],
    [["run", "--hosts", "a,a", "true"], /there is a host 'a' already/],
  ]) {
    const { status, stderr } = run(...args);
    assert.notEqual(status, 0, args.join(" "));
    assert.match(stderr, words);
  }
});

test("mistakes inside a lab are told as well", () => {
  for (const [line, words] of [
    ["link a --delay 20", /a time looks like 20ms/],
    ["link a --loss 200%", /at most 100%/],
    ["link nobody --loss 2%", /no host 'nobody'.*lanward lab host nobody/],
    ["exec a", /a command is needed/],
    ["host b --ipv4 none --ipv6 none", /needs an IPv4 or an IPv6/],
    ["firewall a leaky", /drop-unsolicited and none/],
    ["address a swap 10.77.0.9", /add, del and change/],
    ["partition a a", /two hosts/],
    ["unplug a wlan0", /eth0 and perhaps eth1/],
  ]) {
    const { status, stderr } = run("run", "--hosts", "a", lanward, "lab", ...line.split(" "));
    assert.notEqual(status, 0, line);
    assert.match(stderr, words);
  }
});

/** Where these tests are run by somebody who is not root, all of them show it, and there is nobody else to become. */
const isOnlyRoot = readFileSync("/proc/self/uid_map", "utf8").trim().split(/\s+/)[2] === "1";

test("whoever is not root has a lab as well, where the kernel allows it", { skip: isOnlyRoot && "there is one user here" }, () => {
  const directory = mkdtempSync(join(tmpdir(), "lanward-nobody-"));
  for (const part of ["lab", "lib"]) cpSync(fileURLToPath(new URL(`../${part}`, import.meta.url)), join(directory, part), { recursive: true });
  chmodSync(directory, 0o755); // nobody may read what may be root's alone where it comes from
  const greets = `require("net").createServer((client) => client.end("hello from b")).listen(7000, "10.77.0.2")`;
  const script = `"$0" exec b "$1" -e '${greets}' & until "$0" exec a bash -c 'cat </dev/tcp/10.77.0.2/7000' 2>/dev/null; do sleep 0.1; done; kill $!`;
  const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];
  const words = [join(directory, "lab"), "run", "--hosts", "a,b", "sh", "-c", script, join(directory, "lab"), process.execPath];
  const { status, stdout, stderr } = spawnSync("setpriv", [...nobody, ...words], { encoding: "utf8", env: outside, timeout: 30_000 });
  rmSync(directory, { recursive: true });
  if (!process.env.CI && /this kernel lets user \w+ make no namespaces/.test(stderr)) return;
  assert.deepEqual([status, stdout], [0, "hello from b"], stderr);
});

test("help teaches every command", () => {
  const { stdout, status } = run("--help");
  assert.equal(status, 0);
  for (const command of ["host", "exec", "address", "link", "unplug", "plug", "partition", "heal", "firewall", "list", "remove", "run", "shell"]) {
    assert.match(stdout, new RegExp(`lab ${command}\\b`), command);
  }
});

// Whether or not this kernel has netem: a tc that says yes to everything shows what would be asked of it.
test("where the kernel has netem, delay and loss without seed and jitter are netem's, at both ends", () => {
  const directory = mkdtempSync(join(tmpdir(), "lanward-tc-"));
  const log = join(directory, "log");
  writeFileSync(join(directory, "tc"), `#!/bin/sh\necho "$@" >>${log}\n`, { mode: 0o755 });
  const env = { ...outside, PATH: `${directory}:${process.env.PATH}` };
  const line = '"$0" lab link a --delay 20ms --loss 2% --rate 50mbit';
  const { status, stderr } = spawnSync(lanward, ["lab", "run", "--hosts", "a", "sh", "-c", line, lanward], { encoding: "utf8", env });
  assert.equal(status, 0, stderr);
  const asked = readFileSync(log, "utf8");
  for (const device of ["eth0", "p-a"]) {
    assert.match(asked, new RegExp(`^qdisc replace dev ${device} root netem delay 20ms loss 2% limit 10000 rate 50mbit$`, "m"));
  }
  rmSync(directory, { recursive: true });
});
