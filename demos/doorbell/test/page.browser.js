/**
 * The whole page in a real browser against the FAKE library: what a person sees and can do. Proves the page, not the protocol.
 * Run by `npm run test:browser`, in a network namespace that has nothing but its loopback.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { serve } from "../../hello/test/server.js";

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** A microphone and a screen that are tones and patterns, and nobody to be asked for them. */
const CAPTURE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
const PREFERENCES = { "media.navigator.streams.fake": true, "media.navigator.permission.disabled": true, "media.getdisplaymedia.enabled": true };
const IS_FIREFOX = process.env.BROWSER === "firefox";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LINK = `lanward:1?f=obHRobHRobHRobHRobHRobHRobHRobHRobHRobHRobE&s=${"B".repeat(22)}&h=x&n=Front%20door`;

let server, browser, context, page, complaints, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanward-doorbell-"));
  server = await serve(new URL("../", import.meta.url), { "lanward.js": new URL("fake-lanward.js", import.meta.url) });
  browser = await puppeteer.launch(
    IS_FIREFOX
      ? { browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox", extraPrefsFirefox: { ...PREFERENCES, "browser.download.dir": folder, "browser.download.folderList": 2 } }
      : { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...QUIET, ...CAPTURE] },
  );
});
after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  await context?.close();
  assert.deepEqual(complaints, [], "the page or its policy complained");
});

test("a code pairs, and the camera's button has the focus", async () => {
  await open("?scene=fresh");
  assert.equal(await focused("id"), "code-input");
  await page.type("#code-input", "7482913");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.dataset.do === "watch");
  assert.deepEqual((await calls("pair"))[0], ["pair", "7-482913"]);
  assert.equal(await page.$eval("#pair-view", (view) => view.hidden), true);
});

test("a wrong code says how many guesses are left", async () => {
  await open("?scene=fresh");
  await page.type("#code-input", "7-000000");
  await page.locator("#pair-button").click();
  await page.waitForSelector('#error[data-code="wrong-code"]:not([hidden])');
  assert.match(await page.$eval("#error", ({ textContent }) => textContent), /2 guesses are left/);
});

test("a link in the address pairs and leaves the address bar; one to another camera is asked about first", async () => {
  await open(`?scene=fresh#${LINK}`);
  await page.waitForSelector('[data-testid="camera"][data-state="here"]');
  assert.equal(await page.evaluate(() => location.hash), "");
  await page.evaluate((link) => (location.hash = link), LINK.replace("f=ob", "f=pb"));
  await page.waitForSelector('#error[data-code="asked-by-link"]:not([hidden])');
  assert.equal((await calls("pair")).length, 1);
});

test("a tap on the picture's place shows it live, with its sound; stop ends it and gives the focus back", async () => {
  await open("?scene=one");
  await here();
  const box = await (await page.$(".stage")).boundingBox();
  await page.mouse.click(box.x + 30, box.y + box.height - 30); // far from the button: the whole place is it
  await media("live");
  await page.waitForFunction(() => document.querySelector("video").videoWidth === 1280 && !document.querySelector("video").paused);
  assert.equal(await page.$eval("video", ({ muted }) => muted), false);
  assert.equal(await text("state"), "Live");
  assert.equal(await page.$eval('[data-part="veil"]', ({ hidden }) => hidden), true);
  await page.locator('[data-testid="sound"]').click();
  assert.equal(await page.$eval("video", ({ muted }) => muted), true);
  await page.locator('[data-testid="stop"]').click();
  await media("idle");
  assert.equal(await focused("do"), "watch");
  assert.deepEqual(await page.evaluate(() => fakeLanward.connection().wants.at(-1)), { video: false, audio: false });
});

for (const [status, pill, busy] of [
  [{ state: "interrupted", cause: "device" }, "Camera away", /goes on trying/],
  [{ state: "interrupted", cause: "network" }, "Interrupted", /another way/],
  [{ state: "asking" }, "Asking", /owner/],
]) {
  test(`${pill}: said in words, over the last picture`, async () => {
    await watching();
    await page.evaluate((next) => fakeLanward.connection().become(next), status);
    await page.waitForFunction((words) => document.querySelector('[data-testid="state"]').textContent === words, {}, pill);
    assert.match(await page.$eval('[data-part="busy"]', ({ textContent }) => textContent), busy);
    await page.waitForFunction((words) => document.getElementById("news").textContent === `Front door: ${words}`, {}, pill);
  });
}

test("the device goes away and comes back: the words say so, and the picture is asked for again", async () => {
  await watching();
  await page.evaluate(() => fakeLanward.connection().close("lost"));
  await page.waitForFunction(() => document.querySelector('[data-testid="state"]').textContent === "Away");
  await page.evaluate(() => [...fakeLanward.kept.values()][0].open());
  await media("live");
});

test("refused: the reason stands there, and it can be tried again", async () => {
  await open("?scene=refused");
  await here();
  await page.locator('[data-testid="watch"]').click();
  await page.waitForSelector('[data-testid="trouble"]:not([hidden])');
  assert.match(await text("trouble"), /owner can allow/);
  await page.waitForSelector('[data-testid="watch"]:not([hidden])');
});

test("revoked: the picture is gone at once, and pairing again takes its place", async () => {
  await watching();
  await page.evaluate(() => {
    fakeLanward.connection().close("revoked");
    [...fakeLanward.kept.values()][0].end("revoked");
  });
  await page.waitForSelector('[data-testid="camera"][data-state="removed"]');
  assert.equal(await page.$eval("video", ({ srcObject }) => srcObject), null);
  await page.locator("#add-button").click();
  await page.type("#code-input", "7482913");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="camera"][data-state="here"]');
  assert.equal((await page.$$('[data-testid="camera"]')).length, 1);
});

test("a ring shows who and what the camera saw; watch answers it", async () => {
  await open("?scene=several");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="camera"][data-state="here"]').length === 3);
  await page.evaluate(() => fakeLanward.connection(1).ring());
  await page.waitForSelector('[data-testid="ring"] canvas:not([hidden])');
  assert.match(await page.$eval('[data-testid="ring"]', ({ textContent }) => textContent), /Somebody is at Garden gate/);
  const blue = await page.$eval('[data-testid="ring-picture"]', (canvas) => canvas.getContext("2d").getImageData(canvas.width / 2, 10, 1, 1).data[0]);
  assert.ok(blue > 60, "the picture, not an empty canvas");
  await page.locator('[data-testid="ring-watch"]').click();
  await page.waitForSelector(`[data-device="${"b2".repeat(16)}"][data-media="live"]`);
  assert.equal(await page.$('[data-testid="ring"]'), null);
  assert.equal(await focused("do"), "stop");
});

test("a ring whose picture is none is a ring all the same; a hundred do not fill the page", async () => {
  await open("?scene=one");
  await here();
  await page.evaluate(() => {
    for (let i = 0; i < 100; i++) fakeLanward.connection().dispatchEvent(Object.assign(new Event("ring"), { at: new Date(), picture: new Blob(["<svg onload=alert(1)>"], { type: "image/jpeg" }) }));
  });
  assert.equal((await page.$$('[data-testid="ring"]')).length, 4);
  assert.equal(await page.$('[data-testid="ring"] canvas:not([hidden])'), null);
});

test("talk: a tap keeps talking until the next, the microphone is closed with it", async () => {
  await watching();
  await page.locator('[data-testid="talk"]').click();
  await talking();
  assert.equal(await pressed("talk"), "true");
  await page.locator('[data-testid="talk"]').click();
  await page.waitForSelector('[data-testid="heard"][hidden]');
  assert.equal(await pressed("talk"), "false");
  assert.deepEqual(await page.evaluate(() => fakeLanward.connection().sendings.map(({ state, purpose, stream }) => [state, purpose, stream.getTracks()[0].readyState])), [["ended", "talk", "ended"]]);
});

test("talk: held with the pointer, and held with the space bar, it ends with the hold", async () => {
  await watching();
  const box = await (await page.$('[data-testid="talk"]')).boundingBox();
  await page.mouse.move(box.x + 10, box.y + 10);
  await page.mouse.down();
  await page.waitForSelector('[data-testid="heard"]:not([hidden])');
  await page.waitForFunction((from) => performance.now() - from > 450, {}, await page.evaluate(() => performance.now()));
  await page.mouse.up();
  await page.waitForSelector('[data-testid="heard"][hidden]');
  await page.focus('[data-testid="talk"]');
  await page.keyboard.down(" ");
  await page.waitForSelector('[data-testid="heard"]:not([hidden])');
  await page.waitForFunction((from) => performance.now() - from > 450, {}, await page.evaluate(() => performance.now()));
  await page.keyboard.up(" ");
  await page.waitForSelector('[data-testid="heard"][hidden]');
  assert.equal(await page.evaluate(() => fakeLanward.connection().sendings.length), 2);
});

test("talk: a click that is neither of pointer nor key, as a screen reader's, toggles", async () => {
  await watching();
  await page.$eval('[data-testid="talk"]', (button) => button.click());
  await page.waitForSelector('[data-testid="heard"]:not([hidden])');
  await page.$eval('[data-testid="talk"]', (button) => button.click());
  await page.waitForSelector('[data-testid="heard"][hidden]');
});

test("the connection ends while somebody talks: the microphone closes, and stays closed", async () => {
  await watching();
  await page.locator('[data-testid="talk"]').click();
  await talking();
  await page.evaluate(() => {
    window.former = fakeLanward.connection().sendings[0].stream;
    fakeLanward.connection().close("lost");
    [...fakeLanward.kept.values()][0].open();
  });
  await media("live");
  assert.equal(await page.evaluate(() => window.former.getTracks()[0].readyState), "ended");
  assert.equal(await pressed("talk"), "false");
});

test("where the browser gives no microphone the page says why, and how to get one", async () => {
  await open("?scene=one", () => page.evaluateOnNewDocument(() => Object.defineProperty(window, "isSecureContext", { value: false })));
  await here();
  await page.locator('[data-testid="talk"]').click();
  await page.waitForSelector('[data-testid="insecure-dialog"][open]');
  assert.match(await text("insecure-dialog"), /no microphone.*https/s);
  await page.keyboard.press("Escape");
  assert.equal(await pressed("talk"), "false");
});

test("a cast of a camera is sent, and stopped with the same button", async () => {
  await watching();
  await page.locator('[data-testid="cast"]').click();
  await page.waitForSelector("#cast-dialog[open]");
  await page.locator('[data-testid="cast-camera"]').click();
  await page.waitForFunction(() => fakeLanward.connection().sendings.length > 0);
  assert.match(await text("cast"), /Stop casting/);
  assert.deepEqual(await page.evaluate(() => fakeLanward.connection().sendings.map(({ purpose, stream }) => [purpose, stream.getTracks().map(({ kind }) => kind).sort()])), [["cast", ["audio", "video"]]]);
  await page.locator('[data-testid="cast"]').click();
  await page.waitForFunction(() => fakeLanward.connection().sendings[0].state === "ended");
});

test("a snapshot is a PNG of the whole picture", async () => {
  await watching();
  if (!IS_FIREFOX) {
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder, browserContextId: context.id });
  }
  await page.locator('[data-testid="snapshot"]').click();
  await page.waitForFunction(() => /Snapshot of Front door saved/.test(document.getElementById("news").textContent));
  const file = await until(() => readdirSync(folder).find((name) => /^Front door .*\.png$/.test(name)));
  const png = await until(() => {
    const bytes = readFileSync(join(folder, file));
    return bytes.length > 1_000 && bytes;
  });
  assert.equal(png.toString("latin1", 1, 4), "PNG");
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1280, 720]);
});

test("a page that nobody looks at asks for no picture, and does again when it is looked at", async () => {
  await watching();
  await page.evaluate(() => {
    window.realTimeout = window.setTimeout;
    window.setTimeout = (work, milliseconds) => window.realTimeout(work, milliseconds > 10_000 ? 0 : milliseconds);
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await media("idle");
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await media("live");
});

test("forgetting asks first, and then leaves nothing", async () => {
  await watching();
  await page.locator('[data-testid="about"]').click();
  await page.waitForSelector("#about-dialog[open]");
  assert.match(await page.$eval("#device-fingerprint", ({ innerText }) => innerText), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  await page.locator('[data-testid="forget-button"]').click();
  await page.locator('[data-testid="forget-confirm"]').click();
  await page.waitForSelector("#pair-view:not([hidden])");
  assert.equal(await page.$('[data-testid="camera"]'), null);
});

test("what a device calls itself only ever becomes text", async () => {
  await open("?scene=one");
  await here();
  await page.evaluate(() => {
    const connection = fakeLanward.connection();
    connection.device = { ...connection.device, name: "<img src=x onerror=alert(1)>" };
    connection.enter("open");
    connection.become({ state: "refused", reason: "<b>no</b>" });
    return connection.ring();
  });
  await page.waitForSelector('[data-testid="ring"]');
  assert.equal(await page.$("main img, main b"), null);
  assert.match(await text("name"), /^<img/);
});

const SCENES = [
  ["fresh", async () => {}],
  ["several", async () => {
    await here();
    await page.locator('[data-testid="watch"]').click();
    await media("live");
    await page.evaluate(() => fakeLanward.connection(1).ring());
    await page.waitForSelector('[data-testid="ring"] canvas:not([hidden])');
  }],
  ["one", async () => {
    await here();
    await page.locator('[data-testid="watch"]').click();
    await media("live");
    await page.$eval('[data-testid="talk"]', (button) => button.click());
    await page.waitForSelector('[data-testid="heard"]:not([hidden])');
  }],
  ["away", async () => page.waitForSelector('[data-testid="camera"][data-state="away"]')],
  ["wrong-certificate", async () => page.waitForSelector('[data-testid="camera"][data-state="trouble"]')],
];
for (const theme of ["light", "dark"]) {
  for (const [scene, prepare] of SCENES) {
    test(`WCAG 2.2 A and AA as far as axe checks it, and nothing wider than a small telephone: ${scene}, ${theme}`, async () => {
      await open(`?scene=${scene}`, async () => {
        await page.setViewport({ width: 360, height: 740 });
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }, { name: "prefers-reduced-motion", value: "reduce" }]).catch(() => {});
      });
      await prepare();
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    });
  }
}

async function open(path, prepare = async () => {}) {
  complaints = [];
  context = await browser.createBrowserContext();
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && !/audio device/.test(message.text()) && complaints.push(message.text()));
  await prepare();
  await page.goto(`http://127.0.0.1:${server.address().port}/${path}`);
  await page.waitForFunction(() => window.lanwardDoorbell);
}

async function watching() {
  await open("?scene=one");
  await here();
  await page.locator('[data-testid="watch"]').click();
  await media("live");
  await page.waitForFunction(() => document.querySelector("video").videoWidth > 0 && document.querySelector('[data-testid="camera"]').dataset.picture === "true");
}

const here = () => page.waitForSelector('[data-testid="camera"][data-state="here"]');
const media = (state) => page.waitForSelector(`[data-testid="camera"][data-media="${state}"]`);
const text = (testid) => page.$eval(`[data-testid="${testid}"]`, ({ textContent }) => textContent.trim());
/** Until the microphone is on: before that the page says that it asks. */
const talking = () => page.waitForFunction(() => document.querySelector('[data-testid="talk"]').textContent.includes("Stop talking"));
const pressed = (testid) => page.$eval(`[data-testid="${testid}"]`, (button) => button.getAttribute("aria-pressed"));
const focused = (what) => page.evaluate((key) => (key === "id" ? document.activeElement.id : document.activeElement.dataset[key]), what);
const calls = (name) => page.evaluate((wanted) => fakeLanward.calls.filter(([call]) => call === wanted), name);

/** @template T @param {() => T} look @returns {Promise<NonNullable<T>>} */
async function until(look) {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = look();
    if (found) return found;
    if (Date.now() > end) throw new Error("it did not come");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
