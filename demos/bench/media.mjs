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
import { at as middle, memory, print, summary, times, used, write } from "./lib.mjs";

// Only now: its packages may be missing, and --help needs none.
const { Browser } = await import("../e2e/lib/browser.mjs");
const { silent } = await import("../e2e/lib/media-page.mjs");

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "first,age,viewers,lossy,steady" },
    rounds: { type: "string", default: "10" },
    minutes: { type: "string", default: "1" },
    browsers: { type: "string", default: "chromium,firefox" },
    out: { type: "string" },
  },
});
const parts = options.only.split(",");
const rounds = Number(options.rounds);
const minutes = Number(options.minutes);
const FRAMES_A_ROUND = 30;
const VIEWERS = [1, 2, 4, 8];
const SETTLE_MS = 5_000;
const MEASURE_MS = 10_000;
/** There and back: 50 ms, and one packet in twenty is lost each way. */
const BAD_LINK = { delay: "25ms", loss: "5%", seed: 1 };
const TURNS = 3;
const directory = mkdtempSync(join(tmpdir(), "lanward-bench-"));
const mounts = { "/": here("pages"), "/picture/": join(root, "demos/e2e/tests/pages"), "/lanward.js": join(root, "browser-shim-js/dist/lanward.js") };
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const TITLES = {
  connected: "connected",
  tracks: "tracks",
  frame: "first frame",
  age: "age of the picture",
  cpu: "CPU of the device",
  memory: "memory of the device",
  slowest: "slowest viewer",
  fastest: "fastest viewer",
  one: "first viewer",
  two: "second viewer",
  third: "third viewer",
  rate: "pictures",
  sound: "sound waits",
};

function report(what) {
  print(what);
  if (options.out) write(options.out, { ...what, draw: "none", names: { lanward: "ours" }, titles: TITLES }, `media-${what.part}`);
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

/**
 * Has a camera on a host of its own, and viewers as they are asked for: each a page of an origin of its own, so with an identity of its own,
 * in a browser of its own.
 */
async function crowd(work) {
  const home = await lab.host("home");
  const device = await camera(home, "camera");
  const started = [];
  try {
    await work(device, started, async () => started.push(await viewer(started.length, device)));
  } finally {
    await Promise.allSettled([...started.flatMap(({ browser, server }) => [browser.close(), server.stop()]), device.stop("SIGKILL")]);
    for (const name of [...started.map(({ host }) => host.name), home.name]) await lab.remove(name);
  }
}

/** Frames a second of each viewer, and what the device uses meanwhile. */
async function watch(device, started) {
  await wait(SETTLE_MS);
  const pids = [device.process.pid];
  const [start, before, shown] = [performance.now(), times(pids), await frames(started)];
  await wait(MEASURE_MS);
  const seconds = (performance.now() - start) / 1_000;
  const rates = (await frames(started)).map((each, at) => (each - shown[at]) / seconds);
  return { rates, cpu: (100 * used(before, pids)) / seconds, memory: memory(pids) };
}

const viewers = () =>
  crowd(async (device, started, another) => {
    const results = [];
    for (const count of VIEWERS) {
      while (started.length < count) await another();
      const { rates, cpu, memory } = await watch(device, started);
      const figures = summary([{ cpu, memory, slowest: Math.min(...rates), fastest: Math.max(...rates) }]);
      results.push({ part: "viewers", peer: "lanward", at: `${count}`, figures });
    }
    report({ part: "viewers", rounds: 1, units: { cpu: "% of a core", memory: "MiB", slowest: "frames/s", fastest: "frames/s" }, results });
  });

/** Two viewers with a third beside them, in turn with a good link and with a bad one. */
const lossy = () =>
  crowd(async (device, started, another) => {
    const part = "two viewers, and a third whose link is";
    const samples = new Map([["good", []], ["bad", []]]);
    for (let i = 0; i < 3; i++) await another();
    for (let i = 0; i < TURNS; i++) {
      for (const [link, each] of samples) {
        await lab.link(started[2].host.name, link === "bad" ? BAD_LINK : null);
        const { rates } = await watch(device, started);
        each.push({ one: rates[0], two: rates[1], age: await medianAge(started.slice(0, 2)), third: rates[2] });
      }
    }
    const results = [...samples].map(([link, each]) => ({ part, peer: "lanward", at: link, figures: summary(each) }));
    report({ part, rounds: TURNS, units: { one: "frames/s", two: "frames/s", age: "ms", third: "frames/s" }, results });
  });

/** One viewer, who also listens, for many minutes: whether anything grows, falls behind or stops. */
const steady = () =>
  crowd(async (device, started, another) => {
    await another();
    const results = [];
    for (let minute = 0; minute <= minutes; minute++) {
      const from = performance.now();
      const { rates, cpu, memory } = await watch(device, started);
      const sound = await started[0].browser.evaluate(() => bench.waits());
      const figures = summary([{ cpu, memory, rate: rates[0], age: await medianAge(started), sound }]);
      results.push({ part: "steady", peer: "lanward", at: `minute ${minute}`, figures });
      console.error(`minute ${minute} of ${minutes}: ${cpu.toFixed(0)} % of a core, ${memory.toFixed(0)} MiB, ${rates[0].toFixed(1)} frames/s`);
      if (minute < minutes) await wait(Math.max(0, 60_000 - (performance.now() - from)));
    }
    const told = results.filter((_, minute) => minute === minutes || minute % 5 === 0);
    report({ part: "steady", rounds: 1, units: { cpu: "% of a core", memory: "MiB", rate: "frames/s", age: "ms", sound: "ms" }, results: told });
  });

async function viewer(number, device) {
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

/** Of the pictures that these viewers see next. */
async function medianAge(started) {
  const ages = await Promise.all(started.map(({ browser }) => browser.evaluate((count) => bench.ages("ours", count), FRAMES_A_ROUND)));
  return middle(ages.flat(), 0.5);
}

const frames = (started) => Promise.all(started.map(({ browser }) => browser.evaluate(() => bench.frames())));

try {
  if (parts.includes("first") || parts.includes("age")) for (const kind of options.browsers.split(",")) await measure(kind);
  if (parts.includes("viewers")) await viewers();
  if (parts.includes("lossy")) await lossy();
  if (parts.includes("steady")) await steady();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
