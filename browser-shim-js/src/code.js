import { LanwardError } from "./errors.js";

/** @typedef {{nameplate: number, pin: string, text: string}} PairingCode `text` is the canonical form */

const S = "\\p{White_Space}*";
const CODE = new RegExp(`^${S}([1-9][0-9]{0,2})(?:${S}\\p{Pd}${S}|\\p{White_Space}+)([0-9](?:${S}[0-9]){5})${S}$`, "u");

/** Longer input is no code, whatever its spaces. */
const MAX_CHARACTERS = 64;

/**
 * Reads a code as people type it: any dash or white space between the parts, spaces within the PIN.
 *
 * @param {string} text
 * @returns {PairingCode}
 */
export function parseCode(text) {
  const match = text.length > MAX_CHARACTERS ? null : CODE.exec(text);
  if (!match) throw new LanwardError("invalid-code");
  const pin = match[2].replace(/[^0-9]/g, "");
  return { nameplate: Number(match[1]), pin, text: `${match[1]}-${pin}` };
}
