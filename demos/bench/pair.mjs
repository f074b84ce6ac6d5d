// Two processes on two hosts of the lab, connected with each other: one that measures and one that answers. What they understand is in
// README.md.
import { lab } from "../e2e/lib/lab.mjs";
import { cpuSeconds } from "./lib.mjs";

// Some peers fail to connect now and then.
const ATTEMPTS = 3;

/** Two connected processes of one kind; `a` measures, `b` answers. */
export class Pair {
  /**
   * @param {string} name of the kind
   * @param {[string[], string[]]} programs that `a` runs, and `b`
   * @param {[string, string]} hosts
   * @param {{ invites?: boolean }} [how] whether `b` says first how it is reached, and `a` connects; otherwise `a` offers and `b` answers
   * @returns {Promise<this>}
   */
  static async open(name, programs, hosts, how) {
    for (let attempt = 1; ; attempt++) {
      const pair = new this();
      try {
        return await pair.#connect(name, programs, hosts, how);
      } catch (failure) {
        await pair.close();
        if (attempt === ATTEMPTS) throw failure;
        console.error(`${name} did not connect: again`);
      }
    }
  }

  async #connect(name, programs, hosts, { invites = false } = {}) {
    this.name = name;
    [this.a, this.b] = programs.map((argv, i) => lab.spawn(hosts[i], argv));
    const [first, second] = invites ? [this.b, this.a] : [this.a, this.b];
    first.write("offer");
    second.write(`answer ${(await first.event("description", { timeoutMs: 30_000 })).sdp}`);
    if (!invites) first.write(`accept ${(await second.event("description", { timeoutMs: 30_000 })).sdp}`);
    await Promise.all([first.event("open", { timeoutMs: 30_000 }), second.event("open", { timeoutMs: 30_000 })]);
    return this;
  }

  /** Gives `a` a command and waits for its answer. */
  async ask(command, event, timeoutMs = 120_000) {
    const after = this.a.mark();
    this.a.write(command);
    return this.a.event(event, { after, timeoutMs });
  }

  /** CPU seconds so far, of `a` and of `b`. */
  cpu() {
    return [this.a, this.b].map(({ pid }) => cpuSeconds(pid));
  }

  async close() {
    await Promise.allSettled([this.a?.kill(), this.b?.kill()]);
  }
}
