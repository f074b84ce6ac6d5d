// Two machines between which files go by the command line.
import { createCipheriv } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { lab, lanward } from "./lab.mjs";

export const MEBIBYTE = 1 << 20;

/**
 * Two machines that are paired: `desk` receives, with `receiveWords` behind the command, and `laptop` sends.
 *
 * @param {import("./scenario.mjs").Scenario} s
 * @param {string[]} receiveWords
 * @param {object} [how] of both hosts, as `lab.host` takes it
 */
export async function machines(s, receiveWords, how) {
  const [desk, laptop] = [await s.host("desk", how), await s.host("laptop", how)];
  const state = (name) => join(s.directory, `${name}-state`);
  const start = (host, command, ...words) => s.spawn(host, [lanward, command, ...words, "--json", "--state", state(host.name)]);
  const receive = (...words) => start(desk, "receive", "--name", "Desk", ...receiveWords, ...words);
  const send = (...words) => start(laptop, "send", ...words, "--to", "Desk");
  const receiver = receive("--pair");
  await receiver.event("ready", { timeoutMs: 60_000 });
  await pair("laptop", receiver, "Laptop", state("laptop"));
  return { desk, laptop, receive, send, receiver, state };
}

/** Pairs the machine of a state directory with a receiver in pairing mode. */
export async function pair(host, receiver, name, state, after = 0) {
  const { code } = await receiver.event("pairing", { after });
  await lab.exec(host, [lanward, "pair", code, "--name", name, "--state", state], { timeoutMs: 60_000 });
}

/** So many bytes that are the same each time and do not repeat. */
export const noise = (bytes) => createCipheriv("aes-256-ctr", Buffer.alloc(32), Buffer.alloc(16)).update(Buffer.alloc(bytes));

/** The names in a folder, in order. */
export const names = (folder) => readdirSync(folder).sort();
