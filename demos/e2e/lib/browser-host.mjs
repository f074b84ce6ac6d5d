// Runs on a lab host and drives one browser there, so that neither the browser nor its driver crosses the LAN.
// One JSON command a line on stdin, { id, command, ... }; answers { event: "done", id, value } or { event: "done", id, error };
// and what the pages say: { event: "console", page, type, text }.
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";
import { launchOptions } from "./browser-options.mjs";

const settings = JSON.parse(process.argv[2]);
const print = (event) => process.stdout.write(JSON.stringify(event) + "\n");
let browser;
let pages = new Map();
let permissions;
/** How long what is to be clicked may take to get there. */
const STILL_WITHIN_MS = 10_000;

function watch(page, name) {
  pages.set(name, page);
  page.on("console", (message) => print({ event: "console", page: name, type: message.type(), text: message.text() }));
  page.on("pageerror", (error) => print({ event: "console", page: name, type: "uncaught", text: String(error?.stack ?? error) }));
}

async function launch() {
  mkdirSync(settings.profile, { recursive: true });
  browser = await puppeteer.launch(launchOptions(settings));
  browser.on("disconnected", () => print({ event: "disconnected" }));
  pages = new Map();
  permissions = undefined;
  const [first] = await browser.pages();
  watch(first ?? (await browser.newPage()), "main");
  return { version: await browser.version(), pid: browser.process()?.pid };
}

/** Source text of a function becomes a call of it in the page; promises are awaited there. */
const call = (page, source, args) => page.evaluate(`(${source})(...${JSON.stringify(args)})`);

const commands = {
  launch,
  async newPage({ page }) {
    watch(await browser.newPage(), page);
  },
  async newPerson({ page }) {
    watch(await (await browser.createBrowserContext()).newPage(), page);
  },
  async closePage({ page }) {
    await pages.get(page).close();
    pages.delete(page);
  },
  async goto({ page, url, timeoutMs }) {
    await pages.get(page).goto(url, { waitUntil: "load", timeout: timeoutMs });
  },
  async reload({ page, timeoutMs }) {
    await pages.get(page).reload({ waitUntil: "load", timeout: timeoutMs });
  },
  evaluate: ({ page, source, args }) => call(pages.get(page), source, args),
  async waitFor({ page, source, args, timeoutMs }) {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const value = await call(pages.get(page), source, args);
      if (value) return value;
      if (performance.now() > end) throw new Error(`not so within ${timeoutMs} ms: ${source}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  async click({ page, selector }) {
    const { x, y } = await call(pages.get(page), stillPoint.toString(), [selector, STILL_WITHIN_MS]);
    await pages.get(page).mouse.click(x, y);
  },
  async type({ page, selector, text }) {
    await pages.get(page).type(selector, text);
  },
  async choose({ page, selector, files }) {
    const input = await pages.get(page).waitForSelector(selector);
    await input.uploadFile(...files);
  },
  screenshot: ({ page, selector }) => shoot(pages.get(page), selector),
  async setPermission({ origin, names, setting }) {
    permissions ??= await browser.target().createCDPSession(); // kept: what it has set ends with it
    for (const name of names) await permissions.send("Browser.setPermission", { origin, permission: { name }, setting });
  },
  async restart({ hard }) {
    await (hard ? end() : browser.close());
    return launch();
  },
  close: end,
};

/** In the page: where to click an element, once it stands still, is enabled and lies under nothing else. */
async function stillPoint(selector, withinMs) {
  const frame = () => new Promise((resolve) => (document.hidden ? setTimeout(resolve, 50) : requestAnimationFrame(resolve)));
  const end = performance.now() + withinMs;
  let [last, why] = ["", "is not there"];
  for (; performance.now() < end; await frame()) {
    const element = document.querySelector(selector);
    if (!element) continue;
    element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const { x, y, width, height } = element.getBoundingClientRect();
    const box = [x, y, width, height].join(" ");
    const [isStill, point] = [box === last, { x: x + width / 2, y: y + height / 2 }];
    last = box;
    const hit = document.elementFromPoint(point.x, point.y);
    if (element.disabled) why = "is disabled";
    else if (!isStill) why = "does not stand still";
    else if (element.contains(hit) || hit?.closest("label")?.control === element) return point;
    else why = `lies under ${hit?.outerHTML.slice(0, 100) ?? "nothing that can be clicked"}`;
  }
  throw new Error(`cannot be clicked: ${selector} ${why}`);
}

/** Without its farewells, which take Firefox seconds. */
async function end() {
  const child = browser.process();
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

async function shoot(page, selector) {
  const target = selector ? await page.waitForSelector(selector) : page;
  return target.screenshot({ type: "png", encoding: "base64" });
}

async function handle(line) {
  const { id, command, ...words } = JSON.parse(line);
  try {
    print({ event: "done", id, value: await commands[command](words) });
  } catch (error) {
    print({ event: "done", id, error: String(error?.message ?? error) });
  }
  if (command === "close") process.exit(0);
}

// Whoever drives us has gone: so must the browser.
createInterface({ input: process.stdin })
  .on("line", handle)
  .on("close", () => {
    browser?.process()?.kill("SIGKILL");
    process.exit(0);
  });
print({ event: "listening" });
