// Part `latency`: how long a small message takes between two pages in a room, from a page to the device and back, and between the same pages
// through a WebSocket relay on the device's host.
import { fileURLToPath } from "node:url";
import { lab } from "../../e2e/lib/lab.mjs";
import { at, summary } from "../lib.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const WAYS = ["page", "device", "websocket"];
const NAMES = { page: "page to page, direct", device: "page to device", websocket: "page to page, WebSocket relay" };
const UNITS = { p50: "ms", p99: "ms", lost: "%" };
const NOTES = ["Round trips of 64 bytes between two pages of Chromium. The delay and the loss are those of each page's cable, each way: a message between pages and back passes a cable four times, one to the device twice."];

/** @param {{sent: number, took: number[]}} measured */
const figures = ({ sent, took }) => ({ p50: at(took, 0.5), p99: at(took, 0.99), lost: (100 * (sent - took.length)) / sent });

/** @param {import("../rooms.mjs").Table} table @param {import("../rooms.mjs").Options} options */
export async function latency(table, { browsers, delays, losses, rates, rounds, seconds, report }) {
  const relay = table.closed(lab.spawn(table.home.name, [process.execPath, here("../peers/websocket/relay.mjs")]), (each) => each.kill("SIGKILL"));
  const { port } = await relay.event("listening", { timeoutMs: 10_000 });
  const hosts = [await lab.host("view0"), await lab.host("view1")];
  const pages = [];
  for (const [index, { name }] of hosts.entries()) {
    const page = await table.browser(browsers[index % browsers.length], name);
    await table.seat(page);
    await page.evaluate((name) => rooms.join(name), name);
    pages.push(page);
  }
  await Promise.all(pages.map((page) => page.waitFor(() => rooms.isDirect(), { timeoutMs: 30_000 })));
  const url = `ws://${table.home.ipv4}:${port}`;
  await pages[1].evaluate((url) => rooms.echo(url), url);
  await pages[0].evaluate((url) => rooms.open(url), url);

  for (const loss of losses) {
    for (const rate of rates) {
      const part = `Rooms, ${rate} messages a second, ${loss} % loss`;
      const results = [];
      for (const delay of delays) {
        const cable = delay === 0 && loss === 0 ? null : { delay: `${delay}ms`, loss: `${loss}%`, seed: 7 };
        for (const { name } of hosts) await lab.link(name, cable);
        const samples = new Map(WAYS.map((way) => [way, []]));
        for (let round = -1; round < rounds; round++) {
          for (const way of WAYS) {
            const measured = await pages[0].evaluate((way, rate, seconds) => rooms.measure(way, rate, seconds), way, rate, round < 0 ? 1 : seconds);
            if (round >= 0) samples.get(way).push(figures(measured));
          }
        }
        results.push(...[...samples].map(([peer, each]) => ({ part, peer, at: `${delay} ms`, figures: summary(each) })));
      }
      report({ part, rounds, units: UNITS, names: NAMES, notes: NOTES, results });
    }
  }
}
