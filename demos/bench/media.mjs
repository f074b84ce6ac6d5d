// `./lanward bench media`: how soon a camera's picture is there, how old it is when it is shown, beside Pion's camera in the same run, and
// what several viewers cost. The clock in the picture and the browser's are of the same machine. Runs inside the lab.
import "./help.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { Device } from "../e2e/lib/device.mjs";
import { lab, root } from "../e2e/lib/lab.mjs";
import { serve } from "../e2e/lib/web-server.mjs";
import { memory, print, summary, times, used, write } from "./lib.mjs";

// Only now: its packages may be missing, and --help needs none.
const { Browser } = await import("../e2e/lib/browser.mjs");
const { silent } = await import("../e2e/lib/media-page.mjs");

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "first,age,viewers" },
    rounds: { type: "string", default: "10" },
    browsers: { type: "string", default: "chromium,firefox" },
    out: { type: "string" },
  },
});
const parts = options.only.split(",");
const rounds = Number(options.rounds);
const FRAMES_A_ROUND = 30;
const VIEWERS = [1, 2, 4, 8];
const SETTLE_MS = 5_000;
const MEASURE_MS = 10_000;
const directory = mkdtempSync(join(tmpdir(), "lanward-bench-"));
const mounts = { "/": here("pages"), "/picture/": join(root, "demos/e2e/tests/pages"), "/lanward.js": join(root, "browser-shim-js/dist/lanward.js") };
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function report(what) {
  print(what);
  if (options.out) write(options.out, what, `media-${what.part}`);
}

async function open(page, origin) {
  await page.goto(`${origin}/media.html`);
  await page.waitFor(() => typeof globalThis.bench === "object");
}

const camera = (host, name) =>
  Device.start(host.name, { name, directory: join(directory, name), args: ["--pair=60m", "--camera", "test"], env: { LANWARD_JAVA_OPTS: "" } });

/** From connect() to the first frame, each time on a connection of its own. */
async function first(kind, page, id) {
  const samples = [];
  for (let i = -2; i < rounds; i++) {
    const sample = await page.evaluate((id) => bench.first(id), id);
    if (i >= 0) samples.push(sample);
    await page.evaluate(() => bench.close());
  }
  const units = { connected: "ms", tracks: "ms", frame: "ms" };
  report({ part: `first picture, ${kind}`, rounds, units, results: [{ part: kind, peer: "lanward", figures: summary(samples) }] });
}

/** From the clock in the picture to the frame that shows it: both cameras at once, a round of each in turn. */
async function age(kind, page, id, home) {
  const pion = lab.spawn(home.name, [join(root, ".lanward-build/pion/camera")], { log: join(directory, `pion-${kind}.log`) });
  try {
    await page.evaluate((id) => bench.first(id), id);
    pion.write(`watch ${await page.evaluate(() => bench.offer())}`);
    const { sdp } = await pion.event("description", { timeoutMs: 30_000 });
    await page.evaluate((sdp) => bench.accept(sdp), sdp);
    const samples = new Map([["lanward", []], ["pion", []]]);
    for (let i = -1; i < rounds; i++) {
      for (const peer of samples.keys()) {
        const ages = await page.evaluate((name, count) => bench.ages(name, count), peer === "pion" ? "pion" : "ours", FRAMES_A_ROUND);
        if (i >= 0) samples.get(peer).push(...ages.map((each) => ({ age: each })));
      }
    }
    report({ part: `age of the picture, ${kind}`, rounds, units: { age: "ms" }, results: [...samples].map(([peer, each]) => ({ part: kind, peer, figures: summary(each) })) });
  } finally {
    await pion.kill("SIGKILL");
    await page.evaluate(() => bench.close());
  }
}

async function measure(kind) {
  const [home, web, viewer] = [await lab.host(`home-${kind.slice(0, 4)}`), await lab.host(`web-${kind.slice(0, 4)}`), await lab.host(`view-${kind.slice(0, 4)}`)];
  const browser = await Browser.start(kind, viewer.name, { directory: join(directory, kind), ...silent });
  const [device, server] = [await camera(home, `camera-${kind}`), await serve(web, { directory, mounts })];
  try {
    await open(browser, server.origin);
    const id = await browser.evaluate((code) => bench.pair(code), (await device.event("pairing")).code);
    if (parts.includes("first")) await first(kind, browser, id);
    if (parts.includes("age")) await age(kind, browser, id, home);
  } finally {
    await Promise.allSettled([browser.close(), device.stop("SIGKILL"), server.stop()]);
    for (const host of [home, web, viewer]) await lab.remove(host.name);
  }
}

/** Each viewer is a page of an origin of its own, so with an identity of its own, in a browser of its own. */
async function viewers() {
  const home = await lab.host("home");
  const device = await camera(home, "camera");
  const started = [];
  try {
    const results = [];
    for (const count of VIEWERS) {
      while (started.length < count) started.push(await viewer(started.length, home, device));
      await wait(SETTLE_MS);
      const pids = [device.process.pid];
      const [before, shown] = [times(pids), await frames(started)];
      await wait(MEASURE_MS);
      const after = await frames(started);
      const rates = after.map((each, at) => ((each - shown[at]) * 1_000) / MEASURE_MS);
      const figures = { cpu: (100 * used(before, pids) * 1_000) / MEASURE_MS, memory: memory(pids), slowest: Math.min(...rates) };
      results.push({ part: "viewers", peer: "lanward", at: `${count}`, figures: summary([figures]) });
    }
    report({ part: "viewers", rounds: 1, units: { cpu: "% of a core", memory: "MiB", slowest: "frames/s" }, results });
  } finally {
    await Promise.allSettled([...started.flatMap(({ browser, server }) => [browser.close(), server.stop()]), device.stop("SIGKILL")]);
    for (const name of [...started.map(({ host }) => host.name), home.name]) await lab.remove(name);
  }
}

async function viewer(number, home, device) {
  const host = await lab.host(`view${number}`);
  const browser = await Browser.start("chromium", host.name, { directory: join(directory, `viewer${number}`), ...silent });
  const server = await serve(host, { directory, mounts });
  await open(browser, server.origin);
  const mark = number === 0 ? 0 : device.mark();
  if (number > 0) device.process.write({ pair: true });
  const { code } = await device.event("pairing", { after: mark });
  const id = await browser.evaluate((code) => bench.pair(code), code);
  await browser.evaluate((id) => bench.first(id), id);
  return { host, browser, server };
}

const frames = (started) => Promise.all(started.map(({ browser }) => browser.evaluate(() => bench.frames())));

try {
  if (parts.includes("first") || parts.includes("age")) for (const kind of options.browsers.split(",")) await measure(kind);
  if (parts.includes("viewers")) await viewers();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
