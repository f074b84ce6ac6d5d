import { fromBase64 } from "./bytes.js";
import { MalformedMessage } from "./errors.js";
import { parseFingerprint } from "./fingerprint.js";

/** Reads the members of a control message, which a peer has written. */

/** The largest control message, in bytes of UTF-8 (protocol section 13). */
export const MAX_CONTROL_BYTES = 65_536;

/** @typedef {Record<string, unknown>} Members */

/** @param {string} text @returns {Members} */
export function readObject(text) {
  if (text.length > MAX_CONTROL_BYTES || new TextEncoder().encode(text).length > MAX_CONTROL_BYTES) {
    throw new MalformedMessage(`a control message must have at most ${MAX_CONTROL_BYTES} bytes`);
  }
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedMessage("a control message must be JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedMessage("a control message must be one JSON object");
  return value;
}

/** @param {Members} members @param {string} key @param {number} [length] */
export function readBase64(members, key, length) {
  return fromBase64(textOf(members, key), length);
}

/** @param {Members} members */
export function readFingerprint(members) {
  return parseFingerprint(textOf(members, "fingerprint"));
}

/** @param {Members} members @param {string} key @param {number} min @param {number} max @returns {number} */
export function readInteger(members, key, min, max) {
  const value = own(members, key);
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
    throw new MalformedMessage(`${key} must be an integer from ${min} to ${max}`);
  }
  return value;
}

/** Not what an object inherits. @param {Members} members @param {string} key @returns {unknown} */
export function own(members, key) {
  return Object.hasOwn(members, key) ? members[key] : undefined;
}

/**
 * A later version may have more of them: what is unknown is a reason like any other.
 *
 * @template {string} T
 * @param {Members} members
 * @param {string} key
 * @param {readonly T[]} values
 * @returns {T | "other"}
 */
export function oneOf(members, key, values) {
  const text = textOf(members, key);
  return values.find((value) => value === text) ?? "other";
}

/** @param {Members} members @param {string} key @returns {string} */
export function textOf(members, key) {
  const value = own(members, key);
  if (typeof value !== "string") throw new MalformedMessage(`${key} must be text`);
  return value;
}

/** @param {Members} members @param {string} key @returns {boolean} */
export function readBoolean(members, key) {
  const value = own(members, key);
  if (typeof value !== "boolean") throw new MalformedMessage(`${key} must be true or false`);
  return value;
}

/** @param {Members} members @param {string} key @returns {Members} */
export function objectOf(members, key) {
  const value = own(members, key);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new MalformedMessage(`${key} must be an object`);
  return /** @type {Members} */ (value);
}
