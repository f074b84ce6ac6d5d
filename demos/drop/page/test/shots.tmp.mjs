import puppeteer from "puppeteer-core";
import { serve } from "./server.js";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const server = await serve();
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: QUIET });
const LR = "a1".repeat(16), KI = "b2".repeat(16);
const scenes = {
  first: ["fresh", async () => {}],
  idle: ["several", async (page) => { await page.waitForSelector('.tile[data-state="here"]'); }],
  busy: ["several", async (page) => {
    await page.waitForFunction((a, b) => fakeTransfer.receivers.has(a) && fakeTransfer.receivers.has(b), {}, LR, KI);
    await page.waitForFunction(() => document.querySelectorAll('.tile[data-state="here"]').length === 2);
    await page.evaluate(async (LR, KI) => {
      const drop = (id, name, size) => { const dt = new DataTransfer(); const f = new File(["x"], name); Object.defineProperty(f, "size", { value: size }); dt.items.add(f);
        document.querySelector(`.tile[data-device="${id}"]`).dispatchEvent(new DragEvent("drop", { dataTransfer: dt, bubbles: true, cancelable: true })); };
      drop(LR, "Holidays on the island 2026.mp4", 1);
      await new Promise((r) => setTimeout(r, 50));
      const s = fakeTransfer.sendings[0]; s.bytes = 734003200;
      const r = fakeTransfer.offer(KI, [{ path: "Recordings", kind: "folder" }, ...Array.from({ length: 24 }, (_, i) => ({ path: `Recordings/${i}.flac`, size: 31000000 }))]);
      r.accept();
      for (let i = 0; i <= 10; i++) { s.become("sending", { done: 100000000 + i * 9000000 }); r.become("receiving", { done: 60000000 + i * 7000000 }); await new Promise((r) => setTimeout(r, 200)); }
      fakeTransfer.offer(KI, [{ path: "shopping list.txt", text: "milk" }]);
    }, LR, KI);
    await new Promise((r) => setTimeout(r, 500));
  }],
  history: ["several", async (page) => {
    await page.waitForFunction((a, b) => fakeTransfer.receivers.has(a) && fakeTransfer.receivers.has(b), {}, LR, KI);
    await page.waitForFunction(() => document.querySelectorAll('.tile[data-state="here"]').length === 2);
    await page.evaluate(async (LR, KI) => {
      const wait = () => new Promise((r) => setTimeout(r, 60));
      const one = async (id, contents, state, facts) => { const r = fakeTransfer.offer(id, contents); r.accept(); r.become(state, facts); await wait(); return r; };
      await one(KI, [{ path: "a.mkv", size: 5000000000 }], "failed", { code: "no-space", message: "This page keeps at most 4 GiB of received files. Save or remove some there." });
      await one(LR, [{ path: "plan.pdf", size: 2412000 }], "declined", { message: "It was declined." });
      await one(KI, [{ path: "photo 1.jpg", size: 3000000 }, { path: "photo 2.jpg", size: 2000000 }, { path: "photo 3.jpg", size: 2000000 }, { path: "x", size: 1 }], "received", {});
      await one(LR, [{ path: "Text 2026-11-26 19.20.11.txt", text: "https://wiki.example/the-page-you-asked-for\nThe password is on the fridge." }], "received", {});
    }, LR, KI);
    await new Promise((r) => setTimeout(r, 500));
  }],
  about: ["connected", async (page) => { await page.waitForSelector('.tile[data-state="here"]'); await page.click('[data-testid="about"]'); }],
  through: ["connected", async (page) => {
    await page.waitForSelector('.tile[data-state="here"]');
    await page.evaluate((LR) => fakeLanward.kept.get(LR).connection.channels.find(({ label }) => label === "drop-desk").deliver(JSON.stringify({ type: "present", pages: [{ id: "c3".repeat(16), name: "Firefox on Android" }] })), LR);
    await new Promise((r) => setTimeout(r, 400));
  }],
};
const wanted = process.argv.slice(2);
for (const [name, [scene, prepare]] of Object.entries(scenes)) {
  if (wanted.length && !wanted.includes(name)) continue;
  for (const [size, width, height] of [["wide", 1280, 800], ["phone", 360, 740]]) for (const theme of ["light", "dark"]) {
    if (wanted.length === 0 && theme === "dark" && size === "phone" && name !== "busy") continue;
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    page.on("pageerror", (e) => console.log(name, e.message));
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
    await page.goto(`http://127.0.0.1:${server.address().port}/?scene=${scene}`);
    await page.waitForFunction(() => window.lanwardDrop);
    await prepare(page);
    await page.screenshot({ path: `/tmp/shots/${name}-${size}-${theme}.png` });
    await context.close();
  }
}
await browser.close(); server.close();
