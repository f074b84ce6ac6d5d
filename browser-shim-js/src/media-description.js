import { equalBytes } from "./bytes.js";
import { localAddress } from "./description.js";
import { LanwardError, MalformedMessage } from "./errors.js";
import { parseFingerprint } from "./fingerprint.js";

/** Sections that a description may have: a device needs four, each direction of each kind. */
export const MAX_SECTIONS = 16;

/** RFC 8866 section 9: an attribute's name is a token. Browsers differ in whether case matters, so it may not. */
const ATTRIBUTE = /^([!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+)(?::(.*))?$/;
/** RFC 8839 section 5.1: over UDP, of a host itself. Its address is the group. */
const HOST_CANDIDATE = /^\S{1,32} [12] udp \d{1,10} (\S+) \d{1,5} typ host( |$)/i;
const MEDIA = /^(audio|video) (\d{1,5}) UDP\/TLS\/RTP\/SAVPF [0-9 ]+$/;

/**
 * Checks a device's description before the browser sees it: media sections only, and the pinned certificate's fingerprint and no other,
 * for the session as a whole or in each section that is not rejected.
 *
 * @param {string} sdp
 * @param {Uint8Array} pinned
 * @returns {string} the same without candidates that would aim the browser elsewhere than at hosts of a local network
 * @throws {LanwardError} `wrong-certificate` where it names another certificate, or none
 * @throws {MalformedMessage}
 */
export function takeDescription(sdp, pinned) {
  const lines = linesOf(sdp);
  const [session, ...sections] = sectionsOf(lines);
  if (sections.length > MAX_SECTIONS) throw new MalformedMessage(`a description must have at most ${MAX_SECTIONS} sections`);
  const hasOfSession = checkFingerprints(session, pinned);
  for (const section of sections) {
    const media = MEDIA.exec(section[0].slice("m=".length));
    if (!media) throw new MalformedMessage(`a section must be of audio or video over DTLS, was ${section[0].slice(0, 60)}`);
    const hasOwn = checkFingerprints(section, pinned);
    // Port 0 is a section that is rejected, or that borrows the transport of the bundle's first (RFC 9143 section 7.2.2).
    if (!hasOwn && !hasOfSession && media[2] !== "0") throw new LanwardError("wrong-certificate", "The device's description names no certificate.");
  }
  return lines.filter(isHarmless).map((line) => `${line}\r\n`).join("");
}

/** @param {string} sdp @returns {string[]} */
function linesOf(sdp) {
  const lines = sdp.split(/\r?\n/);
  if (lines.pop() !== "") throw new MalformedMessage("a description must end with a line's end");
  for (const line of lines) {
    // What one parser takes for the end of a line and another does not must not decide what is checked.
    if (!/^[a-z]=[^\p{Cc}\u2028\u2029]*$/u.test(line)) throw new MalformedMessage("a line must be a letter, = and a text without control characters");
  }
  if (lines[0] !== "v=0") throw new MalformedMessage("a description must begin with v=0");
  return lines;
}

/** @param {string[]} lines @returns {string[][]} that of the session, then each section, which begins with its `m=` */
function sectionsOf(lines) {
  /** @type {string[][]} */
  const sections = [[]];
  for (const line of lines) {
    if (line.startsWith("m=")) sections.push([]);
    sections[sections.length - 1].push(line);
  }
  return sections;
}

/** @param {string[]} lines @param {Uint8Array} pinned @returns {boolean} whether there is one */
function checkFingerprints(lines, pinned) {
  let found = false;
  for (const line of lines) {
    if (!line.startsWith("a=")) continue;
    const attribute = ATTRIBUTE.exec(line.slice("a=".length));
    if (!attribute) throw new MalformedMessage(`an attribute must have a name, was ${line.slice(0, 60)}`);
    if (attribute[1].toLowerCase() !== "fingerprint") continue;
    if (!isFingerprint(attribute[2] ?? "", pinned)) throw new LanwardError("wrong-certificate", "The device's description names another certificate.");
    found = true;
  }
  return found;
}

/** @param {string} line that has been checked */
function isHarmless(line) {
  const [, name, value] = ATTRIBUTE.exec(line.slice("a=".length)) ?? [];
  if (!line.startsWith("a=") || name.toLowerCase() !== "candidate") return true;
  const [, address] = HOST_CANDIDATE.exec(value ?? "") ?? [];
  return address !== undefined && localAddress(address) !== undefined;
}

/** RFC 8122 section 5: the hash's name in any case, one space. @param {string} value @param {Uint8Array} pinned */
function isFingerprint(value, pinned) {
  const [, digits] = /^sha-256 (\S+)$/i.exec(value) ?? [];
  try {
    return digits !== undefined && equalBytes(parseFingerprint(digits), pinned);
  } catch (error) {
    if (error instanceof MalformedMessage) return false;
    throw error;
  }
}
