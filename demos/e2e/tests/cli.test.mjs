// The command line as anybody would run it, on hosts of their own: what needs no peer.
import assert from "node:assert/strict";
import { join } from "node:path";
import { lab, lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";

/** Runs a command to its end. @returns {Promise<{ code: number, output: string, events: object[] }>} */
async function finish(program) {
  program.endInput();
  const { code } = await program.exited;
  return { code, output: program.output, events: program.events };
}

scenario("doctor finds a lab host sound, and says what a firewall and a missing interface do", async (s) => {
  const host = await s.host("a");
  const state = join(s.directory, "state");
  const doctor = (...words) => finish(s.spawn(host, [lanward, "doctor", "--state", state, "--json", ...words]));
  const sound = await doctor();
  assert.equal(sound.code, 0, sound.output);
  const levels = Object.fromEntries(sound.events.map(({ check, level }) => [check, level]));
  for (const check of ["state", "interface", "multicast", "mdns-port", "door", "web", "clock", "encryption", "firewall", "route"]) {
    assert.equal(levels[check], "ok", `${check}: ${sound.output}`);
  }
  await lab.firewall("a", "drop-unsolicited");
  assert.equal((await doctor()).events.find(({ check }) => check === "firewall").level, "warn");
  await lab.firewall("a", "drop-unsolicited", { allowMdns: true });
  assert.equal((await doctor()).events.find(({ check }) => check === "firewall").level, "ok");
  await lab.firewall("a", "none");
  assert.equal((await doctor("--interface", "eth9")).code, 1);
});

scenario("trust and usage errors through the launcher have the documented exit codes", async (s) => {
  const host = await s.host("a");
  const state = join(s.directory, "state");
  const run = (...words) => finish(s.spawn(host, [lanward, ...words]));
  const list = await run("trust", "list", "--state", state, "--json");
  assert.deepEqual([list.code, list.events], [0, []], list.output);
  const revoke = await run("trust", "revoke", "Nobody", "--yes", "--state", state, "--json");
  assert.deepEqual([revoke.code, revoke.events[0].code], [1, "unknown-peer"], revoke.output);
  const usage = await run("pair", "12", "--json");
  assert.deepEqual([usage.code, usage.events[0].code], [2, "usage"], usage.output);
  // What the launcher does itself has a help as well, and does nothing else for whoever asks for that.
  for (const command of ["build", "test"]) {
    const [help, wrong] = [await run(command, "--help"), await run(command, "--nothing")];
    assert.deepEqual([help.code, wrong.code], [0, 2], help.output + wrong.output);
  }
});
