// `./lanward bench rooms`: how long a small message takes between two pages in a room, from a page to the device and back, and between the same
// pages through a WebSocket relay on the device's host. Runs inside the lab.
import "./help.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { lab, root } from "../e2e/lib/lab.mjs";
import { serve } from "../e2e/lib/web-server.mjs";
import { at, print, summary, write } from "./lib.mjs";

// Only now: their packages may be missing, and --help needs none.
const { Browser } = await import("../e2e/lib/browser.mjs");
const { Device } = await import("../e2e/lib/device.mjs");

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options } = parseArgs({
  options: {
    browsers: { type: "string", default: "chromium,chromium" },
    delays: { type: "string", default: "0,5,20" },
    losses: { type: "string", default: "0,2" },
    rates: { type: "string", default: "30,60" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "4" },
    out: { type: "string" },
  },
});
const numbers = (text) => text.split(",").map(Number);
const WAYS = ["page", "device", "websocket"];
const NAMES = { page: "page to page, direct", device: "page to device", websocket: "page to page, WebSocket relay" };
const UNITS = { p50: "ms", p99: "ms", lost: "%" };
const NOTES = ["Round trips of 64 bytes between two pages of Chromium. The delay and the loss are those of each page's cable, each way: a message between pages and back passes a cable four times, one to the device twice."];
const directory = mkdtempSync(join(tmpdir(), "lanward-rooms-"));
const closing = [];

/** @param {{sent: number, took: number[]}} measured */
const figures = ({ sent, took }) => ({ p50: at(took, 0.5), p99: at(took, 0.99), lost: (100 * (sent - took.length)) / sent });

try {
  const [home, ...viewers] = [await lab.host("home"), await lab.host("view0"), await lab.host("view1")];
  const device = await Device.start(home.name, { directory: join(directory, "device"), args: ["--pair", "--rooms"] });
  closing.push(() => device.stop("SIGKILL"));
  // Not the device's own pages: those may connect with their device alone (its Content-Security-Policy), and not with the relay.
  const server = await serve(home, { directory, mounts: { "/": here("pages"), "/lanward.js": join(root, "browser-shim-js/dist/lanward.js") } });
  closing.push(() => server.stop());
  const relay = lab.spawn(home.name, [process.execPath, here("peers/websocket/relay.mjs")]);
  closing.push(() => relay.kill("SIGKILL"));
  const { port } = await relay.event("listening", { timeoutMs: 10_000 });
  const kinds = options.browsers.split(",");
  const pages = [];
  for (const [index, { name }] of viewers.entries()) {
    const page = await Browser.start(/** @type {any} */ (kinds[index % kinds.length]), name, { directory: join(directory, name) });
    closing.push(() => page.close());
    pages.push(page);
    const mark = device.mark();
    device.process.write({ pair: true });
    const { code } = await device.event("pairing", { after: mark });
    await page.goto(`${server.origin}/rooms.html`);
    await page.waitFor(() => globalThis.rooms !== undefined, { timeoutMs: 20_000 });
    await page.evaluate((code) => rooms.pair(code), code);
    await page.evaluate((name) => rooms.join(name), name);
  }
  await Promise.all(pages.map((page) => page.waitFor(() => rooms.isDirect(), { timeoutMs: 30_000 })));
  const url = `ws://${home.ipv4}:${port}`;
  await pages[1].evaluate((url) => rooms.echo(url), url);
  await pages[0].evaluate((url) => rooms.open(url), url);

  const rounds = Number(options.rounds);
  for (const loss of numbers(options.losses)) {
    for (const rate of numbers(options.rates)) {
      const part = `Rooms, ${rate} messages a second, ${loss} % loss`;
      const results = [];
      for (const delay of numbers(options.delays)) {
        const cable = delay === 0 && loss === 0 ? null : { delay: `${delay}ms`, loss: `${loss}%`, seed: 7 };
        for (const { name } of viewers) await lab.link(name, cable);
        const samples = new Map(WAYS.map((way) => [way, []]));
        for (let round = -1; round < rounds; round++) {
          for (const way of WAYS) {
            const measured = await pages[0].evaluate((way, rate, seconds) => rooms.measure(way, rate, seconds), way, rate, round < 0 ? 1 : Number(options.seconds));
            if (round >= 0) samples.get(way).push(figures(measured));
          }
        }
        results.push(...[...samples].map(([peer, each]) => ({ part, peer, at: `${delay} ms`, figures: summary(each) })));
      }
      const what = { part, rounds, units: UNITS, names: NAMES, notes: NOTES, results };
      print(what);
      if (options.out) write(options.out, what);
    }
  }
} finally {
  await Promise.allSettled(closing.map((close) => close()));
  rmSync(directory, { recursive: true, force: true });
}
