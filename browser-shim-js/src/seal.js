import { gcm } from "@noble/ciphers/aes.js";
import { utf8 } from "./bytes.js";
import { MalformedMessage } from "./errors.js";
import { sealKey } from "./key-schedule.js";

/** AES-256-GCM with a key that seals one message, so the nonce is zero (protocol section 9). */
const NONCE = new Uint8Array(12);

/** @param {Uint8Array} ke @param {"page" | "device"} side whose message it is @param {string} text */
export function seal(ke, side, text) {
  return gcm(sealKey(ke, side), NONCE).encrypt(utf8(text));
}

/** @param {Uint8Array} ke @param {"page" | "device"} side whose message it is @param {Uint8Array} sealed @returns {string} */
export function unseal(ke, side, sealed) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(gcm(sealKey(ke, side), NONCE).decrypt(sealed));
  } catch {
    throw new MalformedMessage("sealed must open under the seal key of its side");
  }
}
