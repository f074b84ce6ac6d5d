import { LanwardError } from "./errors.js";
import { formatFingerprint } from "./fingerprint.js";

/** The largest message of an application channel (protocol section 13). */
export const MAX_MESSAGE_BYTES = 262_144;

/** Candidates that an answer may hold. */
export const MAX_CANDIDATES = 17;

/** An address literal, or a name that ends in `.local`. @typedef {{address: string, port: number}} Target */

/** RFC 4566 section 9: token-char. */
const MID = /^[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]{1,32}$/;

/**
 * The `mid` of the one section that the page offers.
 *
 * @param {string} offer
 * @returns {string}
 */
export function midOfOffer(offer) {
  const sections = offer.split(/^m=/m).slice(1);
  if (sections.length !== 1 || !sections[0].startsWith("application ")) {
    throw new LanwardError("unsupported-browser", "The browser's offer has not exactly one data-channel section.");
  }
  const mid = /^a=mid:(.*?)\r?$/m.exec(sections[0])?.[1] ?? "";
  if (!MID.test(mid)) throw new LanwardError("unsupported-browser", "The browser's offer has no usable mid.");
  return mid;
}

/**
 * The answer that the page writes for the device (protocol section 7).
 *
 * @param {object} answer
 * @param {string} answer.mid
 * @param {import("./knock.js").Knock} answer.knock
 * @param {Uint8Array} answer.fingerprint the only certificate that the browser accepts
 * @param {Target[]} answer.targets in the order of their priority
 * @param {string} [answer.sctpInit] the device's INIT, where the knock holds the page's
 * @returns {string}
 */
export function writeAnswer({ mid, knock, fingerprint, targets, sctpInit }) {
  const candidates = targets.map((target, index) => candidate(index + 1, target));
  return writeRemote({ mid, ...knock, fingerprint, setup: "passive", isLite: true, sctpInit, candidates });
}

/**
 * A description of the other side with its one section, for data channels; all of it was validated before.
 *
 * @param {object} remote
 * @param {string} remote.mid
 * @param {string} remote.ufrag
 * @param {string} remote.pwd
 * @param {Uint8Array} remote.fingerprint the only certificate that the browser accepts
 * @param {"active" | "passive" | "actpass"} remote.setup
 * @param {boolean} [remote.isLite]
 * @param {string} [remote.sctpInit]
 * @param {string[]} remote.candidates without the `a=`
 * @returns {string}
 */
export function writeRemote({ mid, ufrag, pwd, fingerprint, setup, isLite = false, sctpInit, candidates }) {
  if (candidates.length > MAX_CANDIDATES) {
    throw new LanwardError("invalid-argument", `An answer has at most ${MAX_CANDIDATES} candidates, not ${candidates.length}.`);
  }
  return [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    `a=group:BUNDLE ${mid}`,
    ...(isLite ? ["a=ice-lite"] : []),
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    `a=mid:${mid}`,
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    `a=fingerprint:sha-256 ${formatFingerprint(fingerprint)}`,
    `a=setup:${setup}`,
    "a=sctp-port:5000",
    `a=max-message-size:${MAX_MESSAGE_BYTES}`,
    ...(sctpInit === undefined ? [] : [`a=sctp-init:${sctpInit}`]),
    ...candidates.map((each) => `a=${each}`),
    "",
  ].join("\r\n");
}

/**
 * One host candidate, without the `a=` (RFC 8445 section 5.1.2.1 for its priority).
 *
 * @param {number} number from 1
 * @param {Target} target
 */
export function candidate(number, { address, port }) {
  const priority = 2 ** 24 * 126 + 2 ** 8 * (65535 - number) + 255;
  return `candidate:${number} 1 udp ${priority} ${address} ${port} typ host`;
}
