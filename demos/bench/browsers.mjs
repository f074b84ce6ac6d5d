// `./lanward bench browsers`: how fast data channels are between a browser and one of ours, and between the same browser and
// libdatachannel, both ways, a round of each in turn. CPU is that of both ends. Runs inside the lab.
import "./help.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { lab, root } from "../e2e/lib/lab.mjs";
import { serve } from "../e2e/lib/web-server.mjs";
import { print, summary, times, used, write } from "./lib.mjs";

// Only now: its packages may be missing, and --help needs none.
const { Browser } = await import("../e2e/lib/browser.mjs");

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options } = parseArgs({
  options: { browsers: { type: "string", default: "chromium,firefox" }, rounds: { type: "string", default: "10" }, out: { type: "string" } },
});
const rounds = Number(options.rounds);
const MEBIBYTES = 32;
const UNITS = { speed: "MiB/s", browser: "CPU s/GiB", peer: "CPU s/GiB" };
const DIRECTIONS = { up: "to the peer", down: "to the page" };
const directory = mkdtempSync(join(tmpdir(), "lanward-bench-"));

/** One of ours, with which the page pairs by a link. */
async function ours(page, host, kind) {
  const end = lab.spawn(host, [here("end"), "DataEnd", join(directory, `end-${kind}`)]);
  end.write("offer");
  const { sdp } = await end.event("description", { timeoutMs: 30_000 });
  await page.evaluate((link) => data.ours("lanward", link), sdp);
  return end;
}

async function libdatachannel(page, host) {
  const end = lab.spawn(host, ["node", here("peers/libdatachannel/end.mjs")]);
  end.write(`answer ${await page.evaluate(() => data.offer("libdatachannel"))}`);
  const { sdp } = await end.event("description", { timeoutMs: 30_000 });
  await page.evaluate((answer) => data.accept("libdatachannel", answer), sdp);
  return end;
}

async function measure(kind) {
  const [home, viewer] = [await lab.host(`home-${kind.slice(0, 4)}`), await lab.host(`view-${kind.slice(0, 4)}`)];
  const browser = await Browser.start(kind, viewer.name, { directory: join(directory, kind) });
  const server = await serve(home, { directory, mounts: { "/": here("pages"), "/lanward.js": join(root, "browser-shim-js/dist/lanward.js") } });
  const ends = new Map();
  try {
    await browser.goto(`${server.origin}/data.html`);
    await browser.waitFor(() => typeof globalThis.data === "object");
    ends.set("lanward", await ours(browser, home.name, kind));
    ends.set("libdatachannel", await libdatachannel(browser, home.name));
    const round = async (peer, direction) => {
      const { pid } = ends.get(peer);
      const before = [times([browser.pid]), times([pid])];
      const seconds = await browser.evaluate((direction, peer, mebibytes) => data[direction](peer, mebibytes), direction, peer, MEBIBYTES);
      const gibibytes = MEBIBYTES / 1024;
      return { speed: MEBIBYTES / seconds, browser: used(before[0], [browser.pid]) / gibibytes, peer: used(before[1], [pid]) / gibibytes };
    };
    for (const [direction, words] of Object.entries(DIRECTIONS)) {
      const samples = new Map([...ends.keys()].map((peer) => [peer, []]));
      for (let i = -1; i < rounds; i++) {
        for (const peer of ends.keys()) {
          const sample = await round(peer, direction);
          if (i >= 0) samples.get(peer).push(sample);
        }
      }
      const part = `${kind[0].toUpperCase()}${kind.slice(1)}, ${words}`;
      const what = { part, rounds, units: UNITS, results: [...samples].map(([peer, each]) => ({ part, peer, figures: summary(each) })) };
      print(what);
      if (options.out) write(options.out, what);
    }
  } finally {
    await Promise.allSettled([browser.close(), server.stop(), ...[...ends.values()].map((end) => end.kill("SIGKILL"))]);
    for (const host of [home, viewer]) await lab.remove(host.name);
  }
}

try {
  for (const kind of options.browsers.split(",")) await measure(kind);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
