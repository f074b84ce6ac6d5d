// The game's page, used as a person uses it.
import { useCode } from "./codes.mjs";
import { gameSite } from "./sites.mjs";

/** Rooms and the game, as a program runs it, or a person. @param {import("./scenario.mjs").Scenario} s @param {import("./lab.mjs").Host} host @param {string} lanward */
export const startGame = (s, host, lanward, { json = true } = {}) =>
  s.spawn(host, [lanward, "game", ...(json ? ["--json"] : []), "--name", "Table", "--state", `${s.directory}/state`]);

/** The game's page on a web server that has nothing to do with the device. @param {import("./scenario.mjs").Scenario} s @param {import("./lab.mjs").Host} host */
export const serveGame = (s, host) => s.serve(host, { mounts: gameSite });

export class GamePage {
  /** @param {import("./browser.mjs").Page} page @param {string} name */
  constructor(page, name) {
    this.page = page;
    this.name = name;
  }

  /** Types name and code, and plays. @param {string} url @param {import("./process.mjs").LabProcess} device */
  playByCode = (url, device) => useCode(device, (code) => this.typeCode(url, code));

  /** Types name and code at an address where the game's page is, and plays. @param {string} url @param {string} code */
  async typeCode(url, code) {
    await this.#begins(url);
    await this.page.type("#code-input", code);
    await this.#plays();
  }

  /** Opens the link that the device tells, types a name and plays. @param {string} url @param {import("./process.mjs").LabProcess} device */
  playByLink = (url, device) => useCode(device, (_, link) => this.follow(`${url}#${link}`));

  /** Opens an address with a link, which may have come from a QR code, types a name and plays. @param {string} address */
  async follow(address) {
    await this.#begins(address);
    await this.#plays();
  }

  async #begins(address) {
    await this.page.goto(address);
    await this.page.waitFor(() => !document.querySelector("#start").hidden, { timeoutMs: 20_000 });
    await this.page.type("#name-input", this.name);
  }

  async #plays() {
    await this.page.click("#play-button");
    await this.isOnCourse();
  }

  /** What a phone's camera sees of the invitation that this page shows. @returns {Promise<{address: string, code: string}>} */
  async invites() {
    await this.page.click("#invite-button");
    await this.page.waitFor(() => document.querySelector("#invite-dialog[open] #invite-qr path"));
    const shown = { address: await this.page.readQr("#invite-qr"), code: await this.page.evaluate(() => document.querySelector("#invite-code").textContent) };
    await this.page.click("#invite-close");
    return shown;
  }

  leave = () => this.page.click("#leave-button");

  /** Until this page has the host's world. */
  isOnCourse = (timeoutMs = 30_000) => this.page.waitFor(() => globalThis.floe?.state()?.onCourse, { timeoutMs });

  state = () => this.page.evaluate(() => floe.state());
  paths = () => this.page.evaluate(() => floe.paths());
  hashes = () => this.page.evaluate(() => floe.hashes());

  /** From now on steers as somebody would who wants to win and cannot. */
  wander = () =>
    this.page.evaluate(() => {
      const canvas = document.querySelector("#canvas");
      const codes = ["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"];
      let at = Math.floor(Math.random() * 4);
      const key = (type, code) => canvas.dispatchEvent(new KeyboardEvent(type, { code, cancelable: true }));
      setInterval(() => {
        key("keyup", codes[at]);
        at = (at + 1 + Math.floor(Math.random() * 2)) % 4;
        key("keydown", codes[at]);
        if (Math.random() < 0.2) key("keydown", "Space");
      }, 400);
    });
}

/** Compares what the pages have had, tick by tick. @param {GamePage[]} pages @returns {Promise<{ticks: string[], different: string[]}>} those that more than one page has had */
export async function compareHashes(pages) {
  const all = (await Promise.all(pages.map((page) => page.hashes()))).map((hashes) => new Map(hashes));
  const keys = new Set(all.flatMap((each) => [...each.keys()]));
  const result = { ticks: [], different: [] };
  for (const key of keys) {
    const had = all.map((each) => each.get(key)).filter((hash) => hash !== undefined);
    if (had.length < 2) continue;
    result.ticks.push(key);
    if (new Set(had).size > 1) result.different.push(key);
  }
  return result;
}
