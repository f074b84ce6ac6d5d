import { base64, concat, fromBase64, randomBytes } from "./bytes.js";
import { MalformedMessage } from "./errors.js";

/** The knock that opens SCTP as well, as a device's `hello` names it. */
export const OPENING_KNOCK = "lw3";

/** How long an INIT chunk is that a knock has room for: a ufrag has 256 characters (protocol section 6). */
const INIT_BYTES = { min: 20, max: 169 };

const INIT = 1;

/**
 * SCTP's beginning, without its two round trips (SNAP, draft-hancke-tsvwg-snap): the page's INIT as the browser offers it, and what the page
 * chooses for the device's.
 *
 * @typedef {object} Opening
 * @property {Uint8Array} tag the device's, four bytes, not zero
 * @property {Uint8Array} tsn the device's first, four bytes
 * @property {Uint8Array} init the browser's INIT chunk
 */

/**
 * @param {string} offer
 * @returns {Opening | undefined} nothing where the browser offers no INIT, or one that a knock has no room for
 */
export function openingOf(offer) {
  const text = /^a=sctp-init:([A-Za-z0-9+/]+)=*\r?$/m.exec(offer)?.[1];
  if (text === undefined) return undefined;
  try {
    const init = fromBase64(text);
    if (init[0] !== INIT || init.length < INIT_BYTES.min || init.length > INIT_BYTES.max) return undefined;
    return { tag: randomTag(), tsn: randomBytes(4), init };
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}

/** What a `lw3` knock holds besides its nonce. @param {Opening} opening */
export function openingBytes({ tag, tsn, init }) {
  return concat(tag, tsn, init);
}

/**
 * The device's INIT chunk, which every device that answers `lw3` is bound to (protocol section 6.1).
 *
 * @param {Pick<Opening, "tag" | "tsn">} opening
 */
export function deviceInit({ tag, tsn }) {
  const window = Uint8Array.of(0x00, 0x10, 0x00, 0x00);
  const streams = Uint8Array.of(0xff, 0xff, 0xff, 0xff);
  const forwardTsn = Uint8Array.of(0xc0, 0x00, 0x00, 0x04);
  const zeroChecksum = Uint8Array.of(0x80, 0x01, 0x00, 0x08, 0x00, 0x00, 0x00, 0x01);
  const extensions = Uint8Array.of(0x80, 0x08, 0x00, 0x08, 0x82, 0xc0, 0x40, 0xc2);
  const value = concat(tag, window, streams, tsn, forwardTsn, zeroChecksum, extensions);
  return concat(Uint8Array.of(INIT, 0, 0, 4 + value.length), value);
}

/** An attribute's value. @param {Uint8Array} init */
export function sctpInit(init) {
  const text = base64(init);
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

function randomTag() {
  const tag = randomBytes(4);
  return tag.some((byte) => byte !== 0) ? tag : Uint8Array.of(0, 0, 0, 1);
}
