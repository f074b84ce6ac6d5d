import { isLinkLocalIpv6, isPort, parseAddress } from "./address.js";
import { MalformedMessage } from "./errors.js";
import { isUuidV4 } from "./uuid.js";

/** Candidates that a description may hold: a page has one or two on each link. */
export const DESCRIPTION_CANDIDATES = 8;

/** RFC 8445 section 5.1.2: at most 2^31 - 1. */
const MAX_PRIORITY = 2 ** 31 - 1;

/**
 * Where a page can be reached, as it travels to another: fields, never SDP (docs/drop.md, section 9.1).
 *
 * @typedef {{address: string, port: number, priority: number}} Candidate `address` as a canonical literal, or `UUID.local`
 * @typedef {{ufrag: string, pwd: string, candidates: Candidate[]}} Description
 */

/**
 * What another page says of itself.
 *
 * @param {any} fields
 * @returns {Description} made anew from what was checked, and of nothing else
 * @throws {MalformedMessage}
 */
export function readDescription(fields) {
  const { ufrag, pwd, candidates } = fields !== null && typeof fields === "object" ? fields : /** @type {any} */ ({});
  // RFC 8839 section 5.4.
  if (typeof ufrag !== "string" || !/^[A-Za-z0-9+/]{4,256}$/.test(ufrag)) throw new MalformedMessage("an ice-ufrag must be 4 to 256 ice-chars");
  if (typeof pwd !== "string" || !/^[A-Za-z0-9+/]{22,256}$/.test(pwd)) throw new MalformedMessage("an ice-pwd must be 22 to 256 ice-chars");
  if (!Array.isArray(candidates) || candidates.length < 1 || candidates.length > DESCRIPTION_CANDIDATES) {
    throw new MalformedMessage(`a description has 1 to ${DESCRIPTION_CANDIDATES} candidates`);
  }
  return { ufrag, pwd, candidates: candidates.map(readCandidate) };
}

/**
 * What this page says of itself: from its browser's own description, and the candidates that the browser told.
 *
 * @param {string} sdp
 * @param {string[]} lines as `RTCIceCandidate.candidate`
 * @returns {Description | undefined} nothing while there is nowhere to reach it
 */
export function describe(sdp, lines) {
  const attribute = (/** @type {string} */ name) => new RegExp(`^a=${name}:(.*?)\\r?$`, "m").exec(sdp)?.[1];
  const candidates = lines.flatMap(parseCandidate).slice(0, DESCRIPTION_CANDIDATES);
  if (candidates.length === 0) return undefined;
  return readDescription({ ufrag: attribute("ice-ufrag"), pwd: attribute("ice-pwd"), candidates });
}

/** @param {number} number from 1 @param {Candidate} candidate @returns {string} as an SDP attribute, without the `a=` */
export function candidateLine(number, { address, port, priority }) {
  return `candidate:${number} 1 udp ${priority} ${address} ${port} typ host`;
}

/** @param {string} address of a candidate */
export const isName = (address) => address.endsWith(".local");

/** @param {any} candidate @returns {Candidate} */
function readCandidate(candidate) {
  const { address, port, priority } = candidate !== null && typeof candidate === "object" ? candidate : /** @type {any} */ ({});
  const known = typeof address === "string" ? localAddress(address) : undefined;
  if (known === undefined) throw new MalformedMessage("a candidate's address must be an address of a local network, or a UUIDv4 under .local");
  if (!isPort(port)) throw new MalformedMessage("a candidate's port must be 1 to 65535");
  if (!Number.isInteger(priority) || priority < 1 || priority > MAX_PRIORITY) throw new MalformedMessage("a candidate's priority must be 1 to 2^31-1");
  return { address: known, port, priority };
}

/**
 * RFC 8839 section 5.1. Of what a browser tells only host candidates over UDP are of use: there is no server to ask for others.
 *
 * @param {string} line
 * @returns {Candidate[]}
 */
function parseCandidate(line) {
  const parts = /^(?:a=)?candidate:\S+ 1 udp (\d+) (\S+) (\d+) typ host\b/i.exec(line);
  if (!parts) return [];
  try {
    return [readCandidate({ address: parts[2], port: Number(parts[3]), priority: Number(parts[1]) })];
  } catch {
    return [];
  }
}

/**
 * Only where neighbours are: neither a device nor whom it introduces is to aim this browser at a host on the Internet.
 *
 * @param {string} text of a candidate
 * @returns {string | undefined} in canonical spelling; nothing where it is neither an address of a local network nor a UUIDv4 under .local
 */
export function localAddress(text) {
  if (isName(text)) return isUuidV4(text.slice(0, -".local".length)) ? text : undefined;
  const address = parseAddress(text);
  if (address === undefined || isLinkLocalIpv6(address)) return undefined;
  if (address.includes(":")) return /^f[cd][0-9a-f]{2}:/.test(address) ? address : undefined;
  return /^(10|192\.168|169\.254|172\.(1[6-9]|2[0-9]|3[01]))\./.test(address) ? address : undefined;
}
