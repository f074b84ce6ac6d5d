// What the parts of the benchmark share: rounds that give each implementation its turn, and hosts.
import { lab } from "../../e2e/lib/lab.mjs";
import { summary } from "../lib.mjs";
import { IMPLEMENTATIONS } from "./crew.mjs";

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const millis = (nanos) => nanos / 1e6;
export const seconds = (nanos) => nanos / 1e9;
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Samples of several rounds, by implementation and condition.
 *
 * @param {string[]} conditions of which each implementation has one result each; one without a name for parts that have none
 */
export class Samples {
  #all = new Map();

  add(peer, condition, ...samples) {
    const key = JSON.stringify([peer, condition]);
    this.#all.set(key, [...(this.#all.get(key) ?? []), ...samples]);
  }

  /** @returns {import("../lib.mjs").Result[]} in the order of the first samples */
  results(part) {
    return [...this.#all].map(([key, samples]) => {
      const [peer, at] = JSON.parse(key);
      return { part, peer, ...(at === null ? {} : { at }), figures: summary(samples) };
    });
  }
}

/** What a reader should know of those that took part. @param {string[]} peers */
export const notes = (peers) =>
  peers
    .map((peer) => IMPLEMENTATIONS[peer])
    .filter(({ probes }) => probes !== true)
    .map(({ name, probes }) => `Not as RFC 6762 section 8.1 wants it: ${name} ${probes}.`);

export const names = (peers) => Object.fromEntries(peers.map((peer) => [peer, IMPLEMENTATIONS[peer].name]));

/** Runs `turn` for each of `peers`, `rounds` times over. One that fails is said so, and has no sample of that round. */
export async function rounds(count, peers, turn) {
  for (let i = 0; i < count; i++) {
    for (const peer of peers) {
      const started = performance.now();
      try {
        await turn(peer);
      } catch (failure) {
        console.error(`${peer}, round ${i + 1}: ${failure.message.split("\n").slice(0, 6).join("\n")}`);
      }
      console.error(`${peer}, round ${i + 1} of ${count}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
  }
}

const pool = [];
const others = new Map();

/** So many hosts with IPv4 alone and addresses of one large network. They stay: removing hundreds takes minutes, and nothing is said by them. */
export async function crowd(count) {
  while (pool.length < count) {
    const i = pool.length;
    pool.push(await lab.host(`d${i}`, { ipv4: `10.77.${1 + Math.floor(i / 250)}.${1 + (i % 250)}/16`, ipv6: "none" }));
  }
  return pool.slice(0, count);
}

/** One more of that network, such as the viewer. */
export async function oneMore(name) {
  if (!others.has(name)) others.set(name, await lab.host(name, { ipv4: `10.77.200.${1 + others.size}/16`, ipv6: "none" }));
  return others.get(name);
}
