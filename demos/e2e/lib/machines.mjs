// Two machines that are paired, of which one receives files and the other sends them: the real command line, on hosts of the lab.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { lab, lanward } from "./lab.mjs";

export const MEBIBYTE = 1 << 20;
const env = { LANWARD_JAVA_OPTS: "-XX:TieredStopAtLevel=1" };

/**
 * `desk` receives, with `receiveWords` behind the command, and `laptop` sends.
 *
 * @param {import("./scenario.mjs").Scenario} s
 * @param {string[]} receiveWords
 * @param {object} [how] of both hosts, as `lab.host` takes it
 */
export async function machines(s, receiveWords, how) {
  const [desk, laptop] = [await s.host("desk", how), await s.host("laptop", how)];
  const state = (name) => join(s.directory, `${name}-state`);
  const start = (host, command, ...words) => s.spawn(host, [lanward, command, ...words, "--json", "--state", state(host.name)], { env });
  const receive = (...words) => start(desk, "receive", "--name", "Desk", ...receiveWords, ...words);
  const send = (...words) => start(laptop, "send", ...words, "--to", "Desk");
  const receiver = receive("--pair");
  await receiver.event("ready", { timeoutMs: 60_000 });
  const { code } = await receiver.event("pairing");
  await lab.exec("laptop", [lanward, "pair", code, "--name", "Laptop", "--state", state("laptop")], { timeoutMs: 60_000 });
  return { desk, laptop, receive, send, receiver, state };
}

/** Bytes that do not compress, always the same. */
export function noise(bytes) {
  const all = Buffer.alloc(bytes);
  for (let at = 0, block = createHash("sha256").update("noise").digest(); at < bytes; at += 32) {
    block.copy(all, at);
    block = createHash("sha256").update(block).digest();
  }
  return all;
}
