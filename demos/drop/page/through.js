/**
 * Other pages that are paired with the same device, reached through it (docs/drop.md, section 9). The device passes on what they say
 * to each other, and can read it: who shows such a page has to say so.
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
 * Who else is here, of a message of the device; null for what is none, which is passed over.
 *
 * @param {unknown} data
 * @returns {{id: string, name: string}[] | null}
 */
export function readPresent(data) {
  if (typeof data !== "string" || data.length > MOST_BYTES) return null;
  try {
    const { type, pages } = JSON.parse(data);
    if (type !== "present" || !Array.isArray(pages) || pages.length > MOST_PAGES || !pages.every(isPage)) return null;
    if (new Set(pages.map(({ id }) => id)).size < pages.length) return null;
    return pages.map(({ id, name }) => ({ id, name }));
  } catch {
    return null;
  }
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
 * Hears from now on who else is here.
 *
 * @param {any} connection with a device; where that does not do this, nothing is ever heard
 * @param {(pages: {id: string, name: string}[]) => void} onpresent
 */
export function enterDesk(connection, onpresent) {
  const channel = connection.createDataChannel(DESK_LABEL, { protocol: DESK_PROTOCOL });
  channel.addEventListener("message", ({ data }) => {
    const pages = readPresent(data);
    if (pages) onpresent(pages);
  });
}

const isId = (id) => typeof id === "string" && /^[0-9a-f]{32}$/.test(id);
const isPage = (page) => page !== null && typeof page === "object" && isId(page.id) && typeof page.name === "string" && page.name !== "" && page.name.length <= 2 * MOST_NAME;
