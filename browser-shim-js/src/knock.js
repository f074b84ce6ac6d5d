import { base64, concat } from "./bytes.js";
import { linkDoorPwd, openingDoorPwd, pairedDoorPwd, pairingDoorPwd } from "./key-schedule.js";

/** The random part of `lw1`, `lw2` and `lw3` knocks. */
export const KNOCK_NONCE_BYTES = 12;

/**
 * Both credentials of the answer, chosen by the page (protocol section 6): the ufrag is the knock, the password proves it.
 *
 * @typedef {{ufrag: string, pwd: string}} Knock
 */

/** For pairing by code. @param {Uint8Array} pageFingerprint @returns {Knock} */
export function pairingKnock(pageFingerprint) {
  const ufrag = `lw0${base64(pageFingerprint)}`;
  return { ufrag, pwd: pairingDoorPwd(ufrag) };
}

/**
 * Of a paired page.
 *
 * @param {Uint8Array} pairingKey
 * @param {Uint8Array} nonce
 * @param {Uint8Array} deviceFingerprint
 * @param {Uint8Array} pageFingerprint
 * @returns {Knock}
 */
export function pairedKnock(pairingKey, nonce, deviceFingerprint, pageFingerprint) {
  return { ufrag: `lw1${base64(nonce)}`, pwd: pairedDoorPwd(pairingKey, nonce, deviceFingerprint, pageFingerprint) };
}

/**
 * Of a paired page whose browser tells its SCTP INIT.
 *
 * @param {Uint8Array} pairingKey
 * @param {Uint8Array} nonce
 * @param {Uint8Array} opening the device's tag and TSN and the page's INIT, 28 to 177 bytes
 * @param {Uint8Array} deviceFingerprint
 * @param {Uint8Array} pageFingerprint
 * @returns {Knock}
 */
export function openingKnock(pairingKey, nonce, opening, deviceFingerprint, pageFingerprint) {
  return {
    ufrag: `lw3${base64(concat(nonce, opening))}`,
    pwd: openingDoorPwd(pairingKey, nonce, opening, deviceFingerprint, pageFingerprint),
  };
}

/**
 * For pairing by link.
 *
 * @param {Uint8Array} secret
 * @param {Uint8Array} nonce
 * @param {Uint8Array} deviceFingerprint
 * @param {Uint8Array} pageFingerprint
 * @returns {Knock}
 */
export function linkKnock(secret, nonce, deviceFingerprint, pageFingerprint) {
  const ufrag = `lw2${base64(concat(nonce, pageFingerprint))}`;
  return { ufrag, pwd: linkDoorPwd(secret, nonce, deviceFingerprint, pageFingerprint) };
}
