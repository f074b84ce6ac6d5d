// Hosts that publish or look for services by one implementation, and what their processes use.
import { fileURLToPath } from "node:url";
import { lab } from "../../e2e/lib/lab.mjs";
import { memory, times, used } from "../lib.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const STARTED_MS = 180_000;
const ASKED_MS = 60_000;
const POLL_MS = 25;

/** All hosts in one process, each host's threads in its own network. So the JVM's compiler works once for all, as it would not on fifty machines. */
const together = (kind) => (hosts, env) => [lab.spawn(hosts[0].name, [here("../program"), "DiscoveryHosts", kind, ...hosts.map(({ name }) => name)], { env })];

/** As `lanward browse` does: who looks for some seconds ends before a JVM's better compiler would pay. */
const FOR_SECONDS = { LANWARD_JAVA_OPTS: "-XX:TieredStopAtLevel=1" };

/** A process a host. */
const alone = (argv) => (hosts) => hosts.map((host) => lab.spawn(host.name, argv(host)));

/**
 * The implementations. `most` is how many hosts of it this machine can hold; `probes` whether it asks for a name before it takes it as RFC 6762
 * section 8.1 wants it, and if not what it does.
 */
export const IMPLEMENTATIONS = {
  lanward: { name: "ours", start: together("ours"), most: 400, probes: true },
  jmdns: { name: "jmDNS 3.6.5", start: together("jmdns"), most: 50, probes: true },
  avahi: { name: "avahi 0.8", start: alone(() => ["unshare", "-m", here("../peers/avahi/host.sh")]), most: 50, probes: true },
  zeroconf: {
    name: "python-zeroconf 0.47.3",
    start: alone(({ ipv4 }) => [here("../peers/zeroconf/host.py"), ipv4]),
    most: 50,
    probes: "asks three times within 350 ms, not 250 ms apart, without the random wait, and does not wait after the third",
  },
  bonjour: {
    name: "bonjour-service 1.4.4",
    start: alone(() => ["node", here("../peers/bonjour-service/host.mjs")]),
    most: 50,
    probes: "asks without saying what it is about to claim, and so cannot settle who of two is first",
  },
};

export class Crew {
  #processes;

  /** One that looks for services. @param {import("../../e2e/lib/lab.mjs").Host} host */
  static looker(kind, host) {
    return Crew.start(kind, [host], FOR_SECONDS);
  }

  /** @param {keyof IMPLEMENTATIONS} kind @param {import("../../e2e/lib/lab.mjs").Host[]} hosts */
  static async start(kind, hosts, env = {}) {
    const crew = new Crew();
    crew.kind = kind;
    crew.#processes = IMPLEMENTATIONS[kind].start(hosts, env);
    crew.hosts = hosts;
    try {
      await Promise.all(crew.#processes.map((each) => each.event("ready", { timeoutMs: STARTED_MS })));
    } catch (failure) {
      await crew.end();
      throw failure;
    }
    return crew;
  }

  /**
   * Publishes so many services a host, on all hosts at once or on one.
   *
   * @param {"uuid" | "human"} names @returns {Promise<{ at: number, names: string[] }>} when the first was, in ns
   */
  async publish(names, count, host) {
    const all = await this.#ask(`publish ${names} ${count}`, "publishing", host);
    return { at: Math.min(...all.map(({ at }) => at)), names: all.flatMap((each) => each.names) };
  }

  /** Takes them back, with what the implementation says then. @returns when it began, in ns */
  async withdraw(host) {
    return Math.min(...(await this.#ask("withdraw", "withdrawing", host)).map(({ at }) => at));
  }

  /** Looks for services. Of one host only. @returns when it began, in ns */
  async browse() {
    return (await this.#ask("browse", "browsing"))[0].at;
  }

  /**
   * Waits until all of `names` are "found" or "lost".
   *
   * @returns {Promise<{ at: number, share: number }>} when the last was that was, in ns, and how many of them were
   */
  async told(event, names, timeoutMs) {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const times = this.times(event, names);
      if (times.length === names.length || performance.now() > end) return { at: Math.max(...times, 0), share: times.length / names.length };
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** When each of `names` was first told of, in ns; without those that were not. @returns {number[]} */
  times(event, names) {
    const first = new Map();
    for (const each of this.#processes[0].events) {
      if (each.event === event && !first.has(each.name)) first.set(each.name, each.at);
    }
    return names.filter((name) => first.has(name)).map((name) => first.get(name));
  }

  /** From now on. @returns {{ cpu: () => number }} `cpu` gives the seconds used since */
  stopwatch() {
    const before = times(this.#pids);
    return { cpu: () => used(before, this.#pids) };
  }

  /** MiB of all its processes. */
  memory() {
    return memory(this.#pids);
  }

  /** Ends all that runs there; whether they say goodbye is theirs. */
  async end() {
    // A script's children would outlive it if it were killed: the end of input ends them.
    for (const each of this.#processes) each.endInput();
    await Promise.all(this.#processes.map((each) => Promise.race([each.exited, new Promise((resolve) => setTimeout(resolve, 3_000))])));
    await Promise.all(this.#processes.map((each) => each.kill("SIGKILL")));
  }

  get #pids() {
    return this.#processes.map(({ pid }) => pid);
  }

  /** Asks all processes, or that of `host`, and returns what they answer. */
  #ask(command, event, host) {
    const shared = this.#processes.length === 1 && this.hosts.length > 1;
    const chosen = host === undefined || shared ? this.#processes : [this.#processes[this.hosts.findIndex(({ name }) => name === host)]];
    const line = host !== undefined && shared ? `${command} ${host}` : command;
    return Promise.all(
      chosen.map((each) => {
        const after = each.mark();
        each.write(line);
        return each.event(event, { after, timeoutMs: ASKED_MS });
      }),
    );
  }
}
