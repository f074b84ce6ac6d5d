/** Reads IPv4 and IPv6 literals without asking anybody: no names, no scopes, no brackets. */

const MAX_CHARACTERS = 45;
const GROUPS = 8;

/**
 * The canonical spelling of an address: dotted decimals, or RFC 5952 section 4 for IPv6; an IPv4-mapped IPv6 address is the IPv4 address.
 *
 * @param {string} text dotted decimals without leading zeros, or RFC 4291 section 2.2
 * @returns {string | undefined} nothing where it is no address
 */
export function parseAddress(text) {
  if (text.length > MAX_CHARACTERS) return undefined;
  if (!text.includes(":")) return readIpv4(text)?.join(".");
  const groups = readIpv6(text);
  return groups && formatIpv6(groups);
}

/** @param {string} text */
export function isAddress(text) {
  return parseAddress(text) !== undefined;
}

/** fe80::/10: means nothing on another host. @param {string} address in canonical spelling */
export function isLinkLocalIpv6(address) {
  return /^fe[89ab][0-9a-f]:/.test(address);
}

/** @param {unknown} port @returns {port is number} */
export function isPort(port) {
  return typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** @param {string} text @returns {number[] | undefined} */
function readIpv4(text) {
  if (!/^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$/.test(text)) return undefined;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** @param {string} text @returns {number[] | undefined} eight groups */
function readIpv6(text) {
  const halves = text.split("::");
  if (halves.length === 1) {
    const groups = readGroups(text, true);
    return groups?.length === GROUPS ? groups : undefined;
  }
  const [head, tail] = [readGroups(halves[0], false), readGroups(halves[1], true)];
  if (halves.length > 2 || !head || !tail || head.length + tail.length >= GROUPS) return undefined;
  return [...head, ...new Array(GROUPS - head.length - tail.length).fill(0), ...tail];
}

/** @param {string} text @param {boolean} mayEndInIpv4 @returns {number[] | undefined} */
function readGroups(text, mayEndInIpv4) {
  if (text === "") return [];
  const parts = text.split(":");
  const groups = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(parseInt(part, 16));
      continue;
    }
    const ipv4 = mayEndInIpv4 && index === parts.length - 1 ? readIpv4(part) : undefined;
    if (!ipv4) return undefined;
    groups.push((ipv4[0] << 8) | ipv4[1], (ipv4[2] << 8) | ipv4[3]);
  }
  return groups;
}

/** @param {number[]} groups */
function formatIpv6(groups) {
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return [groups[6] >> 8, groups[6] & 0xff, groups[7] >> 8, groups[7] & 0xff].join(".");
  }
  const text = groups.map((group) => group.toString(16)).join(":");
  // The first longest run of two or more zeros.
  const longest = (text.match(/\b0(:0\b)+/g) ?? []).sort((a, b) => b.length - a.length)[0];
  if (!longest) return text;
  const at = text.search(new RegExp(`\\b${longest}\\b`));
  return `${text.slice(0, at).replace(/:$/, "")}::${text.slice(at + longest.length).replace(/^:/, "")}`;
}
