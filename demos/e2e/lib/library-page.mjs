// The library in a real page, driven from a test. Every call gives { value } or { error: { code, left, ... } }, and `milliseconds`.
import assert from "node:assert/strict";
import { patient } from "./patience.mjs";

/** What is to succeed has more time than the library's usual 8 s. */
const LONG = { timeout: patient(8_000) };

export class LibraryPage {
  /** @param {import("./browser.mjs").Page} page */
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
  }

  /** Loads the test page from a server of {@link librarySite} and opens the library. @param {import("./browser.mjs").Page} page */
  static async open(page, origin, name = "Test page") {
    const library = new LibraryPage(page, origin);
    await library.load(name);
    return library;
  }

  /** The same after a reload or a restart of the browser. */
  async load(name = "Test page") {
    await this.page.goto(`${this.origin}/library.html`);
    await this.page.waitFor(() => typeof globalThis.library === "object");
    return this.page.evaluate((name) => library.open(name), name);
  }

  pair = (target, options = {}) => this.page.evaluate((target, options) => library.pair(target, options), target, options);
  connect = (id, options = {}) => this.page.evaluate((id, options) => library.connect(id, options), id, options);
  ask = (text, options = LONG) => this.page.evaluate((text, options) => library.ask(text, options), text, options);
  forget = (id) => this.page.evaluate((id) => library.forget(id), id);
  keep = (id) => this.page.evaluate((id) => library.keep(id), id);
  devices = () => this.page.evaluate(() => library.devices());
  stats = () => this.page.evaluate(() => library.stats());
  close = () => this.page.evaluate(() => library.close());

  /** Pairs, which must succeed. @returns {Promise<{ id: string, name: string, type: string }>} */
  async mustPair(target, options = LONG) {
    return succeeded(await this.pair(target, options), `pairing with ${target.slice(0, 24)}`);
  }

  /** Connects and echoes, which must succeed. */
  async mustConnect(id) {
    const device = succeeded(await this.connect(id, LONG), "connecting");
    await this.mustEcho();
    return device;
  }

  async mustEcho(text = "is it you?") {
    const outcome = await this.ask(text);
    assert.equal(succeeded(outcome, "an echo"), text);
    return outcome;
  }

  /** Must fail with that code, within the time. @returns what came */
  async mustFail(outcome, code, withinMilliseconds = 10_000) {
    const came = await outcome;
    assert.equal(came.error?.code, code, `wanted ${code}, came ${JSON.stringify(came)}`);
    assert.ok(came.milliseconds <= withinMilliseconds, `${code} took ${came.milliseconds} ms, may take ${withinMilliseconds}`);
    return came;
  }

  /** The address that the open connection speaks to. */
  async remoteAddress() {
    return (await this.stats()).path?.remote.address;
  }
}

/** @param {{value?: any, error?: any}} outcome */
export function succeeded(outcome, what) {
  assert.ok(!("error" in outcome), `${what}: ${JSON.stringify(outcome.error)}`);
  return outcome.value;
}
