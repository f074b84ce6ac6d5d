import assert from "node:assert/strict";
import { test } from "node:test";
import { fingerprintsOf } from "../fingerprints.js";

const PAGE = Array.from({ length: 32 }, (_, i) => (i + 16).toString(16)).join(":");
const DEVICE = Array.from({ length: 32 }, (_, i) => (i + 160).toString(16)).join(":").toUpperCase();
const sdp = (fingerprint) => ({ sdp: `v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\na=fingerprint:sha-256 ${fingerprint}\r\na=mid:0\r\n` });

test("the pair is read from both descriptions, in capitals", () => {
  assert.deepEqual(fingerprintsOf({ localDescription: sdp(PAGE), remoteDescription: sdp(DEVICE) }), { page: PAGE.toUpperCase(), device: DEVICE });
});

test("without both there is no mark to show", () => {
  assert.equal(fingerprintsOf({ localDescription: sdp(PAGE), remoteDescription: null }), null);
  assert.equal(fingerprintsOf({ localDescription: sdp("AB:CD"), remoteDescription: sdp(DEVICE) }), null);
});
