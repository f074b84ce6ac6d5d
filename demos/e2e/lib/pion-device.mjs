// The device in Go, on Pion, on lab hosts. Built before the lab begins, where there is Go: `./lanward test --only e2e`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { lab, root } from "./lab.mjs";

const program = join(root, ".lanward-build/pion_device/pion-device");

/** Why its tests cannot run, or nothing. In CI Go is never missing: then they fail. */
export const missing = existsSync(program) || process.env.CI ? undefined : "no Pion device was built: it needs the Go toolchain, 1.24 or newer";

export class PionDevice {
  #scenario;
  #host;

  /** @param {import("./scenario.mjs").Scenario} scenario @param {import("./lab.mjs").Host} host */
  constructor(scenario, host) {
    this.#scenario = scenario;
    this.#host = host;
    this.state = join(scenario.directory, `pion-${host.name}`);
  }

  /** Starts a command that goes on. */
  start = (command, ...words) => this.#scenario.spawn(this.#host, [program, command, "--state", this.state, "--verbose", ...words]);

  /** Runs a command to its end; rejects when it fails. @returns {Promise<object[]>} its JSON lines */
  async run(command, ...words) {
    const { stdout } = await lab.exec(this.#host.name, [program, command, "--state", this.state, ...words], { timeoutMs: 40_000 });
    return stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }

  /** Is a device from now on. @returns its process */
  async device(...words) {
    const device = this.start("device", "--name", "Gopher", ...words);
    await device.event("ready");
    return device;
  }
}
