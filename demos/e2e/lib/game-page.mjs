// The game's page, used as a person uses it.
import { useCode } from "./codes.mjs";

/** Rooms and the game. @param {import("./scenario.mjs").Scenario} s @param {import("./lab.mjs").Host} host @param {string} lanward @param {string} directory */
export async function startGame(s, host, lanward, directory) {
  const words = ["game", "--json", "--name", "Table", "--state", `${directory}/state`];
  const device = s.spawn(host, [lanward, ...words]);
  const { url } = await device.event("ready", { timeoutMs: 60_000 });
  return { device, url };
}

export class GamePage {
  /** @param {import("./browser.mjs").Page} page @param {string} name */
  constructor(page, name) {
    this.page = page;
    this.name = name;
  }

  /** Types name and code, and plays. @param {string} url @param {import("./process.mjs").LabProcess} device */
  async play(url, device) {
    await this.page.goto(url);
    await this.page.waitFor(() => !document.querySelector("#start").hidden, { timeoutMs: 20_000 });
    await this.page.type("#name-input", this.name);
    await useCode(device, async (code) => {
      await this.page.type("#code-input", code);
      await this.page.click("#play-button");
      await this.isOnCourse();
    });
  }

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

/** Compares what the pages have had, tick by tick. @param {GamePage[]} pages @returns {Promise<{ticks: number, compared: number, different: string[]}>} */
export async function compareHashes(pages) {
  const all = (await Promise.all(pages.map((page) => page.hashes()))).map((hashes) => new Map(hashes));
  const keys = new Set(all.flatMap((each) => [...each.keys()]));
  const result = { ticks: 0, compared: 0, different: [] };
  for (const key of keys) {
    const had = all.map((each) => each.get(key)).filter((hash) => hash !== undefined);
    if (had.length < 2) continue;
    result.ticks++;
    result.compared += had.length;
    if (new Set(had).size > 1) result.different.push(key);
  }
  return result;
}
