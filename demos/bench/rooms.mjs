// `./lanward bench rooms`: how long a small message takes between players in a room, and what many rooms cost a device. Runs inside the lab.
import "./help.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { useCode } from "../e2e/lib/codes.mjs";
import { lab, root } from "../e2e/lib/lab.mjs";
import { serve } from "../e2e/lib/web-server.mjs";
import { print, write } from "./lib.mjs";
import { broker } from "./rooms/broker.mjs";
import { latency } from "./rooms/latency.mjs";

// Only now: their packages may be missing, and --help needs none.
const { Browser } = await import("../e2e/lib/browser.mjs");
const { Device } = await import("../e2e/lib/device.mjs");

const PARTS = { latency, broker };
const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(PARTS).join(",") },
    browsers: { type: "string", default: "chromium,chromium" },
    delays: { type: "string", default: "0,5,20" },
    losses: { type: "string", default: "0,2" },
    rates: { type: "string", default: "30,60" },
    players: { type: "string", default: "64" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "4" },
    out: { type: "string" },
  },
});
const numbers = (text) => text.split(",").map(Number);
const only = options.only.split(",");
if (only.some((name) => !(name in PARTS))) throw new Error(`--only takes ${Object.keys(PARTS)}`);
const players = Number(options.players);
if (!(players >= 8 && players <= 128 && players % 8 === 0)) throw new Error("--players takes 8, 16, 24, up to 128: eight a room");

/** A device with rooms, pages that are paired with it, and all that ends with them. */
class Table {
  #closing = [];
  #browsers = 0;
  directory = mkdtempSync(join(tmpdir(), "lanward-rooms-"));

  async start(name) {
    this.home = await lab.host(name);
    this.device = this.closed(await Device.start(this.home.name, { directory: join(this.directory, "device"), args: ["--pair=60m", "--rooms"] }), (device) => device.stop("SIGKILL"));
    // Not the device's own pages: those may connect with their device alone (its Content-Security-Policy), and not with the relay.
    const mounts = { "/": fileURLToPath(new URL("pages", import.meta.url)), "/lanward.js": join(root, "browser-shim-js/dist/lanward.js") };
    this.server = this.closed(await serve(this.home, { directory: this.directory, mounts }), (server) => server.stop());
  }

  /** Gives back `what`, which is to be closed in the end. */
  closed(what, close) {
    this.#closing.push(() => close(what));
    return what;
  }

  async browser(kind, host) {
    const directory = join(this.directory, `browser${this.#browsers++}`);
    return this.closed(await Browser.start(kind, host, { directory }), (browser) => browser.close());
  }

  /** Loads the page and pairs it. @param {import("../e2e/lib/browser.mjs").Page} page */
  async seat(page) {
    await page.goto(`${this.server.origin}/rooms.html`);
    await page.waitFor(() => globalThis.rooms !== undefined, { timeoutMs: 20_000 });
    await useCode(this.device.process, (code) => page.evaluate((code) => rooms.pair(code), code));
  }

  async close() {
    await Promise.allSettled(this.#closing.map((close) => close()));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ browsers: any[], delays: number[], losses: number[], rates: number[], players: number, rounds: number, seconds: number, report: (what: any) => void }} Options
 */
const words = {
  browsers: options.browsers.split(","),
  delays: numbers(options.delays),
  losses: numbers(options.losses),
  rates: numbers(options.rates),
  players,
  rounds: Number(options.rounds),
  seconds: Number(options.seconds),
  report: (what) => {
    print(what);
    if (options.out) write(options.out, what);
  },
};
for (const name of only) {
  const table = new Table();
  try {
    await table.start(`home-${name}`);
    await PARTS[name](table, words);
  } finally {
    await table.close();
  }
}
