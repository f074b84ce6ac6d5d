import assert from "node:assert/strict";
import { test } from "node:test";
import { Lanward, LanwardError } from "../src/lanward.js";
import { standingPort } from "../src/key-schedule.js";
import { randomBytes } from "../src/bytes.js";
import { fakeEnvironment } from "./support/environment.js";
import { settle } from "./support/fake-clock.js";
import { FakeDevice } from "./support/fake-device.js";

const DAY = 86_400_000;

/** @param {Partial<import("../src/environment.js").Environment>} [changes] */
async function setUp(changes) {
  const fakes = fakeEnvironment(changes);
  const device = new FakeDevice(fakes.network);
  device.code = "7-482913";
  const lan = await Lanward.open({ name: "Kitchen tablet" }, fakes.environment);
  return { ...fakes, device, lan };
}

/** @param {Partial<import("../src/environment.js").Environment>} [changes] */
async function setUpPaired(changes) {
  const all = await setUp(changes);
  const { id } = await all.lan.pair("7-482913");
  await all.clock.advance(300);
  assert.equal(all.network.open.size, 0, "a pairing leaves no connection");
  return { ...all, id };
}

/** @param {string} code @param {object} [more] */
const failsWith = (code, more = {}) => (/** @type {any} */ error) => {
  assert.ok(error instanceof LanwardError, error?.stack);
  assert.equal(error.code, code);
  for (const [name, value] of Object.entries(more)) assert.equal(/** @type {any} */ (error)[name], value);
  return true;
};

/** The outcome of something that needs the clock. @param {import("./support/fake-clock.js").FakeClock} clock @param {Promise<any>} promise @param {number} milliseconds */
async function after(clock, promise, milliseconds) {
  promise.catch(() => {});
  await clock.advance(milliseconds);
  return promise;
}

test("open needs a name that can be shown, and makes an identity that stays", async () => {
  const { environment, lan } = await setUp();
  assert.equal(lan.name, "Kitchen tablet");
  assert.match(lan.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.equal((await Lanward.open({}, environment)).fingerprint, lan.fingerprint);
  await assert.rejects(Lanward.open({ name: "\u0000" }, environment), failsWith("invalid-argument"));
  await assert.rejects(Lanward.open({ name: /** @type {any} */ (5) }, environment), failsWith("invalid-argument"));
});

test("open where there is no browser is unsupported-browser", async () => {
  await assert.rejects(Lanward.open({ name: "x" }), failsWith("unsupported-browser"));
});

test("pair by code, then connect with no code after a reload", async () => {
  const { environment, device, lan, id } = await setUpPaired();
  assert.equal(device.pairings.length, 1);
  lan.close();
  const again = await Lanward.open({ name: "Kitchen tablet" }, environment);
  const [known] = await again.devices();
  assert.deepEqual([known.id, known.name, known.type, known.revoked], [id, "Doorbell", "camera", false]);
  assert.ok(known.pairedAt instanceof Date && known.lastSeen instanceof Date);
  const connection = await again.connect(id);
  assert.equal(connection.state, "open");
  assert.deepEqual(connection.device, { id, name: "Doorbell", type: "camera" });
  await settle();
  assert.deepEqual(device.heard[0], { type: "hello", version: 1, name: "Kitchen tablet" });
});

test("pair by link, as it stands and in a web address", async () => {
  for (const around of ["", "https://example.org/app/#"]) {
    const { device, lan, clock, network } = await setUp();
    device.secret = randomBytes(16);
    const target = around + device.link;
    const { id } = await lan.pair(around ? new URL(target) : target);
    await clock.advance(300);
    await lan.connect(id);
    await assert.rejects(after(clock, lan.pair(target), 10_000), failsWith("not-found"), "a link works once");
    assert.equal(network.open.size, 1);
  }
});

test("a wrong code says how many guesses are left; nothing is kept", async () => {
  const { lan, clock, network } = await setUp();
  await assert.rejects(lan.pair("7-482914"), failsWith("wrong-code", { left: 2 }));
  assert.deepEqual(await lan.devices(), []);
  await clock.advance(300);
  assert.equal(network.open.size, 0);
});

test("pairing mode closed: name-unresolved, wherever the page is from", async () => {
  for (const hostname of ["app.example", "192.0.2.7"]) {
    const { device, lan, clock, network } = await setUp({ hostname });
    device.code = undefined;
    await assert.rejects(after(clock, lan.pair("7-482913"), 8_300), failsWith("name-unresolved"));
    assert.equal(network.open.size, 0);
  }
});

test("a page that the device serves pairs where names do not resolve, by its own address", async () => {
  const { device, lan, clock } = await setUp({ hostname: "192.0.2.7" });
  const pairing = lan.pair("8-482913");
  device.code = "7-482913";
  await assert.rejects(after(clock, pairing, 1_500), failsWith("wrong-code"), "the address comes in after 1.5 s");
  const ipv6 = await setUp({ hostname: "[2001:db8::7]" });
  ipv6.device.address = "2001:db8::7";
  await assert.rejects(after(ipv6.clock, ipv6.lan.pair("8-482913"), 1_500), failsWith("wrong-code"));
});

test("a device that falls silent during the exchange: timed-out after five seconds", async () => {
  const { lan, clock, network } = await setUp();
  network.onnegotiated = (pc) => pc.connect();
  await assert.rejects(after(clock, lan.pair("7-482913"), 5_300), failsWith("timed-out"));
  await clock.advance(300);
  assert.equal(network.open.size, 0);
});

test("a device that talks nonsense during the exchange: protocol-error at once", async () => {
  const { lan, clock, network } = await setUp();
  network.onnegotiated = (pc) => {
    pc.control.ondevice = () => pc.control.receive('{"type":"pair","step":"share","share":"AAAA"}');
    pc.connect();
  };
  await assert.rejects(lan.pair("7-482913"), failsWith("protocol-error"));
  await clock.advance(300);
  assert.equal(network.open.size, 0);
});

test("a device that ends the pairing: refused at once", async () => {
  for (const end of [(/** @type {any} */ pc) => pc.control.close(), (/** @type {any} */ pc) => pc.control.receive('{"type":"bye","reason":"closing"}')]) {
    const { lan, network } = await setUp();
    network.onnegotiated = (pc) => {
      pc.control.ondevice = () => end(pc);
      pc.connect();
    };
    await assert.rejects(lan.pair("7-482913"), failsWith("refused"));
  }
});

test("what the caller gets wrong is rejected before anything is sent", async () => {
  const { lan, network } = await setUp();
  await assert.rejects(lan.pair("482913"), failsWith("invalid-code"));
  await assert.rejects(lan.pair("https://example.org/"), failsWith("invalid-link"));
  await assert.rejects(lan.pair("lanward:1?f=x"), failsWith("invalid-link"));
  await assert.rejects(lan.pair("7-482913", { timeout: -1 }), failsWith("invalid-argument"));
  await assert.rejects(lan.pair("7-482913", { timeout: NaN }), failsWith("invalid-argument"));
  await assert.rejects(lan.pair("7-482913", { addresses: ["kitchen.local"] }), failsWith("invalid-argument"));
  await assert.rejects(lan.pair("7-482913", { port: 0 }), failsWith("invalid-argument"));
  await assert.rejects(lan.pair("7-482913", { signal: AbortSignal.abort() }), failsWith("aborted"));
  await assert.rejects(lan.connect("unknown"), failsWith("not-paired"));
  assert.equal(network.made, 0);
});

test("the device is reached at its old address, under its name, and at its standing port", async () => {
  const { device, lan, clock, id } = await setUpPaired();
  device.address = "192.0.2.99";
  (await lan.connect(id)).close();
  await clock.advance(300);
  device.port = 50123;
  const connecting = lan.connect(id);
  await clock.advance(1_000);
  assert.equal((await connecting).state, "open");
  await settle();
  assert.notEqual(standingPort(device.fingerprint), 50123);
  const started = clock.now();
  await lan.connect(id);
  assert.equal(clock.now(), started, "the hello told the new port");
});

test("device off: not-found, and connect succeeds later without a reload", async () => {
  const { device, lan, clock, network, id } = await setUpPaired();
  device.on = false;
  await assert.rejects(after(clock, lan.connect(id), 8_300), failsWith("not-found"));
  await assert.rejects(after(clock, lan.connect(id, { timeout: 500 }), 800), failsWith("not-found"));
  assert.equal(network.open.size, 0);
  device.on = true;
  assert.equal((await lan.connect(id)).state, "open");
});

test("somebody with the pairing key but another certificate: wrong-certificate, and nothing is said", async () => {
  const { device, lan, network, id } = await setUpPaired();
  device.presents = randomBytes(32);
  await assert.rejects(lan.connect(id), failsWith("wrong-certificate"));
  assert.deepEqual(device.heard, []);
  assert.equal(network.open.size, 0);
});

test("the device revokes: the session ends, connect rejects at once, pairing again helps", async () => {
  const { device, lan, clock, network, id } = await setUpPaired();
  const connection = await lan.connect(id);
  device.pairings = [];
  device.say({ type: "revoke" });
  assert.equal(await connection.closed, "revoked");
  await assert.rejects(lan.connect(id), failsWith("revoked"));
  await settle();
  assert.equal((await lan.devices())[0].revoked, true);
  assert.equal(network.open.size, 0);
  assert.equal((await lan.pair("7-482913")).id, id);
  await clock.advance(300);
  assert.equal((await lan.connect(id)).state, "open");
});

test("the page forgets: the device is told, the session ends, the id is unknown", async () => {
  const { device, lan, clock, network, id } = await setUpPaired();
  const connection = await lan.connect(id);
  await settle();
  await lan.forget(id);
  assert.equal(await connection.closed, "forgotten");
  await clock.advance(300);
  assert.deepEqual(device.heard.at(-1), { type: "revoke" });
  assert.equal(network.open.size, 0);
  await assert.rejects(lan.connect(id), failsWith("not-paired"));
  await lan.forget(id);
});

test("a certificate is rotated: announced in one session, used in the next, the old one forgotten", async () => {
  const { environment, device, lan, clock, id } = await setUpPaired();
  const first = lan.fingerprint;
  lan.close();
  await clock.advance(306 * DAY);
  const later = await Lanward.open({ name: "Kitchen tablet" }, environment);
  assert.notEqual(later.fingerprint, first);
  const connection = await later.connect(id);
  await settle();
  assert.deepEqual(device.heard.filter(({ type }) => type === "rotate"), [{ type: "rotate", fingerprint: later.fingerprint }]);
  assert.equal(device.pairings[0].next, later.fingerprint.replaceAll(":", "").toLowerCase());
  connection.close();
  await later.connect(id);
  await settle();
  assert.equal(device.pairings[0].page, later.fingerprint.replaceAll(":", "").toLowerCase());
  assert.equal(device.heard.filter(({ type }) => type === "rotate").length, 1);
  await clock.advance(60 * DAY);
  assert.equal((await later.connect(id)).state, "open", "the first one has expired");
});

test("a device that echoes another rotation than was announced changes nothing", async () => {
  const { device, lan, id } = await setUpPaired();
  const connection = await lan.connect(id);
  device.say({ type: "rotate", fingerprint: "AB:".repeat(31) + "AB" });
  await settle();
  connection.close();
  assert.equal((await lan.connect(id)).state, "open");
});

test("what a device says again and again is written once", async () => {
  let written = 0;
  const tabs = class {
    postMessage = () => void written++;
    close() {}
  };
  const { environment, device, lan, clock, id } = await setUpPaired({ BroadcastChannel: /** @type {any} */ (tabs) });
  lan.close();
  await clock.advance(306 * DAY);
  const later = await Lanward.open({ name: "Kitchen tablet" }, environment);
  await later.connect(id);
  await settle();
  const before = written;
  const hello = { type: "hello", version: 1, name: "Other", deviceType: "lock", host: device.host, addresses: [], port: 1 };
  for (let i = 0; i < 100; i++) {
    device.say({ ...hello, name: `Other ${i}` });
    device.say({ type: "rotate", fingerprint: later.fingerprint });
    await settle();
  }
  assert.equal(written, before);
});

test("a page that comes back after a year: identity-expired at once, and pairing again helps", async () => {
  const { environment, lan, clock, id } = await setUpPaired();
  lan.close();
  await clock.advance(366 * DAY);
  const later = await Lanward.open({ name: "Kitchen tablet" }, environment);
  await assert.rejects(later.connect(id), failsWith("identity-expired"));
  assert.equal((await later.pair("7-482913")).id, id);
  assert.equal((await later.connect(id)).state, "open");
});

test("abort and close settle what is under way, and no connection is left", async () => {
  const { device, lan, clock, network, id } = await setUpPaired();
  device.on = false;
  const controller = new AbortController();
  const aborted = lan.connect(id, { signal: controller.signal });
  const closed = [lan.connect(id), lan.pair("7-482913")];
  [aborted, ...closed].forEach((promise) => promise.catch(() => {}));
  await clock.advance(10);
  controller.abort();
  await assert.rejects(aborted, failsWith("aborted"));
  lan.close();
  for (const promise of closed) await assert.rejects(promise, failsWith("closed"));
  await assert.rejects(lan.connect(id), failsWith("closed"));
  await assert.rejects(lan.devices(), failsWith("closed"));
  assert.equal(network.open.size, 0);
});

test("a page has at most 32 connections at once", async () => {
  const { lan, network, id } = await setUpPaired();
  const connections = await Promise.all(Array.from({ length: 32 }, () => lan.connect(id)));
  await assert.rejects(lan.connect(id), failsWith("busy"));
  assert.equal(network.open.size, 32);
  connections[0].close();
  await lan.connect(id);
});

test("leaving the page says bye", async () => {
  const { environment, device, lan, clock, network, id } = await setUpPaired();
  const connection = await lan.connect(id);
  await settle();
  environment.page.dispatchEvent(new Event("pagehide"));
  assert.equal(await connection.closed, "page-hidden");
  await clock.advance(300);
  assert.deepEqual(device.heard.at(-1), { type: "bye", reason: "closing" });
  assert.equal(network.open.size, 0);
});

test("another tab that forgets a device ends the sessions of this one", async () => {
  /** @type {Set<any>} */
  const tabs = new Set();
  class FakeBroadcastChannel {
    /** @type {any} */ onmessage = null;
    constructor() {
      tabs.add(this);
    }
    postMessage() {
      for (const tab of tabs) if (tab !== this) queueMicrotask(() => tab.onmessage?.({}));
    }
    close() {
      tabs.delete(this);
    }
  }
  const { environment, lan, id } = await setUpPaired({ BroadcastChannel: /** @type {any} */ (FakeBroadcastChannel) });
  const other = await Lanward.open({ name: "Other tab" }, environment);
  const connection = await lan.connect(id);
  await settle();
  await other.forget(id);
  assert.equal(await connection.closed, "forgotten");
  other.close();
  lan.close();
  assert.equal(tabs.size, 0);
});

test("a browser that ignores the device's INIT is reached at once by a knock that opens nothing, and stays with that", async () => {
  for (const [ignored, milliseconds] of /** @type {const} */ ([["silence", 300], ["abort", 0]])) {
    const { clock, network, device, lan, id } = await setUpPaired();
    device.knocks = ["lw1", "lw3"];
    (await lan.connect(id)).close();
    await clock.advance(300);
    Object.assign(network, { sctpInit: Buffer.from(Uint8Array.of(1, 0, 0, 20, ...new Uint8Array(16).fill(7))).toString("base64") });
    Object.assign(device, { ignored, knocked: [] });
    const connection = await after(clock, lan.connect(id), milliseconds);
    assert.deepEqual([device.knocked, connection.state, network.open.size], [["lw3", "lw1"], "open", 1], ignored);
    await settle();
    connection.close();
    await clock.advance(300);
    (await lan.connect(id)).close();
    assert.deepEqual(device.knocked.slice(2), ["lw1"], "though the device says again that it answers lw3");
    await clock.advance(300);
    assert.deepEqual([network.open.size, clock.pending], [0, 0]);
  }
});

test("where neither knock opens anything the call ends in its own time", async () => {
  const { clock, network, device, lan, id } = await setUpPaired();
  device.knocks = ["lw3"];
  (await lan.connect(id)).close();
  await clock.advance(300);
  Object.assign(network, { sctpInit: Buffer.from(Uint8Array.of(1, 0, 0, 20, ...new Uint8Array(16).fill(7))).toString("base64") });
  device.ignored = "silence";
  const connecting = lan.connect(id, { timeout: 2_000 });
  await clock.advance(200);
  device.on = false;
  await assert.rejects(after(clock, connecting, 2_100), failsWith("not-found"));
  assert.equal(network.open.size, 0);
});
