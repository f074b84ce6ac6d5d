// `./lanward bench connect`: how long a page takes to connect, in the same run beside the least that can answer a browser.
// Runs inside the lab. Prints medians, the tenth and ninetieth percentile, and the ratio.
import "./help.mjs";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Device } from "../e2e/lib/device.mjs";
import { lab, root } from "../e2e/lib/lab.mjs";
import { serve } from "../e2e/lib/web-server.mjs";

// Only now: its packages may be missing, and --help needs none.
const { Browser } = await import("../e2e/lib/browser.mjs");

const ROUNDS = 30;
const WARM_UP = 10;
const PAIRINGS = 20;
const FAR_ROUNDS = 20;
const ONE_WAYS = ["10ms", "20ms"];
// A record is multicast at most once a second (RFC 6762 section 6). A person does not pair that often; a benchmark would wait for it.
const BETWEEN_PAIRINGS_MS = 1_100;

const pages = fileURLToPath(new URL("pages", import.meta.url));
const shim = join(root, "browser-shim-js/dist/lanward.js");
const responder = fileURLToPath(new URL("yardstick", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "lanward-bench-"));
const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(share * values.length))];
const median = (values) => at(values, 0.5);
const figure = (values) => `${median(values).toFixed(1)} ms [${at(values, 0.1).toFixed(1)} to ${at(values, 0.9).toFixed(1)}], n = ${values.length}`;

async function measure(kind) {
  const [home, web, viewer] = [await lab.host(`home-${kind.slice(0, 4)}`), await lab.host(`web-${kind.slice(0, 4)}`), await lab.host(`view-${kind.slice(0, 4)}`)];
  const browser = await Browser.start(kind, viewer.name, { directory: join(directory, kind) });
  const device = await Device.start(home.name, { directory: join(directory, `device-${kind}`), args: ["--pair=60m"] });
  const server = await serve(web, { directory, mounts: { "/": pages, "/lanward.js": shim } });
  let yardstick;
  try {
    await browser.goto(`${server.origin}/bench.html`);
    await browser.waitFor(() => typeof globalThis.bench === "object");

    // Pairing, each time with the code that is shown now.
    const pairings = [];
    let id;
    let { code } = await device.event("pairing");
    for (let i = 0; i < PAIRINGS; i++) {
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_PAIRINGS_MS));
      const mark = device.mark();
      const paired = await browser.evaluate((code) => bench.pair(code), code);
      id = paired.id;
      pairings.push(paired.milliseconds);
      ({ code } = await device.event("pairing", { after: mark }));
    }
    console.log(`${kind}: pair(code) to paired: ${figure(pairings)}`);

    const pwd = randomBytes(18).toString("base64");
    const fingerprint = await browser.evaluate(() => bench.fingerprint());
    const port = 47999;
    yardstick = lab.spawn(home.name, [responder, home.ipv4, String(port), "bench", pwd, fingerprint]);
    const ready = await yardstick.event("ready", { timeoutMs: 30_000 });
    const target = { address: home.ipv4, port, ufrag: "bench", pwd, fingerprint: ready.fingerprint };

    const round = async () => {
      const ours = await browser.evaluate((id) => bench.connect(id), id);
      await browser.evaluate(() => bench.close());
      const bare = await browser.evaluate((target) => bench.bare(target), target);
      return { ours, bare };
    };
    for (let i = 0; i < WARM_UP; i++) await round();
    const rounds = [];
    for (let i = 0; i < ROUNDS; i++) rounds.push(await round());
    const ours = rounds.map(({ ours }) => ours);
    const bare = rounds.map(({ bare }) => bare);
    console.log(`${kind}: connect() to open: ${figure(ours)}`);
    console.log(`${kind}: bare ICE-lite responder: ${figure(bare)}`);
    console.log(`${kind}: ratio of the medians: ${(median(ours) / median(bare)).toFixed(2)}`);

    for (const delay of ONE_WAYS) await measureFar(kind, { browser, viewer, id, delay });
  } finally {
    await lab.link(viewer.name, null);
    await Promise.allSettled([browser.close(), device.stop("SIGKILL"), server.stop(), yardstick?.kill("SIGKILL")]);
    for (const host of [home, web, viewer]) await lab.remove(host.name);
  }
}

/** The same over a cable that is as slow as that each way. */
async function measureFar(kind, { browser, viewer, id, delay }) {
  await lab.link(viewer.name, { delay });
  const far = [];
  let trip = 0;
  for (let i = 0; i < FAR_ROUNDS; i++) {
    far.push(await browser.evaluate((id) => bench.connect(id), id));
    if (i === FAR_ROUNDS - 1) trip = await browser.evaluate(() => bench.roundTrip(11));
    await browser.evaluate(() => bench.close());
  }
  console.log(`${kind}: connect() over a link with a round trip of ${trip.toFixed(1)} ms: ${figure(far)}: ${(median(far) / trip).toFixed(1)} round trips`);
}

try {
  for (const kind of ["chromium", "firefox"]) await measure(kind);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
