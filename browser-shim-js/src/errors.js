/**
 * What can go wrong, as `error.code`. `docs/javascript-api.md` says when each one comes, within what time, and what to do.
 *
 * @typedef {"not-found" | "name-unresolved" | "timed-out" | "blocked-by-browser" | "wrong-certificate"
 *   | "revoked" | "not-paired" | "identity-expired"
 *   | "wrong-code" | "code-expired" | "pairing-closed" | "busy" | "refused"
 *   | "room-full" | "room-locked" | "kicked" | "replaced"
 *   | "media-refused" | "no-media" | "media-interrupted"
 *   | "aborted" | "closed"
 *   | "invalid-code" | "invalid-link" | "invalid-argument"
 *   | "unsupported-browser" | "storage-failed" | "protocol-error"} LanwardErrorCode
 */

/** The meaning of each code and the next step for the person in front of the page. */
const MEANINGS = Object.freeze({
  "not-found": "The device did not answer. Check that it is on and on this network, then try again.",
  "name-unresolved":
    "No device on this network answers to that name. Check that it is on and, when pairing, in pairing mode; then try again.",
  "timed-out": "The device answered but the connection did not open in time. Try again.",
  "blocked-by-browser": "The browser does not let this page reach the local network. Allow it in the site's settings and try again.",
  "wrong-certificate":
    "What answers is not the device that was paired, or that device refuses this page's certificate. Nothing was sent. If the device was reset, pair again.",
  revoked: "The device has forgotten this page. Pair again.",
  "not-paired": "This page is not paired with that device. Pair first.",
  "identity-expired": "This page's certificate for that device has expired. Pair again.",
  "wrong-code": "The code is wrong. Read it again from the device.",
  "code-expired": "The code is no longer valid. Use the one that the device shows now.",
  "pairing-closed": "The device is not in pairing mode. Open pairing on the device and use its new code.",
  busy: "Too much is under way at once. Wait a moment and try again.",
  refused: "The device refused. Try again, with a new code.",
  "room-full": "That room, or the device, has no place left. Try again when somebody has left.",
  "room-locked": "That room is locked. Whoever has made it can unlock it.",
  kicked: "This page was sent out of the room. Try again later.",
  replaced: "Another tab or window of this page has its place in the room now. Join again to take it over here.",
  "media-refused": "The device does not give this page that, or does not take it. Its owner can allow it.",
  "no-media": "The device has no such camera, microphone, display or speaker.",
  "media-interrupted": "The device's camera or microphone does not answer; the device goes on trying. Try again in a moment.",
  aborted: "Stopped by the caller.",
  closed: "It is closed. Open a new one.",
  "invalid-code": "A code looks like 7-482913. Check what was typed.",
  "invalid-link": "That is not a pairing link. Scan or copy it again.",
  "invalid-argument": "The argument is not valid.",
  "unsupported-browser": "This browser lacks WebRTC or IndexedDB. Use a current one.",
  "storage-failed": "The browser did not store or read this site's data. Leave private browsing or free some space, then reload.",
  "protocol-error": "The device sent something that is not Lanward. Update the device or this page.",
});

/** The only error that this library rejects with. */
export class LanwardError extends Error {
  /**
   * @param {LanwardErrorCode} code
   * @param {string} [detail] said before the next step
   * @param {{cause?: unknown, left?: number, permission?: string}} [options]
   */
  constructor(code, detail, options = {}) {
    super(detail ? `${detail} ${MEANINGS[code]}` : MEANINGS[code], options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LanwardError";
    /** @readonly */
    this.code = code;
    /** Guesses that remain for this code; only with `wrong-code`. @readonly @type {number | undefined} */
    this.left = options.left;
    /** What the browser says of its local-network permission, where that may be the cause. @readonly @type {string | undefined} */
    this.permission = options.permission;
  }
}

/** Every code, in the order of the documentation. */
export const ERROR_CODES = Object.freeze(/** @type {LanwardErrorCode[]} */ (Object.keys(MEANINGS)));

/**
 * Bytes of a peer that break the protocol. Never leaves the library: what is malformed is dropped and counted, or ends a pairing
 * as `protocol-error`.
 */
export class MalformedMessage extends Error {
  /** @param {string} message subject, rule and what came */
  constructor(message) {
    super(message);
    this.name = "MalformedMessage";
  }
}

/**
 * @param {AbortSignal | undefined} signal
 * @returns {LanwardError}
 */
export function abortedBy(signal) {
  return new LanwardError("aborted", undefined, { cause: signal?.reason });
}
