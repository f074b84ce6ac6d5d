// Two pages that a device has introduced to each other send directly (docs/drop.md section 9.1): it could not pass on, as it is gone.
import assert from "node:assert/strict";
import { join } from "node:path";
import { drop, offered, paired, past, says, take } from "../lib/desk-page.mjs";
import { lab, lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";

const BYTES = 20 * 2 ** 20 + 17;
const DIRECT = /Direct: Desk has introduced you, and cannot read what you send/;

/** The fingerprints that the page shows of itself and of that page. */
async function shownPrints(browser, name) {
  await browser.evaluate((name) => {
    const tiles = [...document.querySelectorAll('[data-testid="tile"]')];
    tiles.find((each) => each.querySelector("h3").textContent === name).querySelector('[data-testid="about"]').click();
  }, name);
  const prints = await browser.evaluate(() => ["page-fingerprint", "device-fingerprint"].map((id) => document.getElementById(id).textContent));
  await browser.click("#about-close");
  return prints;
}

scenario(
  "two pages that a device has introduced send to each other directly, also when it is gone",
  async (s) => {
    const [home, left, right] = [await s.host("home"), await s.host("left"), await s.host("right")];
    const words = ["receive", "--pair", "--json", "--name", "Desk", "--into", join(s.directory, "into"), "--state", join(s.directory, "state")];
    const receiver = s.spawn(home, [lanward, ...words]);
    const [chromium, firefox] = await Promise.all([s.browser("chromium", left), s.browser("firefox", right)]);
    const { url } = await receiver.event("ready", { timeoutMs: 60_000 });

    await s.step("the one that is here calls the one that comes, and both say that the way is direct", async () => {
      await paired(chromium, url, (await receiver.event("pairing")).code);
      const mark = receiver.mark();
      receiver.write({ pair: true });
      await paired(firefox, url, (await receiver.event("pairing", { after: mark })).code);
      const start = performance.now();
      await Promise.all([says(chromium, "Firefox on Linux", DIRECT), says(firefox, "Chrome on Linux", DIRECT)]);
      s.figure(`direct ${Math.round(performance.now() - start)} ms after the second page was here`);
    });

    await s.step("each shows the fingerprints that the other shows", async () => {
      const ours = await shownPrints(chromium, "Firefox on Linux");
      assert.match(ours[0], /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
      assert.notEqual(ours[0], ours[1]);
      assert.deepEqual(await shownPrints(firefox, "Chrome on Linux"), [...ours].reverse());
    });

    await s.step("what one drops on the other arrives whole, though the device went before it was taken", async () => {
      await drop(chromium, "Firefox on Linux", "large.bin", BYTES);
      assert.match(await offered(firefox), /Chrome on Linux \(direct\) wants to send you large\.bin/);
      await lab.unplug("home");
      assert.deepEqual(await take(firefox), [BYTES, -1]);
      await past(chromium, "large.bin to Firefox on Linux (direct)");
    });

    await s.step("the device is seen to be away, and the other page is still there, the other way round as well", async () => {
      for (const browser of [chromium, firefox]) {
        await browser.waitFor(() => /Away|Looking for it/.test([...document.querySelectorAll('[data-testid="tile"]')].find((each) => each.querySelector("h3").textContent === "Desk").innerText), {
          timeoutMs: 60_000,
        });
      }
      await says(firefox, "Chrome on Linux", DIRECT);
      await drop(firefox, "Chrome on Linux", "back.bin", BYTES);
      assert.match(await offered(chromium), /Firefox on Linux \(direct\) wants to send you back\.bin/);
      assert.deepEqual(await take(chromium), [BYTES, -1]);
    });

    await s.step("when the device is back and the other page comes anew, they meet again by the same certificate", async () => {
      await lab.plug("home");
      await says(chromium, "Desk", /Here/, 60_000);
      await firefox.reload();
      await says(firefox, "Desk", /Here/, 60_000);
      await Promise.all([says(chromium, "Firefox on Linux", DIRECT), says(firefox, "Chrome on Linux", DIRECT)]);
      assert.equal(receiver.events.filter(({ event }) => event === "offer").length, 0, "the device itself was offered nothing");
    });
  },
  { timeoutMs: 300_000 },
);
