import { hex } from "./bytes.js";
import { MalformedMessage } from "./errors.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

/** The SHA-256 of a certificate, in bytes. */
export const FINGERPRINT_BYTES = 32;

/**
 * The certificate that is the same everywhere and authenticates nothing (protocol section 2.1); a test derives it anew.
 */
export const PAIRING_CERTIFICATE_FINGERPRINT = parseFingerprint(
  "CF:98:EF:1B:E9:E2:E0:A6:E0:32:48:B0:4A:A0:62:AF:A1:15:97:0E:78:13:E2:BE:85:9C:1D:B4:62:00:D0:47",
);

/** As SDP and JSON spell it: upper-case hexadecimal pairs joined by colons. @param {Uint8Array} fingerprint */
export function formatFingerprint(fingerprint) {
  return (hex(fingerprint).toUpperCase().match(/../g) ?? []).join(":");
}

/** @param {string} text pairs joined by colons @returns {Bytes} */
export function parseFingerprint(text) {
  if (!/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}$/.test(text)) {
    throw new MalformedMessage("a fingerprint must be 32 hexadecimal pairs joined by colons");
  }
  return Uint8Array.from(text.split(":"), (pair) => parseInt(pair, 16));
}

/** The name of a pairing: the first 16 bytes of the fingerprint at its first pairing (protocol section 2). @param {Uint8Array} fingerprint */
export function pairingId(fingerprint) {
  return hex(fingerprint.subarray(0, 16));
}
