import { MalformedMessage } from "./errors.js";
import { objectOf, oneOf, own, readBase64, readBoolean, readFingerprint, readInteger, textOf } from "./members.js";

/** What page and device say of media on the control channel (protocol section 16). */

/** The longest description, in bytes. Descriptions are ASCII but for what people have named. */
export const MAX_SDP_BYTES = 32_768;

/** The largest picture of a ring, in bytes. */
export const MAX_PICTURE_BYTES = 40_000;

const MAX_COUNT = 2 ** 31 - 1;
const MAX_REASON_CHARACTERS = 200;

/** What became of what the page wants, or sends. A later version may have more states: `other` is none of these. */
const STATES = Object.freeze(/** @type {const} */ (["live", "asking", "refused", "none", "interrupted"]));
const SEND_STATES = Object.freeze(/** @type {const} */ (["live", "asking", "refused", "none"]));
const PURPOSES = Object.freeze(/** @type {const} */ (["talk", "cast"]));

/**
 * @typedef {import("./bytes.js").Bytes} Bytes
 * @typedef {{video: boolean, audio: boolean}} Kinds
 * @typedef {"talk" | "cast"} Purpose
 * @typedef {typeof STATES[number] | "other"} MediaState
 * @typedef {typeof SEND_STATES[number] | "other"} SendState
 * @typedef {{type: "media", request: number, want: Kinds, send: (Kinds & {purpose: Purpose | "other"}) | undefined}} MediaWant a page's
 * @typedef {{type: "media", request: number, state: MediaState, video: boolean, audio: boolean, send: Kinds & {state: SendState}, reason: string | undefined}} MediaSaid a device's
 * @typedef {{type: "offer" | "answer", sdp: string}} Description
 * @typedef {{type: "sdp", round: number, description: Description, fingerprint: Bytes | undefined}} SdpMessage `fingerprint`: the certificate
 *   of what the device's media comes from, where that is not the device's own
 * @typedef {{type: "ring", at: number, picture: Bytes | undefined}} RingMessage
 * @typedef {MediaWant | MediaSaid | SdpMessage | RingMessage} MediaControlMessage
 */

/** @typedef {import("./members.js").Members} Members */

/** @param {Members} members @returns {MediaWant | MediaSaid} */
export function readMediaMessage(members) {
  return Object.hasOwn(members, "want") ? readWant(members) : readSaid(members);
}

/** @param {Members} members @returns {SdpMessage | undefined} */
export function readSdp(members) {
  const round = readInteger(members, "round", 1, MAX_COUNT);
  const description = objectOf(members, "description");
  const type = oneOf(description, "type", /** @type {const} */ (["offer", "answer"]));
  const sdp = textOf(description, "sdp");
  if (sdp.length > MAX_SDP_BYTES || new TextEncoder().encode(sdp).length > MAX_SDP_BYTES) {
    throw new MalformedMessage(`a description must have at most ${MAX_SDP_BYTES} bytes`);
  }
  const fingerprint = own(members, "fingerprint") === undefined ? undefined : readFingerprint(members);
  return type === "other" ? undefined : { type: "sdp", round, description: { type, sdp }, fingerprint };
}

/** @param {Members} members @returns {RingMessage} */
export function readRing(members) {
  const at = readInteger(members, "at", 0, Number.MAX_SAFE_INTEGER);
  return { type: "ring", at, picture: own(members, "picture") === undefined ? undefined : readPicture(members) };
}

/** @param {Members} members @returns {Bytes} */
function readPicture(members) {
  const text = textOf(members, "picture");
  if (text.length > Math.ceil((MAX_PICTURE_BYTES * 4) / 3)) throw new MalformedMessage(`a picture must have at most ${MAX_PICTURE_BYTES} bytes`);
  const picture = readBase64(members, "picture");
  // SOI and the first byte of the next marker (ITU T.81 annex B): what else it may be is the browser's decoder's to find out.
  if (picture[0] !== 0xff || picture[1] !== 0xd8 || picture[2] !== 0xff) throw new MalformedMessage("a picture must be a JPEG");
  return picture;
}

/** @param {Members} members @returns {MediaWant} */
function readWant(members) {
  const request = readRequest(members, 1);
  const send = own(members, "send") === undefined ? undefined : objectOf(members, "send");
  return {
    type: "media",
    request,
    want: readKinds(objectOf(members, "want")),
    send: send && { ...readKinds(send), purpose: oneOf(send, "purpose", PURPOSES) },
  };
}

/** @param {Members} members @returns {MediaSaid} */
function readSaid(members) {
  const send = objectOf(members, "send");
  return {
    type: "media",
    request: readRequest(members, 0),
    state: oneOf(members, "state", STATES),
    ...readKinds(members),
    send: { ...readKinds(send), state: oneOf(send, "state", SEND_STATES) },
    reason: own(members, "reason") === undefined ? undefined : readReason(members),
  };
}

/** @param {Members} members @returns {Kinds} */
function readKinds(members) {
  return { video: readBoolean(members, "video"), audio: readBoolean(members, "audio") };
}

/** A device that has read none yet says 0. @param {Members} members @param {number} least */
function readRequest(members, least) {
  return readInteger(members, "request", least, MAX_COUNT);
}

/** For people: without what cannot be seen. @param {Members} members @returns {string} */
function readReason(members) {
  const reason = textOf(members, "reason").replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
  if ([...reason].length > MAX_REASON_CHARACTERS) throw new MalformedMessage(`reason must have at most ${MAX_REASON_CHARACTERS} characters`);
  if (/\p{Cs}/u.test(reason)) throw new MalformedMessage("reason must be Unicode");
  return reason;
}
