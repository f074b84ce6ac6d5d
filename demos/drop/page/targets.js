import { throughId } from "./through.js";

/** @typedef {import("./device.js").PairedDevice} PairedDevice */

/**
 * Everybody to whom something can be sent, or could be: devices, and after each the pages behind it.
 *
 * @param {Map<string, PairedDevice>} devices
 * @returns {(import("./tiles.js").Tile & {connection: any})[]}
 */
export function targetsOf(devices) {
  return [...devices.values()].flatMap((device) => [
    { id: device.id, name: device.name, state: device.state, notice: device.notice, via: "", path: null, connection: device.connection },
    ...(device.introductions?.pages ?? []).map(({ id, name, path, connection }) => ({
      ...{ id: throughId(device.id, id), name, notice: null, via: device.name, path, connection },
      state: path === "direct" ? /** @type {const} */ ("here") : device.state,
    })),
  ]);
}

/**
 * As transfers and the history call it.
 *
 * @param {Map<string, PairedDevice>} devices
 * @param {string} id of a device, or of a page behind one
 * @param {boolean} [isDirect] whether that page is spoken to directly
 * @returns {{id: string, name: string}}
 */
export function whoIs(devices, id, isDirect = false) {
  const device = devices.get(id.split("/")[0]);
  if (!device) return { id, name: "a device that is not paired any more" };
  if (device.id === id) return { id, name: device.name };
  const page = device.introductions?.pages.find((each) => throughId(device.id, each.id) === id);
  const name = page?.name ?? "a page";
  return { id, name: isDirect ? `${name} (direct)` : `${name}, through ${device.name}` };
}
