// The drop page that `receive` serves, used as a person would: to the device, and from one page to another through it (docs/drop.md
// section 9).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite as pagesSite } from "../lib/sites.mjs";

const at = (id) => `[data-testid="${id}"]`;
const LARGE_BYTES = 3 * 2 ** 20 + 17;

/** A page that pairs with the code that the receiver shows now. */
async function paired(browser, url, code) {
  await browser.goto(url);
  await browser.waitFor(() => document.activeElement?.id === "code-input");
  await browser.type(at("code-input"), code);
  await browser.click(at("pair-button"));
  await tile(browser, "Desk", "here");
}

/** Waits for the tile of that name, and gives back what else it says. */
const tile = (browser, name, state) =>
  browser.waitFor(
    (name, state) => {
      const tiles = [...document.querySelectorAll('[data-testid="tile"]')];
      return tiles.find((each) => each.querySelector("h3").textContent === name && each.dataset.state === state)?.innerText;
    },
    { args: [name, state], timeoutMs: 30_000 },
  );

/** Drops a file of so many bytes, each its index modulo 251, on the tile of that name. */
const drop = (browser, name, file, bytes) =>
  browser.evaluate(
    (name, file, bytes) => {
      const target = [...document.querySelectorAll('[data-testid="tile"]')].find((each) => each.querySelector("h3").textContent === name);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from({ length: bytes }, (_, index) => index % 251)], file, { lastModified: 1_700_000_000_000 }));
      target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    name,
    file,
    bytes,
  );

const past = (browser, words) =>
  browser.waitFor((words) => document.querySelector('[data-testid="history"]').textContent.includes(words), { args: [words], timeoutMs: 30_000 });

scenario(
  "a page sends to a device by the page that the device serves, and to another page through it",
  async (s) => {
    const [home, left, right] = [await s.host("home"), await s.host("left"), await s.host("right")];
    const into = join(s.directory, "into");
    const words = ["receive", "--pair", "--json", "--name", "Desk", "--into", into, "--state", join(s.directory, "state")];
    const receiver = s.spawn(home, [lanward, ...words], { env: { LANWARD_JAVA_OPTS: "-XX:TieredStopAtLevel=1" } });
    const [chromium, firefox] = await Promise.all([s.browser("chromium", left), s.browser("firefox", right)]);
    const { url } = await receiver.event("ready", { timeoutMs: 60_000 });
    assert.equal(url, "http://10.77.0.1:47480/");

    await s.step("a file that is dropped on the device's tile arrives once somebody has agreed", async () => {
      await paired(chromium, url, (await receiver.event("pairing")).code);
      assert.match(await tile(chromium, "Desk", "here"), /Verified/);
      await drop(chromium, "Desk", "hello.bin", 5_000);
      const offer = await receiver.event("offer");
      assert.deepEqual([offer.files, offer.bytes, offer.asked], [1, 5_000, true]);
      receiver.write({ accept: offer.transfer });
      await receiver.event("received");
      assert.deepEqual(readFileSync(join(into, "hello.bin")), Buffer.from(Array.from({ length: 5_000 }, (_, index) => index % 251)));
      await past(chromium, "Arrived, whole and checked");
    });

    await s.step("another page is seen through the device, which is said to be able to read", async () => {
      const mark = receiver.mark();
      receiver.write({ pair: true });
      await paired(firefox, url, (await receiver.event("pairing", { after: mark })).code);
      assert.match(await tile(chromium, "Firefox on Linux", "here"), /Through Desk: it can read what you send/);
      assert.doesNotMatch(await tile(firefox, "Chrome on Linux", "here"), /Verified/);
    });

    await s.step("what is dropped on it arrives there, whole", async () => {
      await drop(chromium, "Firefox on Linux", "large.bin", LARGE_BYTES);
      assert.match(await firefox.waitFor(() => document.querySelector('[data-testid="row"][data-state="offered"]')?.innerText), /Chrome on Linux, through Desk wants to send you large\.bin/);
      await firefox.click(at("accept"));
      await firefox.waitFor(() => document.querySelector('[data-testid="row"][data-state="received"] [data-testid="save"]') !== null, { timeoutMs: 60_000 });
      const wrong = await firefox.evaluate(async () => {
        const { key } = document.querySelector('[data-testid="row"] [data-testid="dismiss"]').dataset;
        const bytes = new Uint8Array(await (await lanwardDrop.desk.received(key).files[0].blob()).arrayBuffer());
        return [bytes.length, bytes.findIndex((byte, index) => byte !== index % 251)];
      });
      assert.deepEqual(wrong, [LARGE_BYTES, -1]);
      await past(chromium, "large.bin to Firefox on Linux, through Desk");
      assert.equal(receiver.events.filter(({ event }) => event === "offer").length, 1, "the device itself was offered nothing");
    });

    await s.step("what was not saved is still there after a reload, and a page that goes is seen to go", async () => {
      await firefox.reload();
      await firefox.waitFor(() => /large\.bin/.test(document.querySelector('[data-testid="row"][data-state="received"]')?.innerText));
      await firefox.goto("about:blank");
      await chromium.waitFor(() => document.querySelectorAll('[data-testid="tile"]').length === 1, { timeoutMs: 40_000 });
    });
  },
  { timeoutMs: 240_000 },
);

scenario("where the page's port is taken, or no page is wanted, files are received without it", async (s) => {
  const host = await s.host("home");
  await s.serve(host, { port: 47_480, mounts: pagesSite });
  const receive = (name, ...words) =>
    s.spawn(host, [lanward, "receive", "--json", "--port", "0", "--state", join(s.directory, name), ...words], { env: { LANWARD_JAVA_OPTS: "-XX:TieredStopAtLevel=1" } });
  const taken = receive("taken");
  assert.equal((await taken.event("ready", { timeoutMs: 60_000 })).url, undefined);
  const problem = await taken.event("error");
  assert.equal(problem.code, "no-page");
  assert.match(problem.message, /47480.*--web-port/);
  const unwanted = receive("unwanted", "--no-page");
  assert.equal((await unwanted.event("ready", { timeoutMs: 60_000 })).url, undefined);
  const elsewhere = receive("elsewhere", "--web-port", "47481");
  assert.match((await elsewhere.event("ready", { timeoutMs: 60_000 })).url, /:47481\/$/);
  assert.deepEqual([...unwanted.events, ...elsewhere.events].filter(({ event }) => event === "error"), []);
});
