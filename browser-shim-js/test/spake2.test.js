import assert from "node:assert/strict";
import { test } from "node:test";
import { p256 } from "@noble/curves/nist.js";
import { fromHex, hex, utf8 } from "../src/bytes.js";
import { MalformedMessage } from "../src/errors.js";
import { Spake2, passwordScalar, randomScalar } from "../src/spake2.js";

const ORDER = p256.CURVE.n;

test("RFC 9382 appendix B, first vector", () => {
  const w = BigInt("0x2ee57912099d31560b3a44b1184b9b4866e904c49d12ac5042c97dca461b1a5f");
  const a = new Spake2("A", w, BigInt("0x43dd0fd7215bdcb482879fca3220c6a968e66d70b1356cac18bb26c84a78d729"));
  const b = new Spake2("B", w, BigInt("0xdcb60106f276b02606d8ef0a328c02e4b629f84f89786af5befb0bc75b6e66be"));
  const secrets = a.finish(b.share, utf8("server"), utf8("client"));
  assert.equal(hex(secrets.ke), "0e0672dc86f8e45565d338b0540abe69");
  assert.equal(hex(secrets.confirmA), "58ad4aa88e0b60d5061eb6b5dd93e80d9c4f00d127c65b3b35b1b5281fee38f0");
  assert.equal(hex(secrets.confirmB), "d3e2e547f1ae04f2dbdbf0fc4b79f8ecff2dff314b5d32fe9fcef2fb26dc459b");
});

test("both sides agree where code and identities are the same, and only there", () => {
  const [idA, idB, other] = [1, 2, 3].map((fill) => new Uint8Array(32).fill(fill));
  const run = (/** @type {string} */ codeA, /** @type {string} */ codeB, /** @type {Uint8Array} */ seenByB) => {
    const a = new Spake2("A", passwordScalar(codeA));
    const b = new Spake2("B", passwordScalar(codeB));
    const [ofA, ofB] = [a.finish(b.share, idA, idB), b.finish(a.share, seenByB, idB)];
    return hex(ofA.confirmA) === hex(ofB.confirmA) && hex(ofA.confirmB) === hex(ofB.confirmB) && hex(ofA.ke) === hex(ofB.ke);
  };
  assert.equal(run("7-482913", "7-482913", idA), true);
  assert.equal(run("7-482913", "7-482914", idA), false);
  assert.equal(run("7-482913", "7-482913", other), false, "somebody in the middle presents another certificate");
});

test("shares that are not uncompressed points of the curve are refused", () => {
  const side = new Spake2("A", 5n);
  const share = new Spake2("B", 5n).share;
  const offCurve = share.slice();
  offCurve[64] ^= 1;
  const coordinateAboveTheField = new Uint8Array(65).fill(0xff);
  coordinateAboveTheField[0] = 4;
  const hybrid = share.slice();
  hybrid[0] = 6;
  const bad = {
    empty: new Uint8Array(0),
    identity: new Uint8Array(1),
    "identity, long": new Uint8Array(65),
    "zero point": Uint8Array.of(4, ...new Uint8Array(64)),
    compressed: p256.ProjectivePoint.BASE.toRawBytes(true),
    "a byte short": share.slice(0, 64),
    "a byte long": Uint8Array.of(...share, 0),
    "off the curve": offCurve,
    "coordinate above the field": coordinateAboveTheField,
    hybrid,
    "scalar instead of a point": fromHex("01".repeat(32)),
  };
  for (const [name, bytes] of Object.entries(bad)) {
    assert.throws(() => side.finish(bytes, new Uint8Array(32), new Uint8Array(32)), MalformedMessage, name);
  }
});

test("a share that makes the shared point the identity is refused", () => {
  const N = p256.ProjectivePoint.fromHex("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49");
  assert.throws(() => new Spake2("A", 5n).finish(N.multiply(5n).toRawBytes(false), new Uint8Array(32), new Uint8Array(32)), MalformedMessage);
});

test("scalars are between 1 and the order", () => {
  for (let i = 0; i < 50; i++) {
    const scalar = randomScalar();
    assert.ok(scalar >= 1n && scalar < ORDER);
  }
  assert.notEqual(randomScalar(), randomScalar());
});
