// A page in a room of a device, driven from a test.
import { useCode } from "./codes.mjs";
import { pagesDirectory } from "./sites.mjs";

/** Rooms, and the test pages. */
export const roomsDevice = { name: "Table", args: ["--pair", "--rooms", "--web-port", "0", "--serve", pagesDirectory] };

export class RoomPage {
  /** @param {import("./browser.mjs").Page} page @param {string} name */
  constructor(page, name) {
    this.page = page;
    this.name = name;
  }

  /** Loads the page and pairs it, where it is not paired yet. @param {import("./device.mjs").Device} device */
  async open(device) {
    await this.page.goto(`${device.ready.url}room.html`);
    await this.page.waitFor(() => globalThis.table !== undefined);
    if ((await this.page.evaluate((name) => table.open(name), this.name)) > 0) return;
    await useCode(device.process, (code) => this.page.evaluate((code) => table.pair(code), code));
  }

  /** The outcome of joining: "" where it is in. */
  join = (options = {}) => this.page.evaluate((name, options) => table.join(name, options), this.name, options);

  state = () => this.page.evaluate(() => table.state());
  paths = () => this.page.evaluate(() => table.paths());

  /** Until those are the ways to the others, exactly. @param {Record<string, string>} wanted */
  hasPaths = (wanted, timeoutMs = 30_000) =>
    this.page.waitFor(
      (wanted) => {
        const paths = table.paths();
        return Object.keys(paths).length === Object.keys(wanted).length && Object.entries(wanted).every(([name, path]) => paths[name] === path);
      },
      { args: [wanted], timeoutMs },
    );

  /** Until it is so: of `table.state()`. @param {Record<string, any>} wanted */
  is = (wanted, timeoutMs = 20_000) =>
    this.page.waitFor((wanted) => Object.entries(wanted).every(([name, value]) => table.state()?.[name] === value), { args: [wanted], timeoutMs });

  /** Until somebody has said that. @param {string} from @param {string} data */
  hears = (from, data, timeoutMs = 10_000) => this.page.waitFor((from, data) => table.heard.some((each) => each.from === from && each.data === data), { args: [from, data], timeoutMs });

  say = (data, reliable = true) => this.page.evaluate((data, reliable) => table.say(data, reliable), data, reliable);
}

/** Everybody's way to everybody else. @param {RoomPage[]} pages @param {string} path */
export const mesh = (pages, path, timeoutMs = 30_000) =>
  Promise.all(pages.map((page) => page.hasPaths(Object.fromEntries(pages.filter((other) => other !== page).map(({ name }) => [name, path])), timeoutMs)));
