import { MalformedMessage } from "./errors.js";

/** Bytes over a buffer of their own, as the browser's APIs want them. @typedef {Uint8Array<ArrayBuffer>} Bytes */

const ENCODER = new TextEncoder();

/** @param {string} text @returns {Bytes} */
export function utf8(text) {
  return /** @type {Bytes} */ (ENCODER.encode(text));
}

/** @param {...Uint8Array} parts @returns {Bytes} */
export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** @param {number} length @returns {Bytes} */
export function randomBytes(length) {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

/** @param {Uint8Array} bytes @returns {string} lower-case hexadecimal */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text @returns {Bytes} */
export function fromHex(text) {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new MalformedMessage("hexadecimal must be pairs of hex digits");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Base64 without padding (RFC 4648 section 4): its alphabet is exactly the ice-chars. @param {Uint8Array} bytes */
export function base64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
}

/**
 * Strict: no padding, no white space, unused bits zero.
 *
 * @param {string} text
 * @param {number} [length] the number of bytes that it must hold
 * @returns {Bytes}
 */
export function fromBase64(text, length) {
  if (!/^[A-Za-z0-9+/]*$/.test(text) || text.length % 4 === 1) throw new MalformedMessage("base64 must be unpadded and of its alphabet only");
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  if (base64(bytes) !== text) throw new MalformedMessage("base64 must have zero in its unused bits");
  if (length !== undefined && bytes.length !== length) throw new MalformedMessage(`base64 must hold ${length} bytes, was ${bytes.length}`);
  return bytes;
}

/** Base64url without padding (RFC 4648 section 5). @param {Uint8Array} bytes */
export function base64url(bytes) {
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_");
}

/** @param {string} text @param {number} [length] @returns {Bytes} */
export function fromBase64url(text, length) {
  if (/[+/]/.test(text)) throw new MalformedMessage("base64url has - and _ where base64 has + and /");
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"), length);
}

/** Compares in a time that depends on the lengths only. @param {Uint8Array} a @param {Uint8Array} b */
export function equalBytes(a, b) {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

/** @param {Uint8Array} bytes big-endian @returns {bigint} */
export function toBigInt(bytes) {
  return BigInt(`0x${hex(bytes) || "0"}`);
}
