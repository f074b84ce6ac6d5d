/**
 * What a person may type, paste or scan: a pairing code, a `lanward:` link, or a web address that carries one.
 * Pure: no document, no network. See docs/protocol.md, section 4.
 *
 * @typedef {{kind: "code", code: string}} CodeEntry
 * @typedef {{kind: "link", link: string, name: string, deviceId: string}} LinkEntry
 * @typedef {{kind: "unreadable", code: "invalid-code" | "invalid-link", why: string}} UnreadableEntry
 */

const SCHEME = "lanward:";
const LONGEST_LINK = 1024;
const PIN_DIGITS = 6;
const LONGEST_NAME = 64;
/** Unicode's dashes, and the minus sign, which is not among them but looks the same. */
const DASH = /[\p{Pd}\u2212]/u;

/**
 * Reads one entry. A nameplate has one to three digits and a PIN exactly six, so the dash may be left out: a telephone's
 * number pad does not have one.
 *
 * @param {string} text
 * @returns {CodeEntry | LinkEntry | UnreadableEntry}
 */
export function readEntry(text) {
  const at = text.indexOf(SCHEME);
  return at >= 0 ? readLink(text.slice(at)) : readCode(text);
}

/**
 * The link in an address's fragment, with or without percent-encoding of its own, or null when there is none.
 *
 * @param {string} hash `location.hash`
 * @returns {LinkEntry | UnreadableEntry | null}
 */
export function readFragment(hash) {
  let fragment = hash.replace(/^#/, "");
  if (/^lanward%3a/i.test(fragment)) fragment = decode(fragment);
  return fragment.startsWith(SCHEME) ? readLink(fragment) : null;
}

/**
 * Whether a link leads to another device than the ones that the page has.
 *
 * @param {string} deviceId
 * @param {{id: string, revoked?: boolean}[]} devices
 */
export function isAnother(deviceId, devices) {
  const usable = devices.filter(({ revoked }) => !revoked);
  return usable.length > 0 && usable.every(({ id }) => id !== deviceId);
}

/** A name as it may be shown: no control or format characters, at most 64 characters. @param {string} name */
export function displayName(name) {
  return Array.from(name.replace(/[\p{Cc}\p{Cf}]/gu, "").trim()).slice(0, LONGEST_NAME).join("");
}

/** @param {string} text @returns {CodeEntry | UnreadableEntry} */
function readCode(text) {
  const plain = text.normalize("NFKC").trim();
  if (plain === "") return { kind: "unreadable", code: "invalid-code", why: "Type the code that the device shows." };
  const parts = plain.split(DASH).map((part) => part.replace(/\s/gu, ""));
  if (parts.length > 2 || parts.some((part) => !/^\d+$/.test(part))) {
    return { kind: "unreadable", code: "invalid-code", why: "A code is digits with one dash, like 7-482913." };
  }
  const [nameplate, pin] = parts.length === 2 ? parts : [parts[0].slice(0, -PIN_DIGITS), parts[0].slice(-PIN_DIGITS)];
  if (pin.length !== PIN_DIGITS || nameplate === "") {
    return { kind: "unreadable", code: "invalid-code", why: "The part after the dash has six digits, like 7-482913." };
  }
  if (!/^[1-9]\d{0,2}$/.test(nameplate)) {
    return { kind: "unreadable", code: "invalid-code", why: "The part before the dash is a number from 1 to 999, like 7-482913." };
  }
  return { kind: "code", code: `${nameplate}-${pin}` };
}

/** @param {string} text @returns {LinkEntry | UnreadableEntry} */
function readLink(text) {
  const link = text.trim().split(/\s/u, 1)[0];
  const deviceId = pairingId(parameter(link, "f"));
  if (link.length > LONGEST_LINK || deviceId === "") {
    return { kind: "unreadable", code: "invalid-link", why: "This link is not complete. Scan or copy it again." };
  }
  return { kind: "link", link, deviceId, name: displayName(decode(parameter(link, "n"))) };
}

/** @param {string} link @param {string} name */
function parameter(link, name) {
  const query = link.slice(link.indexOf("?") + 1);
  const found = query.split("&").find((pair) => pair.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

/** The pairing id, section 2: the first 16 bytes of the fingerprint, in hexadecimal. @param {string} fingerprint base64url */
function pairingId(fingerprint) {
  if (!/^[A-Za-z0-9_-]{43}$/.test(fingerprint)) return "";
  const bytes = atob(fingerprint.replaceAll("-", "+").replaceAll("_", "/"));
  return Array.from(bytes.slice(0, 16), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
