import { connectionThrough, throughId } from "./through.js";

/** @typedef {import("./device.js").PairedDevice} PairedDevice */

/**
 * Everybody to whom something can be sent, or could be: devices, and after each the pages behind it.
 *
 * @param {Map<string, PairedDevice>} devices
 * @returns {(import("./tiles.js").Tile & {connection: any})[]}
 */
export function targetsOf(devices) {
  return [...devices.values()].flatMap((device) => [
    { id: device.id, name: device.name, state: device.state, notice: device.notice, via: "", connection: device.connection },
    ...device.pages.map(({ id, name }) => ({
      ...{ id: throughId(device.id, id), name, state: device.state, notice: null, via: device.name },
      connection: connectionThrough(device.connection, id),
    })),
  ]);
}

/**
 * As transfers and the history call it.
 *
 * @param {Map<string, PairedDevice>} devices
 * @param {string} id of a device, or of a page behind one
 * @returns {{id: string, name: string}}
 */
export function whoIs(devices, id) {
  const device = devices.get(id.split("/")[0]);
  if (!device) return { id, name: "a device that is not paired any more" };
  if (device.id === id) return { id, name: device.name };
  const page = device.pages.find((each) => throughId(device.id, each.id) === id);
  return { id, name: `${page?.name ?? "a page"}, through ${device.name}` };
}
