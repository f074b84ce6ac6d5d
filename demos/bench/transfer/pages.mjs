// Parts `pages` and `pages-lossy`: between a page and a device, each way, beside what the browser itself does with the same file and a plain
// HTTP server on the same host. A round of each in turn, one browser after the other.
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { Browser } from "../../e2e/lib/browser.mjs";
import { lab, root } from "../../e2e/lib/lab.mjs";
import { serve } from "../../e2e/lib/web-server.mjs";
import { summary, times, used } from "../lib.mjs";
import { MEBIBYTE } from "./files.mjs";
import { patience } from "./pair.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Before the first round, of each kind. */
const WARM_UP_MIB = 64;
/** How long the page is asked before it is asked again. */
const ASK_MS = 20_000;
const UNITS = { speed: "MiB/s", browser: "CPU s/GiB", device: "CPU s/GiB" };
const TITLES = { browser: "CPU of the browser", device: "CPU of the device's end" };
const DIRECTIONS = { from: { words: "from a page to a device", http: "the browser's own upload by HTTP" }, to: { words: "from a device to a page", http: "the browser's own download by HTTP" } };
const MOUNTS = { "/": here("../pages"), "/transfer/": here("../../drop/page/transfer"), "/lanward.js": join(root, "browser-shim-js/dist/lanward.js") };

/** One browser, the device that it is paired with, and the server of the same host. */
class PageAndDevice {
  #files;

  static async open(kind, { files, hosts: [viewer, home] }) {
    const all = new PageAndDevice();
    all.#files = files;
    try {
      all.site = await serve(home, { directory: files.folder(`site-${kind}`), mounts: MOUNTS });
      all.http = lab.spawn(home.name, ["node", here("http.mjs"), home.ipv4, files.into, files.folder("from")]);
      all.device = lab.spawn(home.name, [here("../end"), "TransferEnd", files.folder(`page-${kind}`), files.into]);
      all.browser = await Browser.start(kind, viewer.name, { directory: files.folder(kind) });
      all.origin = (await all.http.event("ready", { timeoutMs: 30_000 })).origin;
      await all.browser.goto(`${all.site.origin}/file.html`);
      await all.browser.waitFor(() => typeof globalThis.file === "object");
      all.device.write("offer");
      const { sdp } = await all.device.event("description", { timeoutMs: 30_000 });
      await all.browser.evaluate((link) => file.connect(link), sdp);
      return all;
    } catch (failure) {
      await all.close();
      throw failure;
    }
  }

  /** By us and by the browser itself, in this order. @returns {Record<string, () => Promise<number>>} each gives seconds */
  ways(direction, file) {
    const url = `${this.origin}/${file.sha256}/${file.name}`;
    if (direction === "from") {
      return { lanward: () => this.#arrives(file, "send"), http: () => this.#arrives(file, "upload", url) };
    }
    return { lanward: () => this.#toPage(file), http: () => this.#run(file, "download", url, file.bytes) };
  }

  /** Speed, and CPU of all of the browser's processes and of the one on the device's host. */
  async measured(by, file, work) {
    const other = by === "http" ? this.http : this.device;
    const before = [times([this.browser.pid]), times([other.pid])];
    const seconds = await work();
    const cpu = [used(before[0], [this.browser.pid]), used(before[1], [other.pid])];
    const gibibytes = file.bytes / MEBIBYTE / 1024;
    return { speed: file.bytes / MEBIBYTE / seconds, browser: cpu[0] / gibibytes, device: cpu[1] / gibibytes };
  }

  choose = (file) => this.browser.choose("#files", [file.path]);

  /** What a page has kept is not measured. */
  settle = (direction, by, file) => direction === "to" && by === "lanward" && this.browser.evaluate((bytes) => file.forget(bytes), file.bytes);

  async close() {
    await Promise.allSettled([this.browser?.close(), this.site?.stop(), this.http?.kill("SIGKILL"), this.device?.kill("SIGKILL")]);
  }

  async #arrives(file, ...words) {
    const seconds = await this.#run(file, ...words);
    this.#files.takeAway(file, words[0]);
    return seconds;
  }

  async #toPage(file) {
    const after = this.device.mark();
    this.device.write(`send ${file.path} ${file.bytes} channel`);
    return (await this.device.event("sent", { after, timeoutMs: patience(file.bytes) })).seconds;
  }

  async #run({ bytes }, ...words) {
    await this.browser.evaluate((...each) => file.begin(...each), ...words);
    for (const end = performance.now() + patience(bytes); performance.now() < end; ) {
      const seconds = await this.browser.evaluate((most) => file.seconds(most), ASK_MS);
      if (seconds !== null) return seconds;
    }
    throw new Error(`${words[0]} of ${bytes} bytes takes too long`);
  }
}

async function rounds(count, all, file) {
  const samples = Object.fromEntries(Object.keys(DIRECTIONS).map((direction) => [direction, { lanward: [], http: [] }]));
  await all.choose(file);
  for (let i = 0; i < count; i++) {
    for (const direction of Object.keys(DIRECTIONS)) {
      for (const [by, work] of Object.entries(all.ways(direction, file))) {
        samples[direction][by].push(await all.measured(by, file, work));
        await all.settle(direction, by, file);
      }
    }
  }
  return samples;
}

/** @param {import("../transfer.mjs").Run} run @param {import("../transfer.mjs").Part[]} parts */
export async function measure(run, parts) {
  const { files, hosts, report } = run;
  for (const kind of run.browsers) {
    const all = await PageAndDevice.open(kind, run);
    try {
      const warmUp = files.make("warm-up", WARM_UP_MIB);
      await rounds(1, all, warmUp);
      files.remove(warmUp);
      for (const { key, words, mebibytes, link } of parts) {
        const file = files.make(key, mebibytes);
        await lab.link(hosts[0].name, link);
        const samples = await rounds(run.rounds, all, file);
        await lab.link(hosts[0].name, null);
        files.remove(file);
        for (const [direction, how] of Object.entries(DIRECTIONS)) {
          const part = `a file ${how.words}, ${kind === "firefox" ? "Firefox" : "Chromium"}${words}`;
          const names = { lanward: "ours", http: how.http };
          const results = Object.entries(samples[direction]).map(([peer, each]) => ({ part, peer, figures: summary(each) }));
          report({ part, file: `file-${direction}-a-page-${kind}${link ? "-lossy" : ""}`, rounds: run.rounds, units: UNITS, titles: TITLES, names, results });
        }
      }
    } finally {
      await all.close();
    }
  }
}
