/**
 * The whole page in a real browser against FAKES of the library and of what sends and receives: what a person sees and can do. Proves
 * the page, not the protocol. Run by `npm run test:browser`, in a network namespace that has nothing but its loopback.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { serve } from "../../../hello/test/server.js";

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LIVING_ROOM = "a1".repeat(16);
const KITCHEN = "b2".repeat(16);
const LINK = `lanward:1?f=obHRobHRobHRobHRobHRobHRobHRobHRobHRobHRobE&s=${"B".repeat(22)}&h=x&n=Living%20room`;

let server, browser, context, page, complaints, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanward-drop-"));
  writeFileSync(join(folder, "a.txt"), "hello");
  writeFileSync(join(folder, "photo.jpg"), "x".repeat(3_000));
  server = await servePage();
  browser = await puppeteer.launch(
    process.env.BROWSER === "firefox"
      ? { browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox" }
      : { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET },
  );
});
after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await context?.close();
  assert.deepEqual(complaints, [], "the page or its policy complained");
});

test("a code is typed without its dash, and the device stands there, verified, with the focus on it", async () => {
  await open("?scene=fresh");
  await page.waitForFunction(() => document.activeElement.id === "code-input");
  await page.keyboard.type("7482913");
  await page.keyboard.press("Enter");
  await tile(LIVING_ROOM, "here");
  assert.deepEqual((await calls("pair"))[0], ["pair", "7-482913"]);
  assert.equal(await page.$eval("#pair-view", (view) => view.hidden), true);
  assert.equal(await page.evaluate(() => document.activeElement.closest(".tile")?.querySelector("h3").textContent), "Living room");
});

test("a wrong code says how many guesses are left", async () => {
  await open("?scene=fresh");
  await page.waitForFunction(() => document.activeElement.id === "code-input");
  await page.keyboard.type("7-000000");
  await page.keyboard.press("Enter");
  await error("wrong-code");
  assert.match(await text("error"), /2 guesses are left/);
});

test("a link in the fragment pairs with no typing, and its secret leaves the address", async () => {
  await open(`?scene=fresh#${LINK}`);
  await tile(LIVING_ROOM, "here");
  assert.deepEqual((await calls("pair"))[0], ["pair", LINK]);
  assert.equal(await page.evaluate(() => location.hash), "");
});

test("files are chosen for a device, go with a bar, can be paused, and end in the history", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await choose("send-files", "a.txt", "photo.jpg");
  await row("offered");
  await become("sendings", 0, "sending", { done: 1_000 });
  await row("sending");
  assert.equal(await page.$eval('[role="progressbar"]', (bar) => bar.getAttribute("aria-valuenow")), "33");
  assert.match(await text("row"), /a\.txt and photo\.jpg to Living room/);
  await click("pause");
  await row("paused");
  await click("resume");
  await become("sendings", 0, "sent", { done: 3_005 });
  await page.waitForSelector('[data-testid="past"][data-state="sent"]');
  assert.match(await text("past"), /a\.txt and photo\.jpg to Living room.*Arrived, whole and checked/s);
  assert.match(await text("news"), /Arrived/);
  await page.reload();
  assert.match(await page.waitForSelector('[data-testid="past"]').then((item) => item.evaluate((each) => each.textContent)), /a\.txt/);
  await click("clear-button");
  await page.waitForFunction(() => document.getElementById("history-view").hidden);
});

test("what is dropped on a device is sent to it; dropped elsewhere the page asks to whom", async () => {
  await open("?scene=several");
  await tile(LIVING_ROOM, "here");
  await tile(KITCHEN, "here");
  await dropFile(`[data-device="${KITCHEN}"]`, "one.txt");
  await row("offered");
  assert.match(await text("row"), /one\.txt to Kitchen radio/);
  await dropFile("footer", "two.txt");
  await page.waitForSelector("#target-dialog[open]");
  assert.match(await page.$eval("#target-dialog", (dialog) => dialog.textContent), /Send two\.txt to/);
  await page.locator(`#targets [data-device="${LIVING_ROOM}"]`).click();
  await page.waitForFunction(() => fakeTransfer.sendings.length === 2);
  await page.waitForFunction(() => [...document.querySelectorAll('[data-testid="row"]')].some((each) => /two\.txt to Living room/.test(each.textContent)));
});

test("what is pasted asks to whom, and a text goes as a small file", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "a pasted line");
    // Not a ClipboardEvent: Firefox lets scripts make none that holds something.
    document.body.dispatchEvent(Object.assign(new Event("paste", { bubbles: true, cancelable: true }), { clipboardData }));
  });
  await page.waitForSelector("#target-dialog[open]");
  await page.locator("#targets button").click();
  await page.waitForFunction(() => fakeTransfer.sendings.length === 1);
  assert.equal(await page.evaluate(() => fakeTransfer.sendings[0].entries[0].file.text()), "a pasted line");
  await click("send-text");
  await page.type("#text-input", "typed\nlines");
  await click("text-send");
  await page.waitForFunction(() => fakeTransfer.sendings.length === 2);
  assert.equal(await page.evaluate(() => fakeTransfer.sendings[1].entries[0].file.text()), "typed\nlines");
  assert.match(await page.evaluate(() => fakeTransfer.sendings[1].entries[0].path), /^Text \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.txt$/);
});

test("a name that cannot be sent is told", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await dropFile(`[data-device="${LIVING_ROOM}"]`, "con");
  await error("unsafe-name");
  assert.match(await text("error"), /con cannot be sent/);
});

test("a reload while something is sent offers to go on, with the same files only", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await choose("send-files", "photo.jpg");
  await become("sendings", 0, "sending", { done: 2_000 });
  page.on("dialog", (dialog) => dialog.accept()); // "leave this page?"
  await page.reload();
  await tile(LIVING_ROOM, "here");
  assert.match(await text("unfinished"), /photo\.jpg to Living room.*2\.0 KiB of 2\.9 KiB/s);
  await choose("again", "a.txt");
  await error("others");
  assert.equal(await page.evaluate(() => fakeTransfer.sendings.length), 0);
  await choose("again", "photo.jpg");
  await row("offered");
  await page.waitForFunction(() => document.getElementById("unfinished-view").hidden && document.getElementById("error").hidden);
});

test("an offer asks, and what arrives is saved with its name; a text is shown and never as markup", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await offer(LIVING_ROOM, [{ path: "note.txt", text: "<img src=x onerror=alert(1)>" }]);
  await row("offered");
  assert.match(await text("row"), /Living room wants to send you note\.txt/);
  assert.match(await page.title(), /^\(1\)/);
  await click("accept");
  await become("offers", 0, "received", { done: 28 });
  await page.waitForSelector('[data-testid="row"] pre:not(:empty)');
  assert.equal(await page.$eval('[data-testid="row"] pre', (pre) => pre.textContent), "<img src=x onerror=alert(1)>");
  assert.equal(await page.$("main img"), null);
  const saved = await page.evaluate(() => new Promise((done) => {
    HTMLAnchorElement.prototype.click = function () { fetch; done([this.download, this.href.slice(0, 5)]); };
    document.querySelector('[data-testid="save"]').click();
  }));
  assert.deepEqual(saved, ["note.txt", "blob:"]);
  await click("dismiss");
  await page.waitForFunction(() => document.querySelector('[data-testid="row"]') === null);
  assert.match(await page.$eval('[data-testid="past"] pre', (pre) => pre.textContent), /^<img/);
});

test("a device that is always accepted asks no more, until that is taken back", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await offer(LIVING_ROOM, [{ path: "a.bin", size: 9 }]);
  await row("offered");
  await click("always");
  await click("accept");
  await row("receiving");
  await offer(LIVING_ROOM, [{ path: "b.bin", size: 9 }]);
  assert.deepEqual(await page.evaluate(() => fakeOffers[1].calls), ["accept"]);
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="row"]').length === 2);
  await click("about");
  await click("welcome-input");
  await page.locator("#about-close").click();
  await offer(LIVING_ROOM, [{ path: "c.bin", size: 9 }]);
  assert.deepEqual(await page.evaluate(() => fakeOffers[2].calls), []);
});

test("names that peers chose are text of their own direction, bounded, with nothing hidden in them", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await offer(LIVING_ROOM, [{ path: `<b>x</b>\u202egpj.${"y".repeat(9_000)}`, size: 9 }]);
  await row("offered");
  assert.ok((await text("row")).length < 900);
  assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /\u202e/);
  assert.equal(await page.$('[data-testid="row"] b'), null);
  assert.equal(await page.$$eval(".title bdi, .tile h3[dir=auto]", (all) => all.length > 2), true);
});

test("the mark explains itself with both fingerprints, and only while there is a connection", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  assert.match(await text("about"), /Verified/);
  await click("about");
  for (const id of ["page-fingerprint", "device-fingerprint"]) {
    assert.match(await page.$eval(`#${id}`, (code) => code.innerText), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  }
  await page.locator("#about-close").click();
  await page.evaluate((id) => fakeLanward.kept.get(id).connection.close("lost"), LIVING_ROOM);
  await tile(LIVING_ROOM, "away");
  assert.doesNotMatch(await text("about"), /Verified/);
  await click("about");
  assert.equal(await page.$eval("#about-verified", (box) => box.hidden), true);
});

test("what was cut off goes on with the next connection", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await choose("send-files", "photo.jpg");
  await become("sendings", 0, "interrupted", { done: 2_000 });
  await page.evaluate((id) => fakeLanward.kept.get(id).connection.close("lost"), LIVING_ROOM);
  await tile(LIVING_ROOM, "away");
  assert.equal(await page.$eval('[data-testid="send-files"]', (button) => button.disabled), true);
  await page.evaluate((id) => fakeLanward.kept.get(id).open(), LIVING_ROOM);
  await tile(LIVING_ROOM, "here");
  await page.waitForFunction(() => fakeTransfer.sendings[0].calls.includes("attach"));
});

test("forgetting asks first, and then leaves the form", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await click("about");
  await click("forget-button");
  await page.waitForSelector("#forget-dialog[open]");
  await click("forget-confirm");
  await page.waitForFunction(() => !document.getElementById("pair-view").hidden && document.querySelectorAll(".tile").length === 0);
  assert.equal((await calls("forget")).length, 1);
});

test("a revoked pairing says so, and pairing anew brings the device back", async () => {
  await open("?scene=revoked");
  await tile(LIVING_ROOM, "removed");
  await page.locator("#add-button").click();
  await page.waitForFunction(() => document.activeElement.id === "code-input");
  await page.keyboard.type("7-482913");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector('.tile[data-state="removed"]'));
});

test("what was received before a reload waits to be saved", async () => {
  await open("?scene=connected", async () => {
    const kept = [{ id: "k", peerId: LIVING_ROOM, state: "received", items: [{ path: "old.bin", kind: "file", size: 5 }], bytes: 5, done: 5 }];
    await page.evaluateOnNewDocument((json) => sessionStorage.setItem("fake-kept", json), JSON.stringify(kept));
  });
  await row("received");
  assert.match(await text("row"), /old\.bin from Living room/);
});

test("a new name is told to the devices, and is kept", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await page.locator("#rename-button").click();
  await page.waitForFunction(() => document.activeElement.id === "rename-input");
  await page.keyboard.type("Hall tablet");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => fakeLanward.calls[0][1].name === "Hall tablet");
  await tile(LIVING_ROOM, "here");
});

test("everything can be reached and done with the keyboard", async () => {
  await open("?scene=connected");
  await tile(LIVING_ROOM, "here");
  await offer(LIVING_ROOM, [{ path: "a.bin", size: 9 }]);
  await row("offered");
  const wanted = new Set(["rename-button", "add-button", "always", "accept", "decline", "about", "send-files", "send-folder", "send-text"]);
  await page.evaluate(() => document.activeElement?.blur());
  for (let i = 0; i < 14 && wanted.size > 0; i++) {
    await page.keyboard.press("Tab");
    wanted.delete(await page.evaluate(() => document.activeElement.dataset.testid ?? document.activeElement.id));
  }
  assert.deepEqual([...wanted], [], "not reached");
  await page.focus('[data-testid="accept"]');
  await page.keyboard.press("Enter");
  await row("receiving");
});

for (const [name, scene, prepare] of [
  ["the first visit", "fresh", async () => {}],
  ["devices", "several", async () => tile(LIVING_ROOM, "here")],
  ["a device in trouble", "blocked", async () => tile(LIVING_ROOM, "trouble")],
  ["transfers and history", "several", busy],
  ["what is verified", "connected", async () => (await tile(LIVING_ROOM, "here"), click("about"))],
]) {
  for (const theme of ["light", "dark"]) {
    test(`WCAG 2.2 A and AA as far as axe checks it, and nothing wider than a small telephone: ${name}, ${theme}`, async () => {
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

const reloadsPastWorkers = process.env.BROWSER === "firefox" && "its driver reloads past the service worker";
test("with its server gone the page opens again, and nothing but its own files was kept", { skip: reloadsPastWorkers }, async () => {
  const own = await servePage();
  const { port } = own.address();
  await open("?scene=connected", async () => {}, port);
  await page.waitForFunction(() => /keeps the page/.test(document.getElementById("offline").textContent));
  await page.waitForFunction(async () => (await (await caches.open("lanward-drop")).keys()).length > 20);
  const kept = await page.evaluate(async () => (await (await caches.open("lanward-drop")).keys()).map(({ url }) => new URL(url).pathname.slice(1)));
  await page.evaluate(() => fetch("test/nothing.js").catch(() => {}));
  complaints = complaints.filter((each) => !each.includes("404"));
  own.closeAllConnections();
  await new Promise((resolve) => own.close(resolve));
  await page.reload();
  await tile(LIVING_ROOM, "here");
  assert.ok(kept.every((name) => name === "" || /^(hello\/|transfer\/)?[a-z-]+\.(js|css|svg|png|webmanifest)$/.test(name)), kept.join(" "));
  complaints = complaints.filter((each) => !each.includes("ERR_CONNECTION_REFUSED"));
});

test("it can be installed", async () => {
  if (process.env.BROWSER === "firefox") return; // whose desktop installs no pages
  await open("?scene=connected");
  await page.waitForFunction(() => /can be installed/.test(document.getElementById("offline").textContent));
  const devtools = await page.createCDPSession();
  const { errors } = await devtools.send("Page.getAppManifest");
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // Contexts of tests are like private windows, the one thing that stands in the way.
  assert.deepEqual([errors, installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")], [[], []]);
});

/** Everything at once: an offer, both directions under way, a received text, a history. */
async function busy() {
  await tile(LIVING_ROOM, "here");
  await choose("send-files", "photo.jpg");
  await become("sendings", 0, "sending", { done: 2_000 });
  await offer(LIVING_ROOM, [{ path: "Holidays", kind: "folder" }, { path: "Holidays/a.jpg", size: 5_000_000 }]);
  await click("accept");
  await become("offers", 0, "receiving", { done: 1_000_000 });
  await offer(LIVING_ROOM, [{ path: "note.txt", text: "a note" }]);
  await click("accept");
  await become("offers", 1, "received", { done: 6 });
  await offer(LIVING_ROOM, [{ path: "more.bin", size: 7 }]);
  await page.waitForSelector('[data-testid="past"]');
}

async function open(path, prepare = async () => {}, port = server.address().port) {
  complaints = [];
  context = await browser.createBrowserContext();
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await prepare();
  await page.goto(`http://127.0.0.1:${port}/${path}`);
}

const tile = (id, state) => page.waitForSelector(`.tile[data-device="${id}"][data-state="${state}"]`);
const row = (state) => page.waitForSelector(`[data-testid="row"][data-state="${state}"]`);
const error = (code) => page.waitForSelector(`[data-testid="error"][data-code="${code}"]:not([hidden])`);
const text = (testid) => page.$eval(`[data-testid="${testid}"]`, (element) => element.textContent);
const calls = (name) => page.evaluate((wanted) => fakeLanward.calls.filter(([call]) => call === wanted), name);

/** The first button of that kind that can be seen, once it has stopped moving: rows that come push it down. @param {string} testid */
async function click(testid) {
  const found = await page.waitForFunction((id) => [...document.querySelectorAll(`[data-testid="${id}"]`)].find((each) => each.checkVisibility()), {}, testid);
  await found.asElement().asLocator().click();
}

async function choose(testid, ...names) {
  const [chooser] = await Promise.all([page.waitForFileChooser(), click(testid)]);
  await chooser.accept(names.map((name) => join(folder, name)));
}

/** A device offers that; it becomes `fakeOffers` in the page. */
async function offer(deviceId, contents) {
  await page.waitForFunction((id) => fakeTransfer.receivers.has(id), {}, deviceId);
  await page.evaluate((id, all) => (window.fakeOffers ??= []).push(fakeTransfer.offer(id, all)), deviceId, contents);
}

async function become(list, index, state, facts) {
  await page.waitForFunction((name, at) => (name === "offers" ? window.fakeOffers : fakeTransfer.sendings)?.[at], {}, list, index);
  await page.evaluate((name, at, to, more) => (name === "offers" ? fakeOffers : fakeTransfer.sendings)[at].become(to, more), list, index, state, facts);
}

async function dropFile(selector, name) {
  await page.$eval(
    selector,
    (target, called) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["dropped"], called));
      target.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
      target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    name,
  );
}

/** With FAKES of the library and of what sends and receives. */
function servePage() {
  const fakes = { "lanward.js": new URL("../../../hello/test/fake-lanward.js", import.meta.url), "transfer/index.js": new URL("fake-transfer.js", import.meta.url) };
  return serve(new URL("../", import.meta.url), fakes);
}
