// A page that sends and one that receives, over connections in memory: what the two classes make of cuts, pauses and refusals.
import assert from "node:assert/strict";
import { File } from "node:buffer";
import { test } from "node:test";
import { IDBFactory, IDBKeyRange, indexedDB } from "./support/fake-indexeddb.js";
import { collect } from "../files.js";
import { receiveOn } from "../receiver.js";
import { Sending } from "../sender.js";
import { IndexedDbShelves } from "../shelves.js";
import { connected, until } from "./support/fake-connections.js";

Object.assign(globalThis, { indexedDB, IDBKeyRange });

const MEBIBYTE = 1 << 20;
const noise = (/** @type {number} */ length) => Uint8Array.from({ length }, (_, i) => (i * 31) ^ (i >> 9));

/** @param {Record<string, Uint8Array | string>} contents by path */
function items(contents) {
  const files = Object.entries(contents).map(([path, bytes]) =>
    Object.assign(new File([bytes], path.split("/").at(-1) ?? "", { lastModified: 1_700_000_000_000 }), { webkitRelativePath: path.includes("/") ? path : "" }),
  );
  return collect(/** @type {any} */ (files));
}

/** A page with an empty database, and what it is told. @param {ConstructorParameters<typeof IndexedDbShelves>[0]} [options] */
function receiverPage(options, { keep = false } = {}) {
  if (!keep) globalThis.indexedDB = new IDBFactory();
  const shelves = new IndexedDbShelves(options);
  /** @type {import("../receiver.js").Receiving[]} */
  const told = [];
  let tell = () => {};
  return {
    shelves,
    told,
    /** @param {EventTarget} connection */
    listen: (connection) =>
      receiveOn(/** @type {any} */ (connection), {
        peerId: "sender",
        shelves,
        onreceiving: (receiving) => {
          told.push(receiving);
          tell();
        },
      }),
    /** @param {number} [count] @returns {Promise<import("../receiver.js").Receiving>} */
    offered: async (count = 1) => {
      while (told.length < count) await new Promise((resolve) => (tell = () => resolve(undefined)));
      return told[count - 1];
    },
  };
}

/** @param {import("../receiver.js").Receiving} receiving */
async function contents(receiving) {
  const files = await receiving.files();
  return Object.fromEntries(
    await Promise.all(files.map(async ({ path, kind, blob }) => [path, kind === "folder" ? null : new Uint8Array(await (await blob()).arrayBuffer())])),
  );
}

test("a folder and an empty file cross, once somebody has agreed", async () => {
  const page = receiverPage();
  const { page: here, device } = connected();
  page.listen(device);
  const large = noise(5 * MEBIBYTE + 17);
  const sending = new Sending(/** @type {any} */ (here), await items({ "d/large": large, "d/e/empty": "", "small": "hello" }));
  assert.equal(sending.state, "offered");
  sending.start();
  const receiving = await page.offered();
  assert.deepEqual([receiving.state, receiving.bytes, receiving.items.map(({ path }) => path)], ["offered", large.length + 5, ["d", "d/e", "d/e/empty", "d/large", "small"]]);
  assert.equal(sending.done, 0);
  await assert.rejects(receiving.files(), { code: "storage" });
  receiving.accept();
  await Promise.all([until(sending, () => sending.state === "sent"), until(receiving, () => receiving.state === "received")]);
  assert.deepEqual([sending.done, receiving.done], [sending.bytes, sending.bytes]);
  assert.deepEqual(await contents(receiving), { d: null, "d/e": null, "d/e/empty": new Uint8Array(), "d/large": large, small: new TextEncoder().encode("hello") });
  await receiving.forget();
  assert.deepEqual(await page.shelves.kept(), []);
});

test("what is declined is not sent, and both are told", async () => {
  const page = receiverPage();
  const { page: here, device } = connected();
  page.listen(device);
  const sending = new Sending(/** @type {any} */ (here), await items({ a: "x" }));
  sending.start();
  (await page.offered()).decline("Not now.");
  await until(sending, () => sending.state === "declined");
  assert.deepEqual([sending.code, sending.message, sending.done], ["declined", "Not now.", 0]);
  assert.equal((await page.offered()).state, "declined");
  assert.deepEqual(await page.shelves.kept(), []);
});

test("cut again and again it goes on where it was, without asking again", async () => {
  const page = receiverPage();
  const bytes = noise(24 * MEBIBYTE + 5);
  let line = connected();
  page.listen(line.device);
  const sending = new Sending(/** @type {any} */ (line.page), await items({ a: bytes, b: "after" }));
  sending.start();
  const receiving = await page.offered();
  receiving.accept();
  let sent = 0;
  for (const megabytes of [1, 7, 5, 4]) {
    await line.sent(megabytes * MEBIBYTE);
    line.cut();
    await Promise.all([until(sending, () => sending.state === "interrupted"), until(receiving, () => receiving.state === "interrupted")]);
    sent += line.page.sentBytes;
    line = connected();
    page.listen(line.device);
    sending.attach(/** @type {any} */ (line.page));
  }
  await Promise.all([until(sending, () => sending.state === "sent"), until(receiving, () => receiving.state === "received")]);
  sent += line.page.sentBytes;
  assert.ok(sent <= bytes.length + 5 + 4 * 4 * MEBIBYTE, `${sent} bytes were sent`);
  assert.deepEqual((await contents(receiving)).a, bytes);
  assert.equal(page.told.length, 1);
});

test("after a reload it goes on with what was written, without asking again", async () => {
  const before = receiverPage();
  const bytes = noise(12 * MEBIBYTE);
  const first = connected();
  before.listen(first.device);
  const sending = new Sending(/** @type {any} */ (first.page), await items({ a: bytes }));
  sending.start();
  const receiving = await before.offered();
  receiving.accept();
  await first.sent(8 * MEBIBYTE);
  first.cut();
  await Promise.all([until(sending, () => sending.state === "interrupted"), until(receiving, () => receiving.state === "interrupted")]);

  const after = receiverPage({}, { keep: true });
  const [kept] = await after.shelves.kept();
  assert.deepEqual([kept.state, kept.items.length, kept.done > 2 * MEBIBYTE], ["receiving", 1, true]);
  const second = connected();
  after.listen(second.device);
  sending.attach(/** @type {any} */ (second.page));
  const goesOn = await after.offered();
  assert.equal(goesOn.state, "receiving");
  await until(goesOn, () => goesOn.state === "received");
  assert.ok(second.page.sentBytes <= bytes.length - kept.done + 65_536, "what was kept is sent again");
  assert.deepEqual((await contents(goesOn)).a, bytes);

  const [whole] = await receiverPage({}, { keep: true }).shelves.kept();
  assert.equal(whole.state, "received");
  const [file] = await whole.files();
  assert.deepEqual(new Uint8Array(await (await file.blob()).arrayBuffer()), bytes);
  await whole.forget();
  await assert.rejects(file.blob(), { code: "storage" });
});

test("a receiver that pauses asks for no more than it had asked for, and a sender that pauses is gone on with", async () => {
  const page = receiverPage();
  const bytes = noise(16 * MEBIBYTE);
  const line = connected();
  page.listen(line.device);
  const sending = new Sending(/** @type {any} */ (line.page), await items({ a: bytes }));
  sending.start();
  const receiving = await page.offered();
  receiving.accept();
  await line.sent(2 * MEBIBYTE);
  receiving.pause();
  assert.equal(receiving.state, "paused");
  let before;
  do {
    before = line.page.sentBytes;
    for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve));
  } while (line.page.sentBytes > before);
  assert.ok(before <= 2 * MEBIBYTE + 5 * MEBIBYTE, `${before} bytes were sent`);
  receiving.resume();
  await line.sent(9 * MEBIBYTE);
  sending.pause();
  await until(receiving, () => receiving.state === "interrupted");
  assert.equal(sending.state, "paused");
  sending.resume();
  await Promise.all([until(sending, () => sending.state === "sent"), until(receiving, () => receiving.state === "received")]);
  assert.deepEqual((await contents(receiving)).a, bytes);
  assert.equal(page.told.length, 1);
});

for (const who of ["sender", "receiver"]) {
  test(`cancelled by the ${who} it ends at both, and nothing is kept`, async () => {
    const page = receiverPage();
    const line = connected();
    page.listen(line.device);
    const abort = new AbortController();
    const sending = new Sending(/** @type {any} */ (line.page), await items({ a: noise(16 * MEBIBYTE) }), { signal: abort.signal });
    sending.start();
    const receiving = await page.offered();
    receiving.accept();
    await line.sent(2 * MEBIBYTE);
    if (who === "sender") abort.abort();
    else receiving.cancel();
    await Promise.all([until(sending, () => sending.state === "cancelled"), until(receiving, () => receiving.state === "cancelled")]);
    assert.equal(sending.code, "cancelled");
    while ((await page.shelves.kept()).length > 0) await new Promise((resolve) => setImmediate(resolve));
  });
}

test("a chunk that was damaged on its way is asked for again", async () => {
  const page = receiverPage();
  const line = connected();
  page.listen(line.device);
  const bytes = noise(2 * MEBIBYTE);
  const sending = new Sending(/** @type {any} */ (line.page), await items({ a: bytes }));
  sending.start();
  let chunks = 0;
  [...line.page.channels][0].harm = (data) => {
    if (typeof data !== "string" && ++chunks === 7) new Uint8Array(data)[50_000] ^= 1;
    return data;
  };
  (await page.offered()).accept();
  await until(sending, () => sending.state === "sent");
  assert.ok(line.page.sentBytes > bytes.length);
  assert.deepEqual((await contents(page.told[0])).a, bytes);
});

test("a file that changes while it is sent ends it at both", async () => {
  const page = receiverPage();
  const line = connected();
  page.listen(line.device);
  const [item] = await items({ a: noise(8 * MEBIBYTE) });
  const { slice } = /** @type {any} */ (item.file);
  let reads = 0;
  /** @type {any} */ (item.file).slice = function (/** @type {number} */ from, /** @type {number} */ to) {
    return ++reads > 3 ? { arrayBuffer: async () => { throw Object.assign(new Error(), { name: "NotReadableError" }); } } : slice.call(this, from, to);
  };
  const sending = new Sending(/** @type {any} */ (line.page), [item]);
  sending.start();
  const receiving = await page.offered();
  receiving.accept();
  await Promise.all([until(sending, () => sending.state === "failed"), until(receiving, () => receiving.state === "failed")]);
  assert.deepEqual([sending.code, receiving.code], ["changed", "changed"]);
});

test("more than the quota is refused, what is here from others counted", async () => {
  const page = receiverPage({ quotaBytes: 3 * MEBIBYTE });
  const line = connected();
  page.listen(line.device);
  const send = async (/** @type {string} */ name, /** @type {number} */ size) => {
    const sending = new Sending(/** @type {any} */ (line.page), await items({ [name]: noise(size) }));
    sending.start();
    return sending;
  };
  const tooLarge = await send("a", 3 * MEBIBYTE + 1);
  await until(tooLarge, () => tooLarge.state === "failed");
  assert.equal(tooLarge.code, "too-large");
  const first = await send("b", 2 * MEBIBYTE);
  (await page.offered(1)).accept();
  await until(first, () => first.state === "sent");
  const second = await send("c", 2 * MEBIBYTE);
  (await page.offered(2)).accept();
  await until(second, () => second.state === "failed");
  assert.equal(second.code, "no-space");
  await page.told[0].forget();
  const third = await send("d", 2 * MEBIBYTE);
  (await page.offered(3)).accept();
  await until(third, () => third.state === "sent");
});

test("a peer has four transfers at once; another subprotocol is refused", async () => {
  const page = receiverPage();
  const line = connected();
  page.listen(line.device);
  /** @type {Sending[]} */
  const sendings = [];
  for (let i = 0; i < 5; i++) {
    const sending = new Sending(/** @type {any} */ (line.page), await items({ [`f${i}`]: "x" }));
    sending.start();
    sendings.push(sending);
  }
  await until(sendings[4], () => sendings[4].state === "failed");
  assert.equal(sendings[4].code, "busy");
  (await page.offered(1)).decline();
  await until(sendings[0], () => sendings[0].state === "declined");
  const other = line.page.createDataChannel("drop", { protocol: "lanward-drop-9" });
  const answer = await new Promise((resolve) => other.addEventListener("message", (event) => resolve(/** @type {MessageEvent} */ (event).data)));
  assert.equal(JSON.parse(answer).code, "unsupported");
});
