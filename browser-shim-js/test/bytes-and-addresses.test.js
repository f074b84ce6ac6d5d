import assert from "node:assert/strict";
import { test } from "node:test";
import { isLinkLocalIpv6, parseAddress } from "../src/address.js";
import { base64, equalBytes, fromBase64, fromBase64url, fromHex, hex } from "../src/bytes.js";
import { MalformedMessage } from "../src/errors.js";
import { PAIRING_CERTIFICATE_FINGERPRINT, formatFingerprint, parseFingerprint } from "../src/fingerprint.js";
import { cleanName, readName } from "../src/names.js";
import { isUuidV4, nameplateHost, resolvableHost } from "../src/uuid.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { derivePairingCertificate } from "./support/pairing-certificate.js";

test("base64 without padding, both ways, at every length", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 151 + length) & 0xff);
    assert.equal(base64(bytes), Buffer.from(bytes).toString("base64").replace(/=/g, ""));
    assert.deepEqual(fromBase64(base64(bytes), length), bytes);
  }
});

test("base64 is strict: padding, white space, other alphabets, bits that are not zero", () => {
  for (const text of ["AA==", "AA=", "A", "A A", "AA\n", "A-", "AB", "AAB", "\u00e9A"]) assert.throws(() => fromBase64(text), MalformedMessage, text);
  assert.throws(() => fromBase64("AAAA", 2), MalformedMessage);
  assert.throws(() => fromBase64url("A+AA"), MalformedMessage);
  assert.equal(hex(fromBase64url("-_8")), "fbff");
});

test("hexadecimal and comparison", () => {
  assert.throws(() => fromHex("abc"), MalformedMessage);
  assert.throws(() => fromHex("zz"), MalformedMessage);
  assert.equal(equalBytes(fromHex("0102"), fromHex("0102")), true);
  assert.equal(equalBytes(fromHex("0102"), fromHex("0103")), false);
  assert.equal(equalBytes(fromHex("0102"), fromHex("01")), false);
});

test("addresses come in one spelling (RFC 5952)", () => {
  const spellings = {
    "192.0.2.7": "192.0.2.7",
    "::": "::",
    "0:0:0:0:0:0:0:1": "::1",
    "2001:DB8:0:0:1:0:0:1": "2001:db8::1:0:0:1",
    "1:0:0:2:0:0:0:3": "1:0:0:2::3",
    "100:0:0:10:0:0:1:1": "100::10:0:0:1:1",
    "1:2:3:4:5:6:7::": "1:2:3:4:5:6:7:0",
    "::ffff:192.0.2.7": "192.0.2.7",
    "64:ff9b::192.0.2.7": "64:ff9b::c000:207",
  };
  for (const [text, canonical] of Object.entries(spellings)) assert.equal(parseAddress(text), canonical, text);
});

test("what is no address is refused, names above all", () => {
  const bad = ["", "kitchen", "kitchen.local", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "[::1]", "fe80::1%eth0", ":::", "1::2::3", ":1", "1:"];
  for (const text of [...bad, "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "1.2.3.4::", "::12345", "a".repeat(5000)]) {
    assert.equal(parseAddress(text), undefined, text);
  }
  assert.equal(isLinkLocalIpv6("fe80::1"), true);
  assert.equal(isLinkLocalIpv6("fec0::1"), false);
});

test("names lose control and format characters and surrounding white space", () => {
  assert.equal(cleanName(" Kitchen\u0000 \u202etablet\n"), "Kitchen tablet");
  assert.equal(readName("\u200b "), undefined);
  assert.equal(readName("x".repeat(65)), undefined);
  assert.equal(readName("\u{1f514}".repeat(64))?.length, 128, "characters, not UTF-16 units");
  assert.equal(readName("a\ud800"), undefined);
});

test("host names are UUIDv4, and a resolvable one is unlike any other", () => {
  const key = new Uint8Array(32).fill(7);
  const hosts = [nameplateHost(1), nameplateHost(999), resolvableHost(key, fromHex("000000000000")), resolvableHost(key, fromHex("ffffffffffff"))];
  for (const host of hosts) assert.ok(isUuidV4(host), host);
  assert.equal(new Set(hosts).size, hosts.length);
  assert.equal(isUuidV4("00112233-4455-1677-8899-aabbccddeeff"), false);
});

test("the pairing certificate's fingerprint is what its description derives (protocol section 2.1)", () => {
  assert.deepEqual(PAIRING_CERTIFICATE_FINGERPRINT, new Uint8Array(sha256(derivePairingCertificate())));
  assert.deepEqual(parseFingerprint(formatFingerprint(PAIRING_CERTIFICATE_FINGERPRINT)), PAIRING_CERTIFICATE_FINGERPRINT);
  for (const text of ["", "AB", "AB:".repeat(32), "AB:".repeat(30) + "AB", "GG:".repeat(31) + "GG"]) assert.throws(() => parseFingerprint(text), MalformedMessage);
});
