/**
 * The whole page in a real browser against the FAKE library: what a person sees and can do. Proves the page, not the protocol.
 * Run by `npm run test:browser`, in a network namespace that has nothing but its loopback.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { serve } from "./server.js";

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const FINGERPRINT = "obHRobHRobHRobHRobHRobHRobHRobHRobHRobHRobE"; // its first 16 bytes are not those of a device of the fake
const LINK = `lanward:1?f=${FINGERPRINT}&s=${"B".repeat(22)}&h=x&n=Living%20room`;

let server, browser, context, page, complaints;

before(async () => {
  server = await serve(new URL("../", import.meta.url), { "lanward.js": new URL("fake-lanward.js", import.meta.url) });
  browser = await puppeteer.launch(
    process.env.BROWSER === "firefox"
      ? { browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox" }
      : { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET },
  );
});
after(async () => {
  await browser?.close();
  server?.close();
});
afterEach(async () => {
  await context?.close();
  assert.deepEqual(complaints, [], "the page or its policy complained");
});

test("a code is typed without its dash, the page pairs, connects, and gives the focus to the device", async () => {
  await open("?scene=fresh");
  await state("pairing");
  assert.equal(await focused(), "code-input");
  await type("code-input", "7482913");
  await page.keyboard.press("Enter");
  await state("connected");
  assert.equal(await text("device-name"), "Living room");
  assert.equal(await focused(), "device-name");
  assert.deepEqual((await calls("pair"))[0], ["pair", "7-482913"]);
  assert.equal(await hidden("#pair-view"), true);
});

test("a wrong code says how many guesses are left and lets the next one be typed at once", async () => {
  await open("?scene=fresh");
  await type("code-input", "7-000000");
  await click("pair-button");
  await error("wrong-code");
  assert.match(await text("error"), /2 guesses are left/);
  assert.equal(await page.$eval("#code-input", (input) => input.getAttribute("aria-invalid")), "true");
  await page.keyboard.type("7-482913"); // the wrong one is selected, so this replaces it
  await page.keyboard.press("Enter");
  await state("connected");
  assert.equal(await hidden("#error"), true);
});

test("half a code costs no guess", async () => {
  await open("?scene=fresh");
  await type("code-input", "7-48");
  await click("pair-button");
  await error("invalid-code");
  assert.deepEqual(await calls("pair"), []);
});

test("a link in the fragment pairs with no typing, and its secret leaves address and history", async () => {
  await open(`?scene=fresh#${LINK}`);
  await state("connected");
  assert.deepEqual((await calls("pair"))[0], ["pair", LINK]);
  assert.equal(await page.evaluate(() => location.hash), "");
  await page.reload();
  await page.waitForFunction(() => window.lanwardHello);
  assert.deepEqual(await calls("pair"), []);
});

test("a link that is scanned into the open page pairs too", async () => {
  await open("?scene=fresh");
  await state("pairing");
  await page.evaluate((link) => (location.hash = link), LINK);
  await state("connected");
  assert.equal(await page.evaluate(() => location.hash), "");
});

test("a link to a device beside the one that the page has is asked about first", async () => {
  await open("?scene=connected");
  await state("connected");
  await page.evaluate((link) => (location.hash = link), LINK);
  await error("asked-by-link");
  assert.match(await text("error"), /Living room/);
  assert.equal(await page.evaluate(() => location.hash), "");
  assert.deepEqual(await calls("pair"), []);
  await click("pair-button");
  await page.waitForFunction(() => fakeLanward.calls.some(([call]) => call === "pair"));
  assert.deepEqual((await calls("pair"))[0], ["pair", LINK]);
});

test("a pairing that is cancelled leaves the form, without an error", async () => {
  await open("?scene=pairing");
  await type("code-input", "7-482913");
  await click("pair-button");
  await page.locator("#cancel-button").click();
  await page.waitForFunction(() => !document.getElementById("pair-button").disabled);
  assert.equal(await hidden("#error"), true);
});

test("round trips are measured and plotted, and stop while nothing is connected", async () => {
  await open("?scene=connected");
  await page.waitForFunction(() => Number(document.getElementById("rtt-count").textContent) > 5);
  await page.waitForFunction(() => /^\d/.test(document.getElementById("rtt-median").textContent));
  await page.waitForFunction(plottedPixels, {}, 20);
  const picture = await page.$eval("#plot", (canvas) => canvas.toDataURL());
  await page.waitForFunction((before) => document.getElementById("plot").toDataURL() !== before, {}, picture);
  await page.evaluate(() => window.lanwardHello.connection.close("lost"));
  await state("searching");
  const count = await text("rtt-count");
  await page.evaluate(() => fakeLanward.kept.values().next().value.open());
  await state("connected");
  await page.waitForFunction((before) => Number(document.getElementById("rtt-count").textContent) > Number(before), {}, count);
});

test("chat shows what a peer says as text and never as markup", async () => {
  await open("?scene=connected");
  await page.waitForSelector("#chat-send:enabled");
  await type("chat-input", "hello");
  await click("chat-send");
  await page.waitForSelector('#chat-log [data-from="device"]');
  await page.evaluate(() => window.lanwardHello.connection.channels.find(({ label }) => label === "chat").deliver("<img src=x onerror=alert(1)>"));
  assert.deepEqual(await page.$$eval("#chat-log li", (items) => items.map((item) => [item.dataset.from, item.textContent])), [
    ["me", "hello"],
    ["device", "You said: hello"],
    ["device", "<img src=x onerror=alert(1)>"],
  ]);
  assert.equal(await page.$("#chat-log img"), null);
  await page.evaluate(() => window.lanwardHello.connection.close("lost"));
  await page.waitForSelector("#chat-send:disabled");
});

test("a message that cannot leave stays in its field, and is told", async () => {
  await open("?scene=connected");
  await page.waitForSelector("#chat-send:enabled");
  await page.evaluate(() => (window.lanwardHello.connection.channels.find(({ label }) => label === "chat").full = true));
  await type("chat-input", "hello");
  await click("chat-send");
  await error("busy");
  assert.equal(await page.$eval("#chat-input", (input) => input.value), "hello");
  assert.equal(await page.$("#chat-log li"), null);
});

test("the mark explains itself with the two fingerprints of the connection", async () => {
  await open("?scene=connected");
  await state("connected");
  await page.locator("#verified summary").click();
  for (const id of ["page-fingerprint", "device-fingerprint"]) {
    assert.match(await page.$eval(`#${id}`, (code) => code.innerText), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  }
  await page.evaluate(() => window.lanwardHello.connection.close("lost"));
  await state("searching");
  assert.equal(await hidden("#verified"), true, "no mark without a connection");
});

for (const [scene, code, expected] of [
  ["searching", "not-found", "searching"],
  ["blocked", "blocked-by-browser", "error"],
  ["wrong-certificate", "wrong-certificate", "error"],
]) {
  test(`${code} is told, and the connection that comes later is taken`, async () => {
    await open(`?scene=${scene}`);
    await error(code);
    await state(expected);
    await page.evaluate(() => fakeLanward.kept.values().next().value.open());
    await state("connected");
    assert.equal(await hidden("#error"), true);
  });
}

test("a revoked page offers pairing, and pairing brings it back", async () => {
  await open("?scene=connected");
  await state("connected");
  await page.evaluate(() => {
    window.lanwardHello.connection.close("revoked");
    fakeLanward.kept.values().next().value.end("revoked");
  });
  await state("revoked");
  await error("revoked");
  await type("code-input", "7-482913");
  await page.keyboard.press("Enter");
  await state("connected");
});

test("forgetting asks first, and then leaves nothing", async () => {
  await open("?scene=connected");
  await state("connected");
  await click("forget-button");
  await page.waitForSelector("#forget-dialog[open]");
  await page.locator("#forget-no").click();
  await click("forget-button");
  await click("forget-confirm");
  await state("pairing");
  assert.equal((await calls("forget")).length, 1);
  assert.equal(await focused(), "code-input");
});

test("among several devices one is chosen, and stays chosen after a reload", async () => {
  await open("?scene=several");
  await state("connected");
  await page.locator(`[data-device="${"b2".repeat(16)}"]`).click();
  await page.waitForFunction(() => document.getElementById("device-name").textContent.startsWith("Kitchen"));
  await page.reload();
  await page.waitForFunction(() => document.getElementById("device-name").textContent.startsWith("Kitchen"));
});

test("a new name is told to the device by connecting anew, and is kept", async () => {
  await open("?scene=connected");
  await state("connected");
  await page.locator("#rename-button").click();
  await page.keyboard.type("Hall tablet"); // the old one is selected
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => fakeLanward.calls[0][1].name === "Hall tablet");
  await state("connected");
  await page.reload();
  await page.waitForFunction(() => window.fakeLanward?.calls[0][1].name === "Hall tablet");
});

test("without the library beside it the page says so", async () => {
  await open("?scene=fresh", async () => {
    await page.setRequestInterception(true);
    page.on("request", (request) => (request.url().endsWith("/lanward.js") ? request.respond({ status: 404 }) : request.continue()));
  });
  await error("library-missing");
  await state("error");
  complaints = complaints.filter((complaint) => !complaint.includes("404") && !complaint.includes("lanward.js")); // each browser in its words
});

for (const scene of ["fresh", "several", "blocked", "revoked"]) {
  test(`nothing is wider than a small telephone: ${scene}`, async () => {
    await open(`?scene=${scene}`);
    await page.setViewport({ width: 360, height: 740 });
    await page.waitForFunction(() => window.lanwardHello && document.getElementById("state").dataset.state !== "connecting");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  });
}

async function open(path, prepare = async () => {}) {
  complaints = [];
  context = await browser.createBrowserContext();
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await prepare();
  await page.goto(`http://127.0.0.1:${server.address().port}/${path}`);
}

/** In the page: whether the plot has so many pixels in the colour of its line, beside its grid and its words. */
function plottedPixels(least) {
  const canvas = document.getElementById("plot");
  const [red, green, blue] = getComputedStyle(canvas).getPropertyValue("--plot").trim().match(/[0-9a-f]{2}/gi).map((each) => parseInt(each, 16));
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 200 && Math.abs(data[i] - red) + Math.abs(data[i + 1] - green) + Math.abs(data[i + 2] - blue) < 24) count++;
  }
  return count >= least;
}

const state = (name) => page.waitForSelector(`[data-testid="state"][data-state="${name}"]`);
const error = (code) => page.waitForSelector(`[data-testid="error"][data-code="${code}"]:not([hidden])`);
const text = (testid) => page.$eval(`[data-testid="${testid}"]`, (element) => element.textContent);
const hidden = (selector) => page.$eval(selector, (element) => element.hidden);
const focused = () => page.evaluate(() => document.activeElement.id);
const calls = (name) => page.evaluate((wanted) => fakeLanward.calls.filter(([call]) => call === wanted), name);

async function type(testid, what) {
  await page.waitForFunction(() => window.lanwardHello);
  await page.type(`[data-testid="${testid}"]`, what);
}

async function click(testid) {
  await page.locator(`[data-testid="${testid}"]`).click();
}
