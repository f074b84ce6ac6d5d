/**
 * Other pages that are paired with the same device (docs/drop.md, section 9). It introduces two that want to connect directly
 * (introductions.js). Where they cannot, it passes on what they say to each other, and can read it: who shows such a page has to say so.
 */
export const DESK_LABEL = "drop-desk";
export const DESK_PROTOCOL = "lanward-drop-desk-1";
const TO = "drop-to/";
const FROM = "drop-from/";
const MOST_PAGES = 64;
const MOST_BYTES = 65_536;
const MOST_NAME = 64;

/** The id of a page that is reached through a device; the one of a device has no slash. @param {string} deviceId @param {string} pageId */
export const throughId = (deviceId, pageId) => `${deviceId}/${pageId}`;

/**
 * What a device says on `drop-desk`. What a page says of itself in a call and an answer is checked by the library.
 *
 * @typedef {{id: string, name: string}} Page
 * @typedef {{type: "present", pages: Page[]}} Present who else is here
 * @typedef {{type: "called" | "answered", from: string, call: string, other: {fingerprint: string, description: unknown}}} Passed
 * @typedef {{type: "refused", from: string, call: string}} Refused
 */

/** @param {unknown} data @returns {Present | Passed | Refused | null} null for what is none, which is passed over */
export function readDesk(data) {
  if (typeof data !== "string" || data.length > MOST_BYTES) return null;
  try {
    const message = JSON.parse(data);
    if (message.type === "present") return readPresent(message);
    return readPassed(message);
  } catch {
    return null;
  }
}

/** @returns {Present | null} */
function readPresent({ pages }) {
  if (!Array.isArray(pages) || pages.length > MOST_PAGES || !pages.every(isPage)) return null;
  if (new Set(pages.map(({ id }) => id)).size < pages.length) return null;
  return { type: "present", pages: pages.map(({ id, name }) => ({ id, name })) };
}

/** @returns {Passed | Refused | null} */
function readPassed({ type, from, call, fingerprint, ufrag, pwd, candidates }) {
  if (!isId(from) || typeof call !== "string" || !/^[0-9a-f]{16}$/.test(call)) return null;
  if (type === "refused") return { type, from, call };
  if (type !== "called" && type !== "answered") return null;
  if (typeof fingerprint !== "string" || !/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/.test(fingerprint)) return null;
  return { type, from, call, other: { fingerprint, description: { ufrag, pwd, candidates } } };
}

/** Of whom a channel is that a device opened; undefined where it is not for a transfer. @param {string} deviceId @param {string} label */
export function senderOf(deviceId, label) {
  if (label === "drop") return deviceId;
  const id = label.startsWith(FROM) ? label.slice(FROM.length) : "";
  return isId(id) ? throughId(deviceId, id) : undefined;
}

/** A page, for whom it is as good as a connection with it. @param {any} connection with the device @param {string} pageId */
export function connectionThrough(connection, pageId) {
  return {
    createDataChannel: (_label, options) => connection.createDataChannel(TO + pageId, options),
    closed: connection.closed,
  };
}

/**
 * Hears from now on who else is here, and who calls.
 *
 * @param {any} connection with a device; where that does not do this, nothing is ever heard
 * @param {(message: Present | Passed | Refused) => void} onmessage
 * @returns {(message: object) => void} says something to the device; while it is not heard, that comes to nothing
 */
export function enterDesk(connection, onmessage) {
  const channel = connection.createDataChannel(DESK_LABEL, { protocol: DESK_PROTOCOL });
  channel.addEventListener("message", ({ data }) => {
    const message = readDesk(data);
    if (message) onmessage(message);
  });
  return (message) => {
    try {
      channel.send(JSON.stringify(message));
    } catch {
      // The connection ended just now, which it tells itself.
    }
  };
}

const isId = (id) => typeof id === "string" && /^[0-9a-f]{32}$/.test(id);
const isPage = (page) => page !== null && typeof page === "object" && isId(page.id) && typeof page.name === "string" && page.name !== "" && page.name.length <= 2 * MOST_NAME;
