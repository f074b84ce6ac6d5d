// The tests of one stack: in each role, and its facts compared with those of results.json.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { scenario } from "../../e2e/lib/scenario.mjs";
import { play } from "./cell.mjs";
import { ask, javaCommand } from "./ends.mjs";

const resultsFile = fileURLToPath(new URL("../results.json", import.meta.url));
const figuresDirectory = fileURLToPath(new URL("../../../.lanward-build/interop-figures", import.meta.url));
const STATE_MS = 3_000;
const BETWEEN_STATES_MS = 2_000;
const recording = process.env.LANWARD_INTEROP_RECORD === "1";

/**
 * Registers the tests of a stack.
 *
 * @param {string} stack its name
 * @param {{ missing?: string, start: (scenario: import("../../e2e/lib/scenario.mjs").Scenario, host: import("../../e2e/lib/lab.mjs").Host,
 *   role: string) => Promise<import("./ends.mjs").End> }} how `missing` says what this machine lacks
 */
export function stack(stack, { missing, start }) {
  for (const [role, words] of [
    ["door", "knocks at our door, as DTLS client"],
    ["knock", "is knocked at by us, as DTLS server"],
  ]) {
    const name = `${stack} ${words}`;
    if (missing) {
      test(name, { skip: process.env.CI ? false : missing }, () => assert.fail(missing));
      continue;
    }
    scenario(name, async (s) => {
      const short = `${stack.replace(/[^a-z]/gi, "").slice(0, 6).toLowerCase()}-${role[0]}`;
      const host = await s.host(`our-${short}`, { ipv6: "none" });
      const peerHost = await s.host(`its-${short}`, { ipv6: "none" });
      const own = s.spawn(host, javaCommand(role, host.ipv4));
      const peer = await start(s, peerHost, role);
      const figures = [];
      const figure = (text) => (figures.push(text), s.figure(text));
      try {
        const facts = await play({ role, own, peer, peerHost: peerHost.name, host, figure });
        check(`${stack}, ${role}`, facts);
      } catch (error) {
        await tellStates({ own, peer }, figure);
        throw error;
      } finally {
        mkdirSync(figuresDirectory, { recursive: true });
        writeFileSync(`${figuresDirectory}/${short}.txt`, `${name}\n${figures.map((each) => `  ${each}\n`).join("")}`);
      }
    }, { timeoutMs: 180_000 });
  }
}

/** Where both ends stand, twice: what crawls differs from what stands still. Not every stack can tell. */
async function tellStates(ends, figure) {
  for (let i = 0; i < 2; i++) {
    await Promise.all(
      Object.entries(ends).map(async ([name, end]) => {
        const state = await ask(end, { command: "state" }, "state", { timeoutMs: STATE_MS }).catch(() => undefined);
        if (state) figure(`${name}: ${JSON.stringify(state)}`);
      }),
    );
    await wait(BETWEEN_STATES_MS);
  }
}

function check(key, facts) {
  if (recording) {
    const results = read();
    results[key] = facts;
    const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(resultsFile, JSON.stringify(sorted, null, 2) + "\n");
  }
  assert.deepEqual(facts, read()[key], `${key} is not what results.json says; LANWARD_INTEROP_RECORD=1 writes it anew`);
}

function read() {
  try {
    return JSON.parse(readFileSync(resultsFile, "utf8"));
  } catch {
    return {};
  }
}
