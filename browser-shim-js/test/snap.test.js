import assert from "node:assert/strict";
import { test } from "node:test";
import { base64, fromBase64, hex } from "../src/bytes.js";
import { dial } from "../src/dial.js";
import { deviceInit, openingBytes, openingOf } from "../src/snap.js";
import { fakeEnvironment } from "./support/environment.js";
import { FakeCertificate } from "./support/fake-rtc.js";

const INIT = Uint8Array.from([1, 0, 0, 20, ...new Uint8Array(16).fill(7)]);
const OFFER = ["v=0", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:0", "a=sctp-port:5000", ""].join("\r\n");

/** @param {Uint8Array | string} init */
const offerWith = (init) => `${OFFER}a=sctp-init:${typeof init === "string" ? init : base64(init)}\r\n`;

/** @param {number} length */
const initOf = (length) => Uint8Array.from([1, 0, 0, length, ...new Uint8Array(length - 4)]);

test("an offer's INIT is read, padded or not, and the device gets a tag that is not zero", () => {
  for (const offer of [offerWith(INIT), offerWith(`${base64(INIT)}=`), offerWith(initOf(169))]) {
    const opening = openingOf(offer);
    assert.ok(opening);
    assert.ok(opening.tag.some((byte) => byte !== 0));
    assert.equal(openingBytes(opening).length, 8 + opening.init.length);
  }
  assert.notDeepEqual(openingOf(offerWith(INIT))?.tag, openingOf(offerWith(INIT))?.tag);
});

test("an offer without an INIT, or with one that no knock can hold, changes nothing", () => {
  for (const offer of [OFFER, offerWith(initOf(19)), offerWith(initOf(170)), offerWith(INIT.map((byte, at) => (at === 0 ? 2 : byte))), offerWith("***"), offerWith("AAAAA"), offerWith("")]) {
    assert.equal(openingOf(offer), undefined, offer);
  }
});

/** @param {string | undefined} sctpInit what the browser offers @param {Partial<import("../src/dial.js").DialPlan>} plan */
async function answerOf(sctpInit, plan) {
  const { environment, network, clock } = fakeEnvironment();
  Object.assign(network, { sctpInit });
  /** @type {any} */
  let pc;
  network.onnegotiated = (made) => (pc = made);
  const controller = new AbortController();
  const dialling = dial(environment, {
    certificate: /** @type {any} */ (new FakeCertificate(clock.now() + 1e9)),
    knock: { ufrag: "lw1AAECAwQFBgcICQoL", pwd: "DIF1A/jBBU5Wm4s6bcYvwazB" },
    fingerprint: new Uint8Array(32).fill(2),
    targets: [{ address: "192.0.2.7", port: 47470 }],
    laterTargets: [],
    laterMilliseconds: 1_000,
    guesses: [],
    timeoutMilliseconds: 8_000,
    signal: controller.signal,
    ...plan,
  });
  await clock.advance(0);
  controller.abort();
  await assert.rejects(dialling);
  return { ufrag: pc.answered("ice-ufrag"), init: pc.answered("sctp-init") };
}

test("where browser and device both know it, knock and answer hold the two INITs", async () => {
  /** @type {import("../src/snap.js").Opening | undefined} */
  let said;
  const { ufrag, init } = await answerOf(base64(INIT), {
    openingKnock: (opening) => {
      said = opening;
      return { ufrag: "lw3chosen", pwd: "DIF1A/jBBU5Wm4s6bcYvwazB" };
    },
  });
  assert.equal(ufrag, "lw3chosen");
  assert.ok(said);
  assert.equal(hex(said.init), hex(INIT));
  assert.equal(hex(fromBase64(init.replace(/=+$/, ""))), hex(deviceInit(said)));
});

test("where either does not, both are as they always were", async () => {
  const usual = { ufrag: "lw1AAECAwQFBgcICQoL", init: "" };
  const openingKnock = () => ({ ufrag: "lw3chosen", pwd: "DIF1A/jBBU5Wm4s6bcYvwazB" });
  assert.deepEqual(await answerOf(undefined, { openingKnock }), usual);
  assert.deepEqual(await answerOf(base64(INIT), {}), usual);
});
