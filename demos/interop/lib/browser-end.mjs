// A browser's page as an end of a connection, with the face of a program that prints events.
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { patient } from "../../e2e/lib/patience.mjs";

const page = fileURLToPath(new URL("../peers/page", import.meta.url));
const workload = fileURLToPath(new URL("../peers/workload.js", import.meta.url));
const POLL_MS = 30;

/** What lets the browsers tell their addresses: this side must know where to knock. */
const openAddresses = {
  args: { chromium: ["--disable-features=WebRtcHideLocalIpsWithMdns"], firefox: [] },
  prefs: { "media.peerconnection.ice.obfuscate_host_addresses": false },
};

class BrowserEnd {
  #browser;
  #events = [];
  #failure;

  constructor(browser) {
    this.#browser = browser;
    void this.#follow();
  }

  write(command) {
    this.#browser.evaluate((each) => globalThis.interop.write(each), command).catch((error) => (this.#failure = error));
  }

  mark() {
    return this.#events.length;
  }

  get events() {
    return [...this.#events];
  }

  async event(name, { where = () => true, timeoutMs = 10_000, after = 0 } = {}) {
    const limit = patient(timeoutMs);
    const end = performance.now() + limit;
    for (;;) {
      const found = this.#events.slice(after).find((event) => event.event === name && where(event));
      if (found) return found;
      if (this.#failure) throw this.#failure;
      if (performance.now() > end) throw new Error(`the page had, within ${limit} ms, no event "${name}"; it had:\n${this.#described()}`);
      await wait(POLL_MS);
    }
  }

  async #follow() {
    try {
      for (;;) {
        this.#events.push(...(await this.#browser.evaluate(() => globalThis.interop.take())));
        await wait(POLL_MS);
      }
    } catch (error) {
      this.#failure ??= error;
    }
  }

  #described() {
    return this.#events.map((event) => JSON.stringify(event).slice(0, 1_000)).join("\n");
  }
}

/**
 * Starts a browser on a host, with the workload's page from that same host: digests want a secure origin.
 *
 * @param {import("../../e2e/lib/scenario.mjs").Scenario} s
 * @param {"chromium" | "firefox"} kind
 * @param {import("../../e2e/lib/lab.mjs").Host} host
 * @param {string[]} [flags] of its command line
 */
export async function startBrowser(s, kind, host, flags = []) {
  const server = await s.serve(host, { mounts: { "/": page, "/workload.js": workload }, https: true });
  const browser = await s.browser(kind, host, { args: [...openAddresses.args[kind], ...flags], prefs: openAddresses.prefs });
  await browser.goto(`${server.origin}/`);
  await browser.waitFor(() => typeof globalThis.interop === "object");
  return new BrowserEnd(browser);
}
