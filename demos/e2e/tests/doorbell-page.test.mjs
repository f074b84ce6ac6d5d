// The doorbell page as a device serves it, used as a person would.
// Runs alone: it encodes and decodes video.
import assert from "node:assert/strict";
import { join } from "node:path";
import { browserKinds } from "../lib/browser.mjs";
import { silent } from "../lib/media-page.mjs";
import { scenario } from "../lib/scenario.mjs";

const at = (id) => `[data-testid="${id}"]`;

for (const kind of browserKinds) {
  scenario(
    `${kind}: two cameras on the doorbell page`,
    async (s) => {
      const [home, garden, viewer] = [await s.host("home"), await s.host("garden"), await s.host("viewer")];
      const camera = (name) => ({ name, args: ["--pair", "--camera", "test", "--speaker", join(s.directory, `${name}.wav`)], env: { LANWARD_JAVA_OPTS: "" } });
      const [door, gate, browser] = await Promise.all([s.device(home, camera("Front door")), s.device(garden, camera("Gate")), s.browser(kind, viewer, silent)]);
      const pair = async (device) => {
        await browser.evaluate((selector) => (document.querySelector(selector).value = ""), at("code-input"));
        await browser.type(at("code-input"), (await device.event("pairing")).code);
        await browser.click(at("pair-button"));
      };
      const tile = (count, state, media) =>
        browser.waitFor((state, media, count) => document.querySelectorAll(`[data-testid="camera"][data-state="${state}"][data-media="${media}"]`).length === count, { args: [state, media, count], timeoutMs: 20_000 });

      await s.step("each is paired once, and stands there", async () => {
        await browser.goto(door.ready.url);
        await browser.waitFor(() => globalThis.lanwardDoorbell !== undefined);
        await pair(door);
        await tile(1, "here", "idle");
        await browser.click("#add-button");
        await pair(gate);
        await tile(2, "here", "idle");
      });

      await s.step("a tap shows it live", async () => {
        for (const each of [1, 2]) {
          await browser.click(`${at("camera")}:nth-child(${each}) ${at("watch")}`);
          await tile(each, "here", "live");
        }
        await browser.waitFor(() => [...document.querySelectorAll("video")].every((video) => video.videoWidth === 1280 && video.currentTime > 0.5), { timeoutMs: 20_000 });
      });

      await s.step("a ring shows who it was, with the picture", async () => {
        gate.process.write({ ring: true });
        await browser.waitFor(() => /Somebody is at Gate/.test(document.querySelector('[data-testid="ring"]')?.textContent ?? "") && !document.querySelector('[data-testid="ring-picture"]').hidden);
      });

      await s.step("on an address that gets no microphone it says so, and what helps", async () => {
        await browser.click(at("talk"));
        await browser.waitFor(() => /https/.test(document.querySelector('[data-testid="insecure-dialog"][open]')?.textContent ?? ""));
        await browser.click("#insecure-close");
      });

      await s.step("a device that stops is away, and its picture comes back with it", async () => {
        await door.restart();
        await tile(2, "here", "live");
      });

      await s.step("after a reload both are there, with no code", async () => {
        await browser.reload();
        await tile(2, "here", "idle");
      });
      assert.deepEqual(browser.console.filter(({ type, text }) => type === "uncaught" || /Content Security/.test(text)), []);
    },
    { timeoutMs: 240_000 },
  );
}
