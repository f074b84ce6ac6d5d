// A real browser on a lab host.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lab } from "./lab.mjs";
import { patient } from "./patience.mjs";
import { readQr } from "./qr.mjs";

const hostProgram = fileURLToPath(new URL("browser-host.mjs", import.meta.url));
const DEFAULT_TIMEOUT_MS = 30_000;
/** On a machine on which much is started at once. */
const START_TIMEOUT_MS = 60_000;

/** Both browsers, for tests that are made once for each. */
export const browserKinds = /** @type {const} */ (["chromium", "firefox"]);

/** One tab. Functions are sent as source text: they see the page and their arguments, nothing of the test. */
export class Page {
  #browser;
  #name;

  /** @param {Browser | null} browser null when the page is itself the browser's first tab */
  constructor(browser, name) {
    this.#browser = browser ?? /** @type {any} */ (this);
    this.#name = name;
  }

  /** Loads a page and waits for its load event. */
  goto = (url, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) => this.#ask("goto", { url, timeoutMs: patient(timeoutMs) }, timeoutMs + 5_000);

  reload = ({ timeoutMs = DEFAULT_TIMEOUT_MS } = {}) => this.#ask("reload", { timeoutMs: patient(timeoutMs) }, timeoutMs + 5_000);

  /** Calls `fn(...args)` in the page, awaits it, and gives back its JSON value. */
  evaluate = (fn, ...args) => this.#ask("evaluate", { source: fn.toString(), args }, 120_000);

  /** Calls `fn(...args)` in the page every 20 ms until it is true, and gives back what it was. */
  waitFor = (fn, { timeoutMs = 10_000, args = [] } = {}) =>
    this.#ask("waitFor", { source: fn.toString(), args, timeoutMs: patient(timeoutMs) }, timeoutMs + 5_000);

  click = (selector) => this.#ask("click", { selector });
  type = (selector, text) => this.#ask("type", { selector, text });

  /** As if a person had chosen these files in an `<input type="file">`. @param {string[]} files paths */
  choose = (selector, files) => this.#ask("choose", { selector, files });

  /** A PNG of the page, or of one element. @returns {Promise<Buffer>} */
  screenshot = async (selector) => Buffer.from(await this.#ask("screenshot", { selector }), "base64");

  /** The text of the QR code that is to be seen on the page. */
  readQr = async (selector) => readQr(await this.screenshot(selector));

  async close() {
    await this.#ask("closePage", {});
  }

  #ask(command, words, timeoutMs) {
    return this.#browser.ask(command, { page: this.#name, ...words }, timeoutMs);
  }
}

/** A browser; as a {@link Page} it is its first tab. */
export class Browser extends Page {
  #process;
  #nextId = 1;
  #nextPage = 1;

  /** Use {@link Browser.start}. */
  constructor(kind, host, process) {
    super(null, "main");
    this.kind = kind;
    this.host = host;
    this.#process = process;
  }

  /**
   * Starts a browser on a host.
   *
   * @param {"chromium" | "firefox"} kind
   * @param {string} host name of a lab host
   * @param {{ directory: string, args?: string[], prefs?: object, viewport?: { width: number, height: number } }} how `directory` gets the
   *   profile and the console log; `args` are extra Chromium flags, `prefs` extra Firefox preferences
   */
  static async start(kind, host, { directory, args = [], prefs = {}, viewport = { width: 1000, height: 1000 } }) {
    mkdirSync(directory, { recursive: true });
    const settings = { kind, args, prefs, viewport, profile: join(directory, "profile") };
    // A home of its own: caches, crash reports and single-instance locks stay out of the real one, and of each other.
    const env = { HOME: directory, XDG_RUNTIME_DIR: directory, MOZ_CRASHREPORTER_DISABLE: "1" };
    const process_ = lab.spawn(host, [process.execPath, hostProgram, JSON.stringify(settings)], {
      env,
      log: join(directory, "browser.log"),
    });
    const browser = new Browser(kind, host, process_);
    await process_.event("listening", { timeoutMs: START_TIMEOUT_MS });
    await browser.ask("launch", {}, START_TIMEOUT_MS);
    return browser;
  }

  /** Another tab. @returns {Promise<Page>} */
  async newPage() {
    const name = `page${this.#nextPage++}`;
    await this.ask("newPage", { page: name });
    return new Page(this, name);
  }

  /** Somebody else's tab, who shares nothing with the others: with an identity of its own. @returns {Promise<Page>} */
  async newPerson() {
    const name = `person${this.#nextPage++}`;
    await this.ask("newPerson", { page: name });
    return new Page(this, name);
  }

  /**
   * Closes the browser and starts it again with the same profile; all tabs but an empty first one are gone. `hard` ends it as a
   * crash does.
   */
  restart = ({ hard = false } = {}) => this.ask("restart", { hard }, START_TIMEOUT_MS);

  /**
   * Chromium only: as if a person had answered the browser's question, or taken the answer back.
   *
   * @param {string} origin
   * @param {string[]} names as in `navigator.permissions`
   * @param {"granted" | "denied" | "prompt"} setting
   */
  setPermission = (origin, names, setting) => this.ask("setPermission", { origin, names, setting });

  /** Of the program that has started it: it is among that one's descendants. */
  get pid() {
    return this.#process.pid;
  }

  /** What the pages wrote to their consoles: { page, type, text }; type "uncaught" for errors nobody caught. */
  get console() {
    return this.#process.events.filter((event) => event.event === "console");
  }

  async close() {
    if (!this.#process.running) return;
    await this.ask("close", {}, 15_000).catch(() => {}); // it may go before it answers
    await this.#process.kill("SIGKILL");
  }

  /** Ends it as a power cut would. */
  async kill() {
    const leave = this.#process.exited;
    this.#process.endInput();
    await leave;
  }

  /** Writes a picture of the first tab and what was printed, for whoever looks into a failure. */
  async capture(directory, name) {
    writeFileSync(join(directory, `${name}.console.log`), this.console.map((line) => JSON.stringify(line)).join("\n"));
    if (this.#process.running) writeFileSync(join(directory, `${name}.png`), await this.screenshot());
  }

  /** @internal One command to the program that drives the browser. */
  async ask(command, words, timeoutMs = DEFAULT_TIMEOUT_MS) {
    const id = this.#nextId++;
    this.#process.write({ id, command, ...words });
    const answer = await this.#process.event("done", { where: (event) => event.id === id, timeoutMs });
    if ("error" in answer) throw new Error(`${this.kind} on ${this.host}, ${command}: ${answer.error}`);
    return answer.value;
  }
}
