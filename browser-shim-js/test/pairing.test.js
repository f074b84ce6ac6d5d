import assert from "node:assert/strict";
import { test } from "node:test";
import { base64, randomBytes } from "../src/bytes.js";
import { readControlMessage } from "../src/control.js";
import { LanwardError, MalformedMessage } from "../src/errors.js";
import { PAIRING_CERTIFICATE_FINGERPRINT } from "../src/fingerprint.js";
import { PairingByCode } from "../src/pairing-by-code.js";
import { PairingByLink } from "../src/pairing-by-link.js";
import { seal, unseal } from "../src/seal.js";
import { Spake2, passwordScalar } from "../src/spake2.js";
import { DevicePairing, deviceOffer } from "./support/device-pairing.js";

const PAGE = new Uint8Array(32).fill(1);
const DEVICE = new Uint8Array(32).fill(2);
const MIDDLE = new Uint8Array(32).fill(3);
const KEY = new Uint8Array(32).fill(4);
const PRESENTED = PAIRING_CERTIFICATE_FINGERPRINT;

/** @param {string} code */
const pageWith = (code) => new PairingByCode({ code, name: "Kitchen tablet", pageFingerprint: PAGE, deviceFingerprint: PRESENTED });

/** @param {string} code @param {{sees?: Uint8Array, offer?: object}} [changes] */
const deviceWith = (code, { sees = PAGE, offer = {} } = {}) =>
  new DevicePairing({ code, pageFingerprint: sees, presented: PRESENTED, offer: deviceOffer(DEVICE, KEY, offer) });

/** A message as it comes through the reader. @param {any} message */
const read = (message) => /** @type {import("../src/control.js").PairMessage} */ (readControlMessage(JSON.stringify(message)));

/** @param {PairingByCode | PairingByLink} page @param {{receive: (message: any) => any}} device */
function run(page, device) {
  let step = page.start();
  while (step.send) step = page.receive(read(device.receive(step.send)));
  return /** @type {import("../src/control.js").PairedDevice} */ (step.paired);
}

/** @param {string} code @param {Partial<LanwardError>} [more] */
const failsWith = (code, more = {}) => (/** @type {any} */ error) => {
  assert.ok(error instanceof LanwardError, String(error));
  assert.equal(error.code, code);
  for (const [name, value] of Object.entries(more)) assert.equal(/** @type {any} */ (error)[name], value);
  return true;
};

test("page and device pair by code and learn each other's names, keys and whereabouts", () => {
  const device = deviceWith("7-482913");
  const paired = run(pageWith("7-482913"), device);
  assert.deepEqual(paired, {
    name: "Doorbell",
    deviceType: "camera",
    fingerprint: DEVICE,
    host: "00112233-4455-4677-8899-aabbccddeeff",
    addresses: ["192.0.2.7"],
    port: 47470,
    key: KEY,
  });
  assert.equal(device.pageName, "Kitchen tablet");
});

test("a wrong code is refused with the guesses that are left, and the device learns no name", () => {
  const device = deviceWith("7-482913");
  assert.throws(() => run(pageWith("7-482914"), device), failsWith("wrong-code", { left: 2 }));
  assert.equal(device.pageName, undefined);
});

test("somebody in the middle who relays everything breaks the confirmation", () => {
  // The device sees the certificate of the one in the middle, not the page's; both see the pairing certificate of the other.
  const device = deviceWith("7-482913", { sees: MIDDLE });
  assert.throws(() => run(pageWith("7-482913"), device), failsWith("wrong-code"));
  assert.equal(device.pageName, undefined);
});

test("somebody in the middle who relays shares but answers the page himself cannot prove the code", () => {
  const device = deviceWith("7-482913", { sees: MIDDLE });
  const page = pageWith("7-482913");
  const share = page.start().send;
  const confirm = /** @type {any} */ (page.receive(read(device.receive(share))).send);
  for (const forged of [confirm.confirm, base64(randomBytes(32)), base64(new Uint8Array(32))]) {
    const another = pageWith("7-482913");
    const answer = deviceWith("7-482913", { sees: MIDDLE }).receive(another.start().send);
    another.receive(read(answer));
    assert.throws(() => another.receive(read({ type: "pair", step: "confirm", confirm: forged, sealed: confirm.sealed })), failsWith("wrong-code"));
  }
});

test("somebody in the middle who guesses the PIN wrong does not open what the page sealed", () => {
  const page = pageWith("7-482913");
  const share = /** @type {any} */ (page.start().send);
  const guess = new Spake2("B", passwordScalar("7-482914"));
  const { ke } = guess.finish(Buffer.from(share.share, "base64"), PAGE, PRESENTED);
  const confirm = /** @type {any} */ (page.receive(read({ type: "pair", step: "share", share: base64(guess.share) })).send);
  assert.throws(() => unseal(ke, "page", Buffer.from(confirm.sealed, "base64")), MalformedMessage);
});

test("a share sent back at the page does not pair it with itself", () => {
  const page = pageWith("7-482913");
  const share = /** @type {any} */ (page.start().send);
  const confirm = /** @type {any} */ (page.receive(read(share)).send);
  assert.throws(() => page.receive(read(confirm)), failsWith("wrong-code"));
});

test("a device that names the pairing certificate as its own is refused", () => {
  const device = new DevicePairing({ code: "7-482913", pageFingerprint: PAGE, presented: PRESENTED, offer: deviceOffer(PRESENTED, KEY) });
  assert.throws(() => run(pageWith("7-482913"), device), failsWith("wrong-certificate"));
});

test("what the device sealed is read as strictly as a message", () => {
  const changes = [{ key: "AAAA" }, { fingerprint: "x" }, { name: "" }, { host: "kitchen" }, { port: 0 }, { addresses: ["kitchen.local"] }];
  for (const offer of changes) {
    assert.throws(() => run(pageWith("7-482913"), deviceWith("7-482913", { offer })), MalformedMessage, JSON.stringify(offer));
  }
});

test("messages out of turn end the pairing", () => {
  const share = { type: "pair", step: "share", share: base64(new Spake2("B", 5n).share) };
  const confirm = { type: "pair", step: "confirm", confirm: base64(new Uint8Array(32)), sealed: base64(new Uint8Array(16)) };
  const linked = { type: "pair", step: "linked", ...deviceOffer(DEVICE, KEY) };
  for (const messages of [[confirm], [linked], [share, share], [share, linked]]) {
    const page = pageWith("7-482913");
    page.start();
    const last = /** @type {any} */ (messages.pop());
    for (const message of messages) page.receive(read(message));
    assert.throws(() => page.receive(read(last)), MalformedMessage);
    assert.throws(() => page.receive(read(share)), MalformedMessage, "it stays ended");
  }
});

test("each refusal has its error code", () => {
  const codes = { "wrong-code": "wrong-code", "code-expired": "code-expired", "pairing-closed": "pairing-closed", busy: "busy", malformed: "protocol-error", later: "refused" };
  for (const [refusal, code] of Object.entries(codes)) {
    for (const page of [pageWith("7-482913"), new PairingByLink({ name: "Page", deviceFingerprint: DEVICE })]) {
      page.start();
      assert.throws(() => page.receive(read({ type: "pair", step: "refused", code: refusal, left: 0 })), failsWith(code));
    }
  }
});

test("a seal opens for its side and its key only, whole and unchanged", () => {
  const ke = new Uint8Array(16).fill(9);
  const sealed = seal(ke, "device", "{}");
  assert.equal(unseal(ke, "device", sealed), "{}");
  const flipped = sealed.slice();
  flipped[0] ^= 1;
  assert.throws(() => unseal(ke, "page", sealed), MalformedMessage);
  assert.throws(() => unseal(new Uint8Array(16), "device", sealed), MalformedMessage);
  assert.throws(() => unseal(ke, "device", flipped), MalformedMessage);
  assert.throws(() => unseal(ke, "device", sealed.slice(1)), MalformedMessage);
});

test("page and device pair by link", () => {
  const page = new PairingByLink({ name: "Page", deviceFingerprint: DEVICE });
  const device = { receive: (/** @type {any} */ { step, name }) => ({ type: "pair", step: `${step}ed`, ...deviceOffer(DEVICE, KEY), asked: name }) };
  assert.deepEqual(run(page, device).key, KEY);
});

test("a link's device that names another fingerprint is refused", () => {
  const page = new PairingByLink({ name: "Page", deviceFingerprint: DEVICE });
  page.start();
  const linked = read({ type: "pair", step: "linked", ...deviceOffer(MIDDLE, KEY) });
  assert.throws(() => page.receive(linked), failsWith("wrong-certificate"));
  assert.throws(() => page.receive(linked), MalformedMessage, "it stays ended");
});
