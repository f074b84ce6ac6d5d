import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, hex } from "../src/bytes.js";
import { linkKnock, openingKnock, pairedKnock, pairingKnock } from "../src/knock.js";
import { deviceInit, openingBytes, sctpInit } from "../src/snap.js";
import { vectors } from "./support/vectors.js";

const { pairing, paired, link, opening } = vectors("knocks.json");

test("a pairing knock carries the page's fingerprint", () => {
  assert.ok(pairing.length >= 5);
  for (const { page, ufrag, pwd } of pairing) assert.deepEqual(pairingKnock(fromHex(page)), { ufrag, pwd });
});

test("a paired knock proves the pairing key and names both certificates", () => {
  assert.ok(paired.length >= 4);
  for (const { pairingKey, nonce, device, page, ufrag, pwd } of paired) {
    assert.deepEqual(pairedKnock(fromHex(pairingKey), fromHex(nonce), fromHex(device), fromHex(page)), { ufrag, pwd });
  }
});

test("a link knock proves the link's secret", () => {
  assert.ok(link.length >= 3);
  for (const { linkSecret, nonce, device, page, ufrag, pwd } of link) {
    assert.deepEqual(linkKnock(fromHex(linkSecret), fromHex(nonce), fromHex(device), fromHex(page)), { ufrag, pwd });
  }
});

test("an opening knock names SCTP's beginning as well, and the device's INIT follows from it", () => {
  assert.ok(opening.length >= 4);
  for (const { pairingKey, nonce, device, page, tag, tsn, init, ufrag, pwd, ...expected } of opening) {
    const said = { tag: fromHex(tag), tsn: fromHex(tsn), init: fromHex(init) };
    const knock = openingKnock(fromHex(pairingKey), fromHex(nonce), openingBytes(said), fromHex(device), fromHex(page));
    assert.deepEqual(knock, { ufrag, pwd });
    assert.match(ufrag, /^[A-Za-z0-9+/]{4,256}$/);
    assert.deepEqual({ deviceInit: hex(deviceInit(said)), sctpInit: sctpInit(deviceInit(said)) }, expected);
  }
});

test("every other knock is ice-chars below 64 characters with a password of 24", () => {
  const nonce = new Uint8Array(12).fill(0xff);
  const fingerprint = new Uint8Array(32).fill(0xff);
  const knocks = [pairingKnock(fingerprint), pairedKnock(fingerprint, nonce, fingerprint, fingerprint), linkKnock(nonce, nonce, fingerprint, fingerprint)];
  assert.deepEqual(knocks.map(({ ufrag }) => ufrag.length), [46, 19, 62]);
  for (const { ufrag, pwd } of knocks) {
    assert.match(ufrag, /^[A-Za-z0-9+/]{4,63}$/);
    assert.match(pwd, /^[A-Za-z0-9+/]{24}$/);
  }
});
