// A slow reader stops a fast writer, end to end: a page that writes to a program whose handler does not return; and what can be had in the
// other direction, where the browser reads for its page whether that keeps up or not.
import assert from "node:assert/strict";
import { join } from "node:path";
import { browserKinds } from "../lib/browser.mjs";
import { MeasuredDevice, benchProgram } from "../lib/crowd.mjs";
import { until } from "../lib/lab.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

const MEBIBYTE = 1 << 20;
const BYTES = 64 << 10;
/** Of the device's receive window, twice what is announced (data-channel Limits), and of a heap's noise. */
const MOST_GROWTH = 6 * MEBIBYTE;
/** Between the page's `bufferedAmount` and the handler: that window, and what the browser's own SCTP holds. */
const BETWEEN = 6 * MEBIBYTE;
/** What may wait where `ready` resolves, and one message. */
const PATIENT = 256 * 1024 + BYTES;

for (const kind of browserKinds) {
  scenario(`${kind} writes no faster than a slow handler reads, and the device's memory stays bounded`, async (s) => {
    const { device, page } = await connected(s, kind);
    const { heapBytes } = await device.footprint(1);
    const grown = async () => (await device.footprint(1)).heapBytes - heapBytes;
    const written = () => page.page.evaluate(() => library.written());
    const count = (48 * MEBIBYTE) / BYTES;

    await s.step("a writer that awaits ready stops", async () => {
      await page.page.evaluate((what) => library.write(what), { label: "slow", count, bytes: BYTES, patient: true });
      const { sent, buffered } = await standingStill(written);
      assert.ok(sent < count && sent * BYTES <= BETWEEN + PATIENT, `${sent} messages were sent to a handler that took none`);
      assert.ok(buffered > 0 && buffered <= PATIENT, `${buffered} bytes wait in the page`);
      const growth = await grown();
      assert.ok(growth <= MOST_GROWTH, `the device's heap grew by ${growth} bytes`);
      s.figure(`${kind}: stopped after ${((sent * BYTES) / MEBIBYTE).toFixed(1)} MiB, the device's heap grew by ${(growth / MEBIBYTE).toFixed(1)} MiB`);
    });
    await s.step("and goes on when the handler does, and nothing is lost or out of order", async () => {
      device.process.write("read");
      await page.page.waitFor(() => library.written().done, { timeoutMs: 60_000 });
      const state = await until("all messages", async () => (({ read }) => read === count)(await stateOf(device)) && stateOf(device), 30_000);
      assert.equal(state.disordered, 0);
      const growth = await grown();
      assert.ok(growth <= MOST_GROWTH, `the device's heap grew by ${growth} bytes`);
    });
  });

  scenario(`${kind} keeps what an impatient page sends to a slow handler, where bufferedAmount shows it`, async (s) => {
    const { device, page } = await connected(s, kind);
    const { heapBytes } = await device.footprint(1);
    const count = (14 * MEBIBYTE) / BYTES;
    await page.page.evaluate((what) => library.write(what), { label: "slow", count, bytes: BYTES, patient: false });
    await page.page.waitFor(() => library.written().done || library.written().failed, { timeoutMs: 20_000 });
    const { sent, failed, buffered } = await standingStill(() => page.page.evaluate(() => library.written()));
    assert.deepEqual([sent, failed], [count, ""]);
    assert.ok(buffered >= count * BYTES - BETWEEN, `only ${buffered} bytes wait in the page`);
    const growth = (await device.footprint(1)).heapBytes - heapBytes;
    assert.ok(growth <= MOST_GROWTH, `the device's heap grew by ${growth} bytes`);
    device.process.write("read");
    await until("all messages", async () => (({ read }) => read === count)(await stateOf(device)), 30_000);
    await page.page.waitFor(() => library.written().buffered === 0);
  });

  scenario(`${kind} whose page is busy: the device's memory stays bounded, and all arrives in order`, async (s) => {
    const { device, page } = await connected(s, kind);
    const { heapBytes } = await device.footprint(1);
    const mebibytes = 64;
    await page.page.evaluate((label) => library.read({ label }), `fast ${mebibytes}`);
    await page.page.waitFor(() => library.reading.messages > 0);
    const { before, after } = await page.page.evaluate(() => library.block(1_500));
    assert.equal(after, before, "the handler ran while its thread was busy");
    const { written, buffered, mostBuffered } = await stateOf(device);
    const growth = (await device.footprint(1)).heapBytes - heapBytes;
    // A session's room for what waits to be sent (Javadoc of Channel), and the noise.
    assert.ok(growth <= 16 * MEBIBYTE + MOST_GROWTH, `the device's heap grew by ${growth} bytes`);
    assert.ok(mostBuffered <= 16 * MEBIBYTE);
    s.figure(`${kind}: while the page had handled ${mib(before)} MiB the browser had taken ${mib(written - buffered / BYTES)} of ${mebibytes} MiB`);
    await page.page.waitFor((count) => library.reading.messages === count, { args: [(mebibytes * MEBIBYTE) / BYTES], timeoutMs: 60_000 });
    assert.equal(await page.page.evaluate(() => library.reading.disordered), 0);
  });
}

const mib = (messages) => ((messages * BYTES) / MEBIBYTE).toFixed(1);

/** A page that is connected to a device whose handler waits for a word. */
async function connected(s, kind) {
  const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
  const process = benchProgram(home, "PressedDevice", [join(s.directory, "pressed"), "eth0"], join(s.directory, "pressed.log"));
  s.onEnd(() => process.kill("SIGKILL"));
  const device = new MeasuredDevice(process);
  const [browser, server] = await Promise.all([s.browser(kind, viewer), s.serve(web, { mounts: librarySite }), device.ready()]);
  const page = await LibraryPage.open(browser, server.origin);
  const { id } = await page.mustPair(await device.link());
  await page.mustConnect(id);
  return { device, page };
}

async function stateOf(device) {
  const after = device.process.mark();
  device.process.write("state");
  return device.process.event("state", { after });
}

/** What `probe` gives once it has given the same five times in a row, a fifth of a second apart. */
async function standingStill(probe) {
  let last;
  let times = 0;
  return until(
    "standing still",
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const now = JSON.stringify(await probe());
      times = now === last ? times + 1 : 0;
      last = now;
      return times >= 5 && JSON.parse(now);
    },
    30_000,
  );
}
