import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64, concat, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

/** Every door-pwd has 24 characters (protocol section 6). */
export const DOOR_PWD_CHARACTERS = 24;

/**
 * HKDF-SHA-256 (RFC 5869) with an empty salt.
 *
 * @param {Uint8Array} ikm
 * @param {Uint8Array | string} info
 * @param {number} length in bytes
 * @returns {Bytes}
 */
export function derive(ikm, info, length) {
  return /** @type {Bytes} */ (hkdf(sha256, ikm, undefined, typeof info === "string" ? utf8(info) : info, length));
}

/** The key under which a device recognises the host names that its peers ask for. @param {Uint8Array} pairingKey */
export function hostKey(pairingKey) {
  return derive(pairingKey, "lanward host-name", 32);
}

/** The password of an `lw0` knock; anybody can compute it. @param {string} ufrag */
export function pairingDoorPwd(ufrag) {
  return base64(sha256(concat(utf8("lanward pairing door-pwd"), utf8(ufrag)))).slice(0, DOOR_PWD_CHARACTERS);
}

/**
 * The password of an `lw1` knock: proves the pairing key and names the certificate pair.
 *
 * @param {Uint8Array} pairingKey
 * @param {Uint8Array} nonce
 * @param {Uint8Array} deviceFingerprint
 * @param {Uint8Array} pageFingerprint
 */
export function pairedDoorPwd(pairingKey, nonce, deviceFingerprint, pageFingerprint) {
  return base64(derive(pairingKey, concat(utf8("lanward door-pwd"), nonce, deviceFingerprint, pageFingerprint), 18));
}

/**
 * The password of an `lw3` knock: names the opening of SCTP as well.
 *
 * @param {Uint8Array} pairingKey
 * @param {Uint8Array} nonce
 * @param {Uint8Array} opening
 * @param {Uint8Array} deviceFingerprint
 * @param {Uint8Array} pageFingerprint
 */
export function openingDoorPwd(pairingKey, nonce, opening, deviceFingerprint, pageFingerprint) {
  return base64(derive(pairingKey, concat(utf8("lanward door-pwd"), nonce, opening, deviceFingerprint, pageFingerprint), 18));
}

/**
 * The password of an `lw2` knock.
 *
 * @param {Uint8Array} secret
 * @param {Uint8Array} nonce
 * @param {Uint8Array} deviceFingerprint
 * @param {Uint8Array} pageFingerprint
 */
export function linkDoorPwd(secret, nonce, deviceFingerprint, pageFingerprint) {
  return base64(derive(secret, concat(utf8("lanward link door-pwd"), nonce, deviceFingerprint, pageFingerprint), 18));
}

/** The key that seals the one message of a side in a pairing (protocol section 9). @param {Uint8Array} ke @param {"page" | "device"} side */
export function sealKey(ke, side) {
  return derive(ke, `lanward pairing seal ${side}`, 32);
}

/** The port that a device listens on besides its door (protocol section 5). @param {Uint8Array} deviceFingerprint */
export function standingPort(deviceFingerprint) {
  const digest = sha256(concat(utf8("lanward standing port"), deviceFingerprint));
  return 49152 + (((digest[0] << 8) | digest[1]) % 16384);
}
