import { p256 } from "@noble/curves/nist.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, equalBytes, fromHex, randomBytes, toBigInt, utf8 } from "./bytes.js";
import { MalformedMessage } from "./errors.js";
import { derive } from "./key-schedule.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {typeof p256.ProjectivePoint.BASE} Point */

/** An uncompressed point of P-256. */
export const SHARE_BYTES = 65;

const Point = p256.ProjectivePoint;
const ORDER = p256.CURVE.n;

/** The two constants of RFC 9382 section 4 for P-256. */
const M = Point.fromHex("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f");
const N = Point.fromHex("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49");

/** The generator without the library's table for it: the table takes 130 ms to make, which one pairing never gets back. */
const G = Point.fromAffine(Point.BASE.toAffine());

/**
 * What both sides hold after the exchange (RFC 9382 sections 3.3 and 4).
 *
 * @typedef {object} Spake2Secrets
 * @property {Bytes} ke 16 bytes
 * @property {Bytes} ka 16 bytes
 * @property {Bytes} kcA 16 bytes
 * @property {Bytes} kcB 16 bytes
 * @property {Bytes} transcript TT
 * @property {Bytes} confirmA what A sends
 * @property {Bytes} confirmB what B sends
 */

/** A scalar between 1 and the order less 1, from 40 random bytes. @returns {bigint} */
export function randomScalar() {
  return (toBigInt(randomBytes(40)) % (ORDER - 1n)) + 1n;
}

/** The password scalar of a code (protocol section 9). @param {string} code in canonical form @returns {bigint} */
export function passwordScalar(code) {
  return toBigInt(derive(utf8(code), "lanward spake2 w", 40)) % ORDER;
}

/** One side of SPAKE2 with P-256, SHA-256, HKDF and HMAC (RFC 9382). Used once. */
export class Spake2 {
  #role;
  #w;
  #scalar;
  /** @type {Point} */
  #unmask;

  /**
   * @param {"A" | "B"} role the page is A, the device B
   * @param {bigint} w
   * @param {bigint} [scalar] fixed by test vectors only
   */
  constructor(role, w, scalar = randomScalar()) {
    this.#role = role;
    this.#w = w;
    this.#scalar = scalar;
    const [mine, theirs] = role === "A" ? [M, N] : [N, M];
    /** What this side sends. @readonly @type {Bytes} */
    this.share = encode(G.multiply(scalar).add(times(mine, w)));
    this.#unmask = times(theirs, w).negate();
  }

  /**
   * @param {Uint8Array} peerShare
   * @param {Uint8Array} identityA
   * @param {Uint8Array} identityB
   * @returns {Spake2Secrets}
   */
  finish(peerShare, identityA, identityB) {
    const shared = decode(peerShare).add(this.#unmask).multiply(this.#scalar);
    if (shared.equals(Point.ZERO)) throw new MalformedMessage("the shared point must not be the identity");
    const [pA, pB] = this.#role === "A" ? [this.share, peerShare] : [peerShare, this.share];
    const w = fromHex(this.#w.toString(16).padStart(64, "0"));
    const transcript = concat(...[identityA, identityB, pA, pB, encode(shared), w].map(withLength));
    return secretsOf(transcript);
  }
}

/** @param {Bytes} transcript @returns {Spake2Secrets} */
function secretsOf(transcript) {
  const digest = /** @type {Bytes} */ (sha256(transcript));
  const ke = digest.slice(0, 16);
  const ka = digest.slice(16);
  const confirmation = derive(ka, "ConfirmationKeys", 32);
  const kcA = confirmation.slice(0, 16);
  const kcB = confirmation.slice(16);
  return { ke, ka, kcA, kcB, transcript, confirmA: mac(kcA, transcript), confirmB: mac(kcB, transcript) };
}

/** @param {Uint8Array} key @param {Uint8Array} text */
function mac(key, text) {
  return /** @type {Bytes} */ (hmac(sha256, key, text));
}

/** RFC 9382 section 3.3: eight bytes, little-endian. @param {Uint8Array} part */
function withLength(part) {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(part.length), true);
  return concat(length, part);
}

/** @param {Point} point @param {bigint} scalar which for w, unlike in the library, may be zero */
function times(point, scalar) {
  return scalar === 0n ? Point.ZERO : point.multiply(scalar);
}

/** @param {Point} point */
function encode(point) {
  return /** @type {Bytes} */ (point.toRawBytes(false));
}

/** @param {Uint8Array} bytes @returns {Point} on the curve and not the identity */
function decode(bytes) {
  if (bytes.length !== SHARE_BYTES || bytes[0] !== 0x04) throw new MalformedMessage("a share must be an uncompressed point of 65 bytes");
  try {
    const point = Point.fromHex(bytes);
    point.assertValidity();
    if (!equalBytes(encode(point), bytes)) throw new Error("not its canonical encoding");
    return point;
  } catch {
    throw new MalformedMessage("a share must be a point on the curve");
  }
}
