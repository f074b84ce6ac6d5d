/**
 * The whole page in a real browser against the FAKE library: what a person sees and can do. Proves the page, not the protocol.
 * Run by `npm run test:browser`, in a network namespace that has nothing but its loopback.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { serve } from "../../hello/test/server.js";

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const IS_FIREFOX = process.env.BROWSER === "firefox";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LINK = `lanward:1?f=${"o".repeat(42)}M&s=${"B".repeat(22)}&h=x&n=Table`;
const PHONE = { width: 390, height: 844 };
const SIZES = [PHONE, { width: 360, height: 640 }, { width: 844, height: 390 }, { width: 1280, height: 800 }];

let server, browser, context, page, complaints;

before(async () => {
  server = await serve(new URL("../", import.meta.url), { "lanward.js": new URL("fake-lanward.js", import.meta.url) });
  browser = await puppeteer.launch(
    IS_FIREFOX
      ? { browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox", extraPrefsFirefox: { "dom.w3c_touch_events.enabled": 1 } }
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

test("name, code and Play by the keyboard alone; then the keys are the ice's", async () => {
  await open("?scene=fresh");
  assert.equal(await focused(), "name-input");
  await page.keyboard.type("Ada");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "code-input");
  await page.keyboard.type("7482913");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "canvas");
  assert.deepEqual(await calls(), [["pair", "7-482913"], ["join", "a1".repeat(16), "Ada"]]);
  await banner("Nobody else is here yet");
});

test("a link in the address needs no code, and leaves the address bar", async () => {
  await open(`?scene=fresh#${LINK}`);
  await page.waitForSelector("#start:not([hidden])");
  assert.equal(await page.$eval("#code-part", ({ hidden }) => hidden), true);
  assert.equal(await page.evaluate(() => location.hash), "");
  await page.type("#name-input", "Ada");
  await page.locator("#play-button").click();
  await page.waitForSelector("#table:not([hidden])");
  assert.deepEqual((await calls())[0], ["pair", LINK]);
});

test("who has played somewhere can play somewhere else, by a code", async () => {
  await open("?scene=two");
  await page.type("#name-input", "Ada");
  assert.equal(await page.$eval("#code-part", ({ hidden }) => hidden), true);
  await page.locator("#other-button").click();
  assert.equal(await focused(), "code-input");
  await page.keyboard.type("7482913");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#table:not([hidden])");
  assert.deepEqual(await calls(), [["pair", "7-482913"], ["join", "a1".repeat(16), "Ada"]]);
  assert.equal(await page.$eval("#code-input", ({ value }) => value), "", "a code that is used up is not offered again");
});

test("who knows several devices plays where it was last", async () => {
  await open("?scene=tables");
  await page.locator("#play-button").click();
  await page.waitForSelector("#table:not([hidden])");
  assert.deepEqual(await calls(), [["join", "b2".repeat(16), "Somebody"]]);
  await page.evaluate((id) => localStorage.setItem("floe-table", id), "a1".repeat(16));
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await page.waitForSelector("#start:not([hidden])");
  await page.locator("#play-button").click();
  await page.waitForSelector("#table:not([hidden])");
  assert.deepEqual(await calls(), [["join", "a1".repeat(16), "Somebody"]]);
  assert.equal(await page.evaluate(() => localStorage.getItem("floe-table")), "a1".repeat(16));
});

test("a wrong code says how many guesses are left, and half a code what is missing", async () => {
  await open("?scene=fresh");
  await page.type("#code-input", "7-000000");
  await page.locator("#play-button").click();
  await notice("Wrong code", /2 guesses are left/);
  await page.$eval("#code-input", (input) => (input.value = "12"));
  await page.locator("#play-button").click();
  await notice("Not a whole code", /six digits/);
});

for (const [scene, title, message] of [
  ["full", "The room is full", /Eight are playing/],
  ["locked", "The room is locked", /lets nobody in/],
  ["kicked", "You were sent out", /five minutes/],
  ["silent", "No answer", /did not answer/],
  ["revoked", "Pairing removed", /Pair again/],
]) {
  test(`${title}: said in words, and it can be tried again`, async () => {
    await open(`?scene=${scene}`);
    await page.locator("#play-button").click();
    await notice(title, message);
    assert.equal(await page.$eval("#play-button", ({ disabled }) => disabled), false);
    assert.equal(await page.$eval("#code-part", ({ hidden }) => hidden), scene !== "revoked");
  });
}

test("sent out in mid-game: the ice is gone, the words say why, and the button that leads back has the focus", async () => {
  await playing("two");
  await page.evaluate(() => fakeLanward.room.close("kicked"));
  await notice("You were sent out", /five minutes/);
  assert.equal(await page.$eval("#table", ({ hidden }) => hidden), true);
  assert.equal(await focused(), "play-button");
});

test("another tab has the place: the button takes it back", async () => {
  await playing("two");
  await page.evaluate(() => fakeLanward.room.close("replaced"));
  await notice("You play in another tab", /Another tab or window/);
  assert.equal(await page.$eval("#play-button", ({ textContent }) => textContent), "Play here instead");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#table:not([hidden])");
  assert.equal(await page.$eval("#notice", ({ hidden }) => hidden), true);
});

test("the device away, this page cut off, the host away: each in its words, and none when it is over", async () => {
  await playing("two");
  await page.evaluate(() => fakeLanward.room.become({ status: "interrupted" }));
  await banner("The device is away. You play on.");
  await page.evaluate(() => {
    const { room } = fakeLanward;
    room.players[1].path = "away";
    room.become({ host: room.players[1] });
  });
  await banner("You are cut off. Trying again…");
  await page.evaluate(() => fakeLanward.room.become({ status: "joined" }));
  await banner("Waiting for the host…");
  await page.evaluate(() => {
    fakeLanward.room.players[1].isAway = true;
    fakeLanward.room.become({ host: fakeLanward.room.self, term: 2 });
  });
  await banner("");
  assert.match(await page.$eval("#players", ({ textContent }) => textContent), /Bob.*away/);
});

test("who has joined and has no world yet is told to wait", async () => {
  await playing("guest");
  await banner("Waiting for the host…");
  assert.equal(await page.$eval("#invite-button", ({ hidden }) => hidden), true, "only who has made the room invites");
});

test("the arrow keys and WASD steer, the space bar dashes", async () => {
  await playing("two");
  for (const [key, axis, sign] of [["ArrowRight", "vx", 1], ["a", "vx", -1], ["ArrowUp", "vy", -1], ["s", "vy", 1]]) {
    await page.keyboard.down(key);
    await moves(axis, sign);
    await page.keyboard.up(key);
  }
  await page.keyboard.down("ArrowLeft");
  await page.keyboard.press(" ");
  await page.waitForFunction(() => floe.state().puck.rest > 0);
  await page.keyboard.up("ArrowLeft");
});

test("a finger that is drawn over the ice steers, and a second one dashes", async () => {
  await playing("two", { ...PHONE, hasTouch: !IS_FIREFOX });
  const { x, y, width, height } = await (await page.$("#canvas")).boundingBox();
  const at = [x + width / 3, y + height / 2];
  for (const [dx, dy, axis, sign] of [[60, 0, "vx", 1], [-60, 0, "vx", -1], [0, 60, "vy", 1]]) {
    const finger = await page.touchscreen.touchStart(...at);
    await finger.move(at[0] + dx, at[1] + dy);
    await moves(axis, sign);
    await finger.end();
  }
  const finger = await page.touchscreen.touchStart(...at);
  await finger.move(at[0], at[1] - 60);
  await moves("vy", -1);
  assert.equal(await page.evaluate(() => floe.state().puck.rest), 0);
  const second = await page.touchscreen.touchStart(x + width - 30, y + 30);
  await page.waitForFunction(() => floe.state().puck.rest > 0);
  await second.end();
  await finger.end();
  assert.deepEqual(await page.evaluate(() => [scrollX, scrollY]), [0, 0], "the page stays where it is");
});

test("where there is a touch screen there is a button to dash with", { skip: IS_FIREFOX && "its driver makes no coarse pointer" }, async () => {
  await playing("two", { ...PHONE, hasTouch: true, isMobile: true });
  const { x, y, width, height } = await (await page.$("#canvas")).boundingBox();
  const finger = await page.touchscreen.touchStart(x + width / 3, y + height / 3);
  await finger.move(x + width / 3, y + height / 3 + 60);
  const button = await (await page.$("#dash-button")).boundingBox();
  const thumb = await page.touchscreen.touchStart(button.x + button.width / 2, button.y + button.height / 2);
  await page.waitForFunction(() => floe.state().puck.rest > 0);
  await thumb.end();
  await finger.end();
});

test("inviting: the code, its QR code and a link, the next one when it was used, nothing while the room is locked", async () => {
  await playing("two");
  await page.locator("#invite-button").click();
  await page.waitForSelector("#invite-dialog[open] #invite-qr path");
  assert.equal(await focused(), "invite-close");
  assert.equal(await text("#invite-code"), "7-482913");
  assert.equal(await text("#invite-page"), "10.77.0.1:47480");
  assert.match(await page.$eval("#invite-link", ({ value }) => value), /^http:\/\/10\.77\.0\.1:47480\/#lanward:1\?f=/);
  const before = await page.$eval("#invite-qr", ({ innerHTML }) => innerHTML.length);
  assert.ok(before > 1_000);
  await page.locator("#invite-copy").click();
  await page.waitForFunction(() => /Copied|by hand/.test(document.getElementById("invite-news").textContent));
  await page.evaluate(() => fakeLanward.room.become({ invitation: invitationOf("7-111111") }));
  assert.equal(await text("#invite-code"), "7-111111");
  await page.evaluate(() => fakeLanward.room.become({ invitation: invitationOf("7-111111", "C") }));
  assert.match(await page.$eval("#invite-link", ({ value }) => value), /&s=C/, "the same code with another link");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement.id === "invite-button");
  await page.locator("#invite-button").click();
  await page.evaluate(() => fakeLanward.room.lock(true));
  assert.equal(await page.$eval("#invite-dialog", ({ open }) => open), false);
  assert.equal(await page.$eval("#invite-button", ({ hidden }) => hidden), true);
});

test("who has made the room sends others out, and locks it", async () => {
  await playing("two");
  await page.locator("#details-button").click();
  await page.waitForSelector("#details-rows button");
  assert.match(await text("#details-rows"), /Bobdirect1\.4 msSend out/);
  await page.locator("#details-rows button").click();
  await page.locator("#lock-button").click();
  assert.deepEqual(await page.evaluate(() => fakeLanward.room.calls), [["kick", "Bob"], ["lock", true]]);
  await page.waitForFunction(() => document.getElementById("lock-button").textContent === "Unlock the room");
});

test("leaving leads back to the start, and playing again needs no code", async () => {
  await playing("two");
  await page.locator("#leave-button").click();
  await page.waitForSelector("#start:not([hidden])");
  assert.deepEqual(await page.evaluate(() => ["notice", "code-part"].map((id) => document.getElementById(id).hidden)), [true, true]);
  await page.locator("#play-button").click();
  await page.waitForSelector("#table:not([hidden])");
});

test("what another player calls itself only ever becomes text", async () => {
  await playing("hostile");
  await page.locator("#details-button").click();
  await page.waitForSelector("#details-rows button");
  assert.equal(await page.$("main img"), null);
  assert.match(await text("#players"), /<img/);
});

const SCENES = [
  ["start", () => open("?scene=fresh")],
  ["start, where it has played before", () => open("?scene=two")],
  ["refused", async () => {
    await open("?scene=full");
    await page.locator("#play-button").click();
    await page.waitForSelector("#notice:not([hidden])");
  }],
  ["alone", () => playing("alone")],
  ["eight, with the details", async () => {
    await playing("eight");
    await page.locator("#details-button").click();
    await page.waitForSelector("#details-rows button");
  }],
  ["inviting", async () => {
    await playing("two");
    await page.locator("#invite-button").click();
    await page.waitForSelector("#invite-qr path");
  }],
  ["interrupted", async () => {
    await playing("two");
    await page.evaluate(() => fakeLanward.room.become({ status: "interrupted" }));
    await banner("The device is away. You play on.");
  }],
];
for (const theme of ["light", "dark"]) {
  for (const [scene, prepare] of SCENES) {
    test(`WCAG 2.2 A and AA as far as axe checks it, and nothing wider than a telephone or a desktop: ${scene}, ${theme}`, async () => {
      look = theme;
      await prepare();
      await page.evaluate(AXE);
      for (const size of SIZES) {
        await page.setViewport(size);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, JSON.stringify(size));
        if (process.env.LANWARD_SHOTS) await page.screenshot({ path: `${process.env.LANWARD_SHOTS}/${scene.replace(/\W+/g, "-")}-${theme}-${size.width}.png` });
        if (size !== PHONE && (theme === "dark" || size.width < 1_000)) continue;
        const { violations } = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]), [], JSON.stringify(size));
      }
    });
  }
}

let look = "light";

async function open(path, viewport = PHONE) {
  complaints = [];
  context = await browser.createBrowserContext();
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look }, { name: "prefers-reduced-motion", value: "reduce" }]).catch(() => {});
  await page.goto(`http://127.0.0.1:${server.address().port}/${path}`);
  await page.waitForSelector("#start:not([hidden])");
}

async function playing(scene, viewport) {
  await open(`?scene=${scene}`, viewport);
  await page.type("#name-input", "Ada");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#table:not([hidden])");
  if (scene !== "guest") await page.waitForFunction(() => floe.state().puck);
}

async function notice(title, message) {
  await page.waitForFunction((words) => document.getElementById("notice-title").textContent === words, {}, title);
  assert.match(await text("#notice-message"), message);
}

/** Until the own puck goes that way. @param {"vx" | "vy"} axis @param {1 | -1} sign */
const moves = (axis, sign) => page.waitForFunction((axis, sign) => floe.state().puck[axis] * sign > 0.1, {}, axis, sign);
const banner = (words) => page.waitForFunction((wanted) => document.getElementById("banner").textContent === wanted, {}, words);
const text = (selector) => page.$eval(selector, ({ textContent }) => textContent.trim());
const focused = () => page.evaluate(() => document.activeElement.id);
const calls = () => page.evaluate(() => fakeLanward.calls);
