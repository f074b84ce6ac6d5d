// A lab host that knocks with the command line alone: a state directory and the commands that use it.
import { join } from "node:path";
import { lab, lanward } from "./lab.mjs";

export class Machine {
  #scenario;
  #host;

  /** @param {import("./scenario.mjs").Scenario} scenario @param {import("./lab.mjs").Host} host @param {string} [state] the state directory, such as a device's */
  constructor(scenario, host, state = join(scenario.directory, `machine-${host.name}`)) {
    this.#scenario = scenario;
    this.#host = host;
    this.state = state;
  }

  /** Runs a command to its end; rejects when it fails. @returns {Promise<object[]>} its JSON lines */
  async run(...words) {
    const { stdout } = await lab.exec(this.#host.name, [lanward, ...words, "--json", "--state", this.state], { timeoutMs: 90_000 });
    return stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  }

  /** Starts a command that goes on. */
  start = (...words) => this.#scenario.spawn(this.#host, [lanward, ...words, "--json", "--state", this.state]);

  /** @returns {Promise<{ peer: string, name: string, fingerprint: string }>} */
  pair = async (code, name = this.#host.name) => (await this.run("pair", code, "--name", name))[0];

  /** Connects, has three lines echoed, and ends. @returns {Promise<string>} what came back */
  async echo(peer, ...words) {
    const line = `printf '%s\\n' one two three | "$0" connect "$@" --state '${this.state}'`;
    const { stdout } = await lab.exec(this.#host.name, ["sh", "-c", line, lanward, peer, "echo", ...words], { timeoutMs: 90_000 });
    return stdout.trim().split("\n").join(" ");
  }
}
