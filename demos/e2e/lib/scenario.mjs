// A test with hosts, browsers and devices of its own, all gone afterwards; what a failure leaves is in artifacts/.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Browser } from "./browser.mjs";
import { Device } from "./device.mjs";
import { lab } from "./lab.mjs";
import { patient } from "./patience.mjs";
import { serve } from "./web-server.mjs";

// Commands of tests live for seconds: the second compiler would cost them more than it gives. Benchmarks start theirs without this.
process.env.LANWARD_JAVA_OPTS ??= "-XX:TieredStopAtLevel=1";
const artifacts = fileURLToPath(new URL("../artifacts", import.meta.url));

export class Scenario {
  #hosts = [];
  #browsers = [];
  #cleanups = [];
  #test;

  /** @param {import("node:test").TestContext} test */
  constructor(directory, test) {
    this.#test = test;
    /** Everything of this test goes here; kept only when it fails. */
    this.directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /**
   * A part of the test that is reported by its own name. The parts build upon one another: where one fails, the test ends.
   *
   * @param {string} name
   * @param {() => Promise<any>} body
   */
  async step(name, body) {
    let failure;
    await this.#test.test(name, async () => {
      try {
        await body();
      } catch (error) {
        failure = error;
        throw error;
      }
    });
    if (failure) throw new Error(`"${name}" failed: ${failure.message}`, { cause: failure });
  }

  /** A figure for whoever reads the log. */
  figure(text) {
    this.#test.diagnostic(text);
  }

  /** Adds a lab host, see `lab.host`. */
  async host(name, how) {
    const host = await lab.host(name, how);
    this.#hosts.push(name);
    return host;
  }

  /** Starts a browser on a host; see {@link Browser.start}. @param {import("./lab.mjs").Host} host */
  async browser(kind, host, { name = `${kind}-${host.name}`, ...how } = {}) {
    const browser = await Browser.start(kind, host.name, { directory: join(this.directory, name), ...how });
    this.#browsers.push([name, browser]);
    return browser;
  }

  /** Starts a device on a host; see {@link Device.start}. @param {import("./lab.mjs").Host} host */
  async device(host, { name = "Test device", env = {}, ...how } = {}) {
    const device = await Device.start(host.name, { name, directory: join(this.directory, `device-${host.name}`), ...how, env });
    this.#cleanups.push(() => device.stop("SIGKILL"));
    return device;
  }

  /** Serves directories from a host; see {@link serve}. @param {import("./lab.mjs").Host} host */
  async serve(host, how) {
    const server = await serve(host, { directory: this.directory, ...how });
    this.#cleanups.push(server.stop);
    return server;
  }

  /** Does this as well when the test is over. @param {() => Promise<any>} cleanup */
  onEnd(cleanup) {
    this.#cleanups.push(cleanup);
  }

  /** Starts any program on a host. @param {import("./lab.mjs").Host} host */
  spawn(host, argv, how) {
    const program = lab.spawn(host.name, argv, { log: join(this.directory, `${host.name}.log`), ...how });
    this.#cleanups.push(() => program.kill("SIGKILL"));
    return program;
  }

  async capture() {
    await Promise.allSettled(this.#browsers.map(([name, browser]) => browser.capture(this.directory, name)));
  }

  async close() {
    await Promise.allSettled([...this.#browsers.map(([, browser]) => browser.close()), ...this.#cleanups.map((cleanup) => cleanup())]);
    await lab.heal();
    const removed = [];
    for (const name of this.#hosts) removed.push(...(await Promise.allSettled([lab.remove(name)])));
    const failure = removed.find(({ status }) => status === "rejected");
    if (failure) throw failure.reason;
  }
}

async function within(timeoutMs, work) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Registers a test.
 *
 * @param {string} name says what behaviour is shown
 * @param {(scenario: Scenario) => Promise<void>} body
 * @param {{ timeoutMs?: number }} [how]
 */
export function scenario(name, body, { timeoutMs = 120_000 } = {}) {
  // Our own limit comes first, so that a test that hangs is captured and cleared away like any that fails.
  const limit = patient(timeoutMs);
  test(name, { timeout: limit + 60_000 }, async (t) => {
    const directory = join(artifacts, name.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 80));
    rmSync(directory, { recursive: true, force: true });
    const stage = new Scenario(directory, t);
    try {
      await within(limit, body(stage));
    } catch (error) {
      await stage.capture();
      error.message += `\nWhat it left: ${directory}`;
      throw error;
    } finally {
      await stage.close();
    }
    rmSync(directory, { recursive: true, force: true });
  });
}
