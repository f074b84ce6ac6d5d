// The drop page that `receive` serves, used as a person would: to the device, and from one page to another through it, where
// the two do not reach each other (docs/drop.md section 9; where they do: drop-direct.test.mjs).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { at, drop, offered, paired, past, says, take, tile } from "../lib/desk-page.mjs";
import { lab, lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite as pagesSite } from "../lib/sites.mjs";

const LARGE_BYTES = 3 * 2 ** 20 + 17;

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

    await s.step("another page, to which there is no direct way, is seen through the device, which is said to be able to read", async () => {
      await lab.partition("left", "right");
      const mark = receiver.mark();
      receiver.write({ pair: true });
      await paired(firefox, url, (await receiver.event("pairing", { after: mark })).code);
      await says(chromium, "Firefox on Linux", /Looking for a direct way/);
      await Promise.all([says(chromium, "Firefox on Linux", /Through Desk: it can read what you send/), says(firefox, "Chrome on Linux", /Through Desk: it can read what you send/)]);
      assert.doesNotMatch(await tile(firefox, "Chrome on Linux", "here"), /Verified/);
    });

    await s.step("what is dropped on it arrives there, whole", async () => {
      await drop(chromium, "Firefox on Linux", "large.bin", LARGE_BYTES);
      assert.match(await offered(firefox), /Chrome on Linux, through Desk wants to send you large\.bin/);
      assert.deepEqual(await take(firefox), [LARGE_BYTES, -1]);
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
