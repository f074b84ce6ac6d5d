// An attacker on a lab host: one of the programs of demos/attackers, each of which plays one adversary and reports what it saw.
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../attackers/attack", import.meta.url));

/**
 * Starts an attacker and waits until it is ready.
 *
 * @param {import("./scenario.mjs").Scenario} s
 * @param {import("./lab.mjs").Host} host
 * @param {string} name such as "relay"
 * @param {Record<string, string | number>} options without their dashes
 */
export async function attack(s, host, name, options) {
  const words = Object.entries(options).flatMap(([option, value]) => [`--${option}`, String(value)]);
  const running = s.spawn(host, [program, name, ...words]);
  await running.event("ready", { timeoutMs: 30_000 });
  return new Attacker(running);
}

class Attacker {
  constructor(process) {
    this.process = process;
  }

  event = (name, how) => this.process.event(name, how);

  /** Every object of that name that it has printed. */
  all = (name) => this.process.events.filter(({ event }) => event === name);

  /** Ends it. @returns what came of it, in its own words */
  async stop() {
    await this.process.kill();
    return this.process.event("result");
  }

  /** Waits for its own end. @returns what came of it */
  async end({ timeoutMs = 60_000 } = {}) {
    return this.process.event("result", { timeoutMs });
  }
}

/** An address with a port, as attackers take it: IPv4, and IPv6 in brackets. @param {import("./lab.mjs").Host} host */
export const doorOf = (host, port = 47470) => `${host.ipv4}:${port}`;
export const doorsOf = (host, port = 47470) => [host.ipv4 && `${host.ipv4}:${port}`, host.ipv6 && `[${host.ipv6}]:${port}`].filter(Boolean).join(",");
