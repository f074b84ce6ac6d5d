import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, hex, utf8 } from "./bytes.js";
import { hostKey } from "./key-schedule.js";

/** The random part of a resolvable host. */
export const RESOLVABLE_NONCE_BYTES = 6;

/** `uuid(x)` of the protocol's conventions: a UUIDv4 of the first 16 bytes. @param {Uint8Array} bytes */
export function uuid(bytes) {
  const value = Uint8Array.from(bytes.subarray(0, 16));
  value[6] = (value[6] & 0x0f) | 0x40;
  value[8] = (value[8] & 0x3f) | 0x80;
  const digits = hex(value);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
}

/** @param {string} text */
export function isUuidV4(text) {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text);
}

/** Where a device in pairing mode answers (protocol section 3). @param {number} nameplate */
export function nameplateHost(nameplate) {
  return uuid(sha256(concat(utf8("lanward nameplate"), utf8(String(nameplate)))));
}

/**
 * A name that only the paired device recognises; a fresh one for every connection.
 *
 * @param {Uint8Array} pairingKey
 * @param {Uint8Array} nonce six random bytes
 */
export function resolvableHost(pairingKey, nonce) {
  return uuid(concat(nonce, hmac(sha256, hostKey(pairingKey), nonce).subarray(0, 10)));
}
