import assert from "node:assert/strict";
import { test } from "node:test";
import { Lanward } from "../src/lanward.js";
import { fakeEnvironment } from "./support/environment.js";
import { FakeDevice } from "./support/fake-device.js";
import { fingerprintOf } from "./support/fake-rtc.js";

const OWN = "candidate:1 1 udp 2113937151 11112222-3333-4444-8555-666677778888.local 50000 typ host";
const OTHER = {
  fingerprint: `${"AB:".repeat(31)}AB`,
  description: { ufrag: "them", pwd: "p".repeat(24), candidates: [{ address: "10.0.0.2", port: 40_000, priority: 7 }] },
};

/** A page that is connected with a device. */
async function setUp() {
  const fakes = fakeEnvironment();
  const device = new FakeDevice(fakes.network);
  device.code = "7-482913";
  const lan = await Lanward.open({ name: "Page" }, fakes.environment);
  const { id } = await lan.pair("7-482913");
  await fakes.clock.advance(300);
  const connection = await lan.connect(id);
  /** What the browser made last for a meeting, which has told its candidates. @param {Promise<any>} started */
  const begun = async (started) => {
    started.catch(() => {});
    await fakes.clock.advance(0);
    const pc = [...fakes.network.open].at(-1);
    pc.gather(OWN);
    pc.gather();
    return { pc, meeting: await started };
  };
  return { ...fakes, lan, id, connection, begun };
}

/** @param {Promise<any>} promise @returns {Promise<string>} */
const codeOf = (promise) => promise.then(() => "", ({ code }) => code);

test("a page shows another page the certificate that the device knows it by", async () => {
  const { lan, connection, begun } = await setUp();
  const { pc, meeting } = await begun(lan.call(connection));
  assert.equal(fingerprintOf(pc.config.certificates[0]).toUpperCase(), lan.fingerprint);
  await meeting.answered(OTHER);
  pc.connect();
  assert.equal((await meeting.opened).fingerprint, OTHER.fingerprint);
});

test("the connection of two pages outlives that with the device, and ends with the library", async () => {
  const { lan, connection, begun } = await setUp();
  const { pc, meeting } = await begun(lan.answer(connection, OTHER));
  pc.connect();
  const met = await meeting.opened;
  connection.close();
  assert.equal(met.state, "open");
  lan.close();
  assert.equal(await met.closed, "closed");
});

test("who forgets the device, or leaves the page, ends what it has introduced", async () => {
  const { lan, id, connection, begun } = await setUp();
  const first = await begun(lan.answer(connection, OTHER));
  first.pc.connect();
  const met = await first.meeting.opened;
  const second = await begun(lan.call(connection));
  await lan.forget(id);
  assert.equal(await met.closed, "closed");
  assert.equal(await codeOf(second.meeting.opened), "closed");
  const other = await setUp();
  const third = await other.begun(other.lan.answer(other.connection, OTHER));
  third.pc.connect();
  const left = await third.meeting.opened;
  other.environment.page.dispatchEvent(new Event("pagehide"));
  assert.equal(await left.closed, "closed");
});

test("nobody is called over a connection that is closed, nor with what is not valid", async () => {
  const { lan, connection, network } = await setUp();
  assert.equal(await codeOf(lan.answer(connection, { ...OTHER, fingerprint: "AB" })), "protocol-error");
  assert.equal(await codeOf(lan.call(connection, { timeout: -1 })), "invalid-argument");
  assert.equal(network.open.size, 1, "only the one with the device");
  connection.close();
  assert.equal(await codeOf(lan.call(connection)), "closed");
});

test("meetings count among the 32 connections of a page, from their beginning to their end", async () => {
  const { lan, connection, begun, clock } = await setUp();
  for (let i = 1; i < 32; i++) {
    const { pc, meeting } = await begun(lan.answer(connection, OTHER));
    if (i > 1) continue;
    pc.connect();
    await meeting.opened;
  }
  assert.equal(await codeOf(lan.call(connection)), "busy");
  await clock.advance(8_000); // all but the first have found no way
  await begun(lan.call(connection));
});
