// A Lanward device on a lab host: the real command line, started as anybody would.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { lab, lanward } from "./lab.mjs";

export class Device {
  #arguments;
  #env;
  #process;

  /** Use {@link Device.start}. */
  constructor(host, name, directory, args, env) {
    this.host = host;
    this.name = name;
    this.directory = directory;
    this.#arguments = args;
    this.#env = env;
  }

  /**
   * Starts `./lanward device --json` on a host and waits until it is ready.
   *
   * @param {string} host name of a lab host
   * @param {{ directory: string, name?: string, args?: string[], env?: object }} how `directory` gets its state and its log; `args` such as
   *   ["--pair", "--port", "47471", "--serve", dir]
   */
  static async start(host, { directory, name = "Test device", args = [], env = {} }) {
    mkdirSync(directory, { recursive: true });
    const device = new Device(host, name, directory, args, env);
    await device.startAgain();
    return device;
  }

  /** Starts it with the state it had; `args` replace those of before. */
  async startAgain(args = this.#arguments) {
    this.#arguments = args;
    const words = ["device", "--json", "--name", this.name, "--state", this.stateDirectory, ...args];
    this.#process = lab.spawn(this.host, [lanward, ...words], { env: this.#env, log: join(this.directory, "device.log") });
    /** The event it announced itself with: { door, host, url, name }. */
    this.ready = await this.#process.event("ready", { timeoutMs: 60_000 });
  }

  get stateDirectory() {
    return join(this.directory, "state");
  }

  get process() {
    return this.#process;
  }

  /** The first event of that name, in the past or to come; see {@link LabProcess.event}. */
  event = (name, how) => this.#process.event(name, how);
  mark = () => this.#process.mark();

  /** Runs another command of the command line on the same state, such as trust("list"). @returns its JSON lines */
  async command(...words) {
    const { stdout } = await lab.exec(this.host, [lanward, ...words, "--json", "--state", this.stateDirectory], { timeoutMs: 60_000 });
    return stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  }

  /** Ends it: SIGTERM as a service manager does, or SIGKILL as a power cut. */
  stop = (signal = "SIGTERM") => this.#process.kill(signal);

  /** Ends it and starts it again with the same state. */
  async restart({ signal = "SIGTERM", args = this.#arguments } = {}) {
    await this.stop(signal);
    await this.startAgain(args);
  }
}
