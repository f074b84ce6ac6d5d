import { parseAddress } from "./address.js";
import { fromBase64url } from "./bytes.js";
import { LanwardError } from "./errors.js";
import { FINGERPRINT_BYTES } from "./fingerprint.js";
import { isDeviceType, readName } from "./names.js";
import { isUuidV4 } from "./uuid.js";

/** The port of a door where nothing else is said (protocol section 13). */
export const DOOR_PORT = 47470;

const SCHEME = "lanward:";
const PREFIX = `${SCHEME}1?`;
const LINK_CHARACTERS = 1024;

/** The web address around a link may be as long as the link. */
const TEXT_CHARACTERS = 2 * LINK_CHARACTERS;
const WEB_ADDRESS = /^https?:\/\/[^#]*#(.*)$/s;
const ADDRESSES = 8;
const SECRET_BYTES = 16;

/**
 * What a link says (protocol section 4.2). `name` and `type` are for display before pairing only.
 *
 * @typedef {object} PairingLink
 * @property {import("./bytes.js").Bytes} fingerprint
 * @property {import("./bytes.js").Bytes} secret
 * @property {string} host
 * @property {number} port
 * @property {string[]} addresses
 * @property {string} [name]
 * @property {string} [type]
 */

/**
 * The link in a `lanward:` address or in the fragment of a web address.
 *
 * @param {string} text
 * @returns {string | undefined} nothing where there is none
 */
export function findLink(text) {
  const trimmed = text.trim();
  const link = WEB_ADDRESS.exec(trimmed)?.[1] ?? trimmed;
  return link.startsWith(SCHEME) ? link : undefined;
}

/**
 * @param {string} text a `lanward:` address or a web address with one as its fragment
 * @returns {PairingLink}
 */
export function parseLink(text) {
  if (text.length > TEXT_CHARACTERS) throw invalid(`A link has at most ${LINK_CHARACTERS} characters.`);
  const link = findLink(text);
  if (link === undefined) throw new LanwardError("invalid-link");
  if (link.length > LINK_CHARACTERS) throw invalid(`A link has at most ${LINK_CHARACTERS} characters, not ${link.length}.`);
  if (!link.startsWith(PREFIX)) throw invalid("This page knows version 1 of links only.");
  const parameters = readParameters(link.slice(PREFIX.length));
  return {
    fingerprint: readBytes(parameters, "f", FINGERPRINT_BYTES),
    secret: readBytes(parameters, "s", SECRET_BYTES),
    host: readHost(parameters),
    port: readPort(parameters),
    addresses: readAddresses(parameters),
    name: readDisplay(parameters, "n", readName),
    type: readDisplay(parameters, "t", (type) => (isDeviceType(type) ? type : undefined)),
  };
}

/** @typedef {Map<string, string[]>} Parameters */

/** @param {string} query @returns {Parameters} */
function readParameters(query) {
  /** @type {Parameters} */
  const parameters = new Map();
  for (const part of query.split("&")) {
    const equals = part.indexOf("=");
    if (equals < 1 || !/^[!-~]*$/.test(part)) throw invalid("A parameter is name=value in visible ASCII.");
    const key = part.slice(0, equals);
    const value = part.slice(equals + 1);
    parameters.set(key, [...(parameters.get(key) ?? []), value]);
  }
  for (const key of ["f", "s", "h", "p", "n", "t"]) {
    if ((parameters.get(key)?.length ?? 0) > 1) throw invalid(`Parameter ${key} stands twice.`);
  }
  return parameters;
}

/** @param {Parameters} parameters @param {string} key @param {number} length */
function readBytes(parameters, key, length) {
  try {
    return fromBase64url(parameters.get(key)?.[0] ?? "", length);
  } catch (cause) {
    throw new LanwardError("invalid-link", `Parameter ${key} is not ${length} bytes of base64url.`, { cause });
  }
}

/** @param {Parameters} parameters */
function readHost(parameters) {
  const host = parameters.get("h")?.[0] ?? "";
  if (!isUuidV4(host)) throw invalid("Parameter h is not a UUIDv4.");
  return host;
}

/** @param {Parameters} parameters */
function readPort(parameters) {
  const text = parameters.get("p")?.[0];
  if (text === undefined) return DOOR_PORT;
  const port = Number(text);
  if (!/^[1-9][0-9]{0,4}$/.test(text) || port > 65535) throw invalid("Parameter p is not a port.");
  return port;
}

/** @param {Parameters} parameters */
function readAddresses(parameters) {
  const texts = parameters.get("a") ?? [];
  if (texts.length > ADDRESSES) throw invalid(`A link has at most ${ADDRESSES} addresses.`);
  return texts.map((text) => {
    const address = parseAddress(percentDecode("a", text));
    if (address === undefined) throw invalid("Parameter a is not an IPv4 or IPv6 address.");
    return address;
  });
}

/** @param {Parameters} parameters @param {string} key @param {(text: string) => string | undefined} read */
function readDisplay(parameters, key, read) {
  const text = parameters.get(key)?.[0];
  if (text === undefined) return undefined;
  const value = read(percentDecode(key, text));
  if (value === undefined) throw invalid(`Parameter ${key} is not what a device may be called.`);
  return value;
}

/** @param {string} key @param {string} text */
function percentDecode(key, text) {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new LanwardError("invalid-link", `Parameter ${key} is not percent-encoded UTF-8.`, { cause });
  }
}

/** @param {string} detail */
function invalid(detail) {
  return new LanwardError("invalid-link", detail);
}
