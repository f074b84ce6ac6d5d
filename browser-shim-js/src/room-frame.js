import { fromHex, hex } from "./bytes.js";
import { MalformedMessage } from "./errors.js";

/** Bytes of one message between two players, by either way. */
export const MAX_PLAYER_MESSAGE_BYTES = 16_384;

const ID_BYTES = 16;
const TEXT = 0;
const BINARY = 1;

/**
 * What a device passes on (docs/rooms.md, section 5): whom it is for, or in the other direction whose it is; its kind; what is said.
 *
 * @param {string} player 32 hexadecimal digits
 * @param {string | Uint8Array} data
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writeFrame(player, data) {
  const said = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const frame = new Uint8Array(ID_BYTES + 1 + said.length);
  frame.set(fromHex(player));
  frame[ID_BYTES] = typeof data === "string" ? TEXT : BINARY;
  frame.set(said, ID_BYTES + 1);
  return frame;
}

/**
 * @param {unknown} frame
 * @returns {{player: string, data: string | ArrayBuffer}}
 * @throws {MalformedMessage}
 */
export function readFrame(frame) {
  if (!(frame instanceof ArrayBuffer) || frame.byteLength <= ID_BYTES) throw new MalformedMessage("what is passed on has 17 bytes at least");
  if (frame.byteLength > ID_BYTES + 1 + MAX_PLAYER_MESSAGE_BYTES) throw new MalformedMessage("a message between players has 16,384 bytes at most");
  const bytes = new Uint8Array(frame);
  const player = hex(bytes.subarray(0, ID_BYTES));
  const kind = bytes[ID_BYTES];
  if (kind === BINARY) return { player, data: frame.slice(ID_BYTES + 1) };
  if (kind !== TEXT) throw new MalformedMessage(`a message is text (0) or bytes (1), not ${kind}`);
  try {
    return { player, data: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(ID_BYTES + 1)) };
  } catch {
    throw new MalformedMessage("a text is UTF-8");
  }
}
