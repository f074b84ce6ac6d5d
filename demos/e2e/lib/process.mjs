// A program that runs on a lab host and speaks JSON, one object a line.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { patient } from "./patience.mjs";

export class LabProcess {
  #child;
  #name;
  #events = [];
  #waiting = new Set();
  #lines = [];

  /** @param {{ env?: object, cwd?: string, log?: string }} [how] `log` is a file that gets all that is printed */
  constructor(name, file, args, { env = {}, cwd, log } = {}) {
    this.#name = name;
    this.#child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    const sink = log ? createWriteStream(log, { flags: "a" }) : undefined;
    const take = (line) => {
      sink?.write(line + "\n");
      this.#lines.push(line.length > 2_000 ? `${line.slice(0, 2_000)} ...` : line);
      if (this.#lines.length > 2_000) this.#lines.shift();
    };
    createInterface({ input: this.#child.stderr }).on("line", take);
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      take(line);
      this.#offer(line);
    });
    this.#child.stdin.on("error", () => {}); // it may end before it reads: `exited` says so
    /** Settles with { code, signal } when the program has ended and its output is read. */
    this.exited = new Promise((resolve) => {
      this.#child.on("error", (error) => resolve({ code: -1, signal: null, error }));
      this.#child.on("close", (code, signal) => {
        sink?.end();
        for (const waiter of this.#waiting) waiter.fail(`ended (code ${code}, signal ${signal}) before`);
        resolve({ code, signal });
      });
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** Whether it still runs. */
  get running() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last 2,000 lines of what it printed, on both streams. */
  get output() {
    return this.#lines.join("\n");
  }

  /** Every JSON object that it printed, oldest first. */
  get events() {
    return [...this.#events];
  }

  /**
   * The first object, printed already or yet to come, whose `event` is `name` and that `where` accepts. `after` skips what
   * came before: pass `process.mark()` taken earlier.
   */
  event(name, { where = () => true, timeoutMs = 10_000, after = 0 } = {}) {
    const matches = (event) => event.event === name && where(event);
    const there = this.#events.slice(after).find(matches);
    if (there) return Promise.resolve(there);
    const limit = patient(timeoutMs);
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
      };
      const waiter = {
        offer: (event) => matches(event) && (done(), resolve(event)),
        fail: (why) => (done(), reject(new Error(`${this.#name} ${why} event "${name}"; it printed:\n${this.output}`))),
      };
      const timer = setTimeout(() => waiter.fail(`had, within ${limit} ms, no`), limit);
      this.#waiting.add(waiter);
      if (!this.running) waiter.fail("has ended without");
    });
  }

  /** A place in the stream of events, for `after`. */
  mark() {
    return this.#events.length;
  }

  /** Writes a line to its standard input; an object becomes JSON. */
  write(message) {
    this.#child.stdin.write((typeof message === "string" ? message : JSON.stringify(message)) + "\n");
  }

  /** Writes just these characters to its standard input, as keys do: "\u0003" is Ctrl-C where that is a terminal. */
  type(keys) {
    this.#child.stdin.write(keys);
  }

  /** Closes its standard input. */
  endInput() {
    this.#child.stdin.end();
  }

  /** Sends a signal and waits for the end; SIGKILL after 5 s. */
  async kill(signal = "SIGTERM") {
    if (this.running) this.#child.kill(signal);
    const hard = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    const result = await this.exited;
    clearTimeout(hard);
    return result;
  }

  #offer(line) {
    if (!line.startsWith("{")) return;
    let event;
    try {
      event = JSON.parse(line);
    } catch {
      return; // words that begin with a brace
    }
    this.#events.push(event);
    for (const waiter of [...this.#waiting]) waiter.offer(event);
  }
}
