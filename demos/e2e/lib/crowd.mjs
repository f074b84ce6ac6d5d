// Many sessions on one device: real browsers, and our own knocking side for the rest. Both have their programs in demos/bench.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lab, until } from "./lab.mjs";
import { LibraryPage } from "./library-page.mjs";

const program = fileURLToPath(new URL("../../bench/program", import.meta.url));

/**
 * What the device's process has, as its footprint says.
 *
 * @typedef {{ sessions: number, heapBytes: number, threads: number, descriptors: number, sockets: number, residentKilobytes: number,
 *   cpuMillis: number }} Footprint
 */

/** A program of demos/bench on a lab host, until its input ends. @param {import("./lab.mjs").Host} host */
export function benchProgram(host, name, args, log) {
  return lab.spawn(host.name, [program, name, ...args], { log });
}

/** A device that prints links to pair by, one after the other, and what its process has. */
export class MeasuredDevice {
  #links = 0;

  /** @param {import("./process.mjs").LabProcess} process */
  constructor(process) {
    this.process = process;
  }

  ready = () => this.process.event("ready", { timeoutMs: 60_000 });

  /** A link that nobody has used yet. @returns {Promise<string>} */
  async link() {
    const wanted = ++this.#links;
    const links = () => this.process.events.filter(({ event }) => event === "link");
    await until(`link number ${wanted}`, () => links().length >= wanted, 10_000);
    return links()[wanted - 1].link;
  }

  /**
   * What it has, once it has so many sessions.
   *
   * @param {number} sessions
   * @param {number} [timeoutMs] a session whose last words were lost ends after 30 s of silence
   * @returns {Promise<Footprint>}
   */
  async footprint(sessions, timeoutMs = 45_000) {
    await until(
      `${sessions} sessions`,
      async () => {
        const { count } = await this.#ask("sessions");
        if (count !== sessions) throw new Error(`there are ${count}`);
        return true;
      },
      timeoutMs,
    );
    return this.#ask("footprint");
  }

  #ask(word) {
    const after = this.process.mark();
    this.process.write(word);
    return this.process.event(word, { after, timeoutMs: 30_000 });
  }
}

/** Callers of our own in one process, beside the device and on its host, where each may have an address of its own. */
class Callers {
  constructor(process) {
    this.process = process;
  }

  /** Does what the word says. @returns {Promise<number>} how many seconds it took */
  async do(word) {
    const after = this.process.mark();
    this.process.write(word);
    return (await this.process.event("done", { after, timeoutMs: 300_000 })).seconds;
  }
}

export class Crowd {
  /**
   * A device, `count` callers and a page for each browser, all paired and none connected.
   *
   * @param {{ home: import("./lab.mjs").Host, count: number, browsers: import("./browser.mjs").Browser[], origin: string, directory: string }} how
   *   `origin` serves the library's site
   */
  static async gather({ home, count, browsers, origin, directory }) {
    const state = join(directory, "crowded");
    mkdirSync(state, { recursive: true });
    const crowd = new Crowd();
    crowd.count = count + browsers.length;
    crowd.callers = new Callers(benchProgram(home, "CrowdCallers", [state, String(count)], join(directory, "callers.log")));
    await crowd.callers.process.event("provisioned", { timeoutMs: 120_000 });
    crowd.device = new MeasuredDevice(benchProgram(home, "CrowdDevice", [state, "eth0", "--pair"], join(directory, "crowded.log")));
    const { door, fingerprint } = await crowd.device.ready();
    crowd.callers.process.write(`${home.ipv4} ${door} ${fingerprint}`);
    crowd.pages = [];
    for (const browser of browsers) {
      const page = await LibraryPage.open(browser, origin, `Browser ${crowd.pages.length}`);
      const { id } = await page.mustPair(await crowd.device.link());
      crowd.pages.push({ page, id });
    }
    return crowd;
  }

  /** Opens and closes some, so that what a first session needs is there before anything is measured. */
  async warmUp() {
    await this.callers.do("warm");
    await this.#pages(({ page, id }) => page.mustConnect(id));
    await this.#pages(({ page }) => page.close());
  }

  /** Opens all; each hears an echo. @returns {Promise<number>} seconds */
  open = () => this.#both("open", ({ page, id }) => page.mustConnect(id));

  /** An echo on each. @returns {Promise<number>} seconds */
  echo = () => this.#both("echo", ({ page }) => page.mustEcho());

  /** Closes all. @returns {Promise<number>} seconds */
  close = () => this.#both("close", ({ page }) => page.close());

  async end() {
    await Promise.allSettled([this.callers.process.kill("SIGKILL"), this.device.process.kill("SIGKILL")]);
  }

  async #both(word, work) {
    const start = performance.now();
    await Promise.all([this.callers.do(word), this.#pages(work)]);
    return (performance.now() - start) / 1_000;
  }

  #pages = (work) => Promise.all(this.pages.map(work));
}
