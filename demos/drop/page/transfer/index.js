/**
 * Files between this page and a device, over the drop protocol (docs/drop.md).
 *
 * @module
 */

export { DropError } from "./drop-error.js";
export { collect } from "./files.js";
export { Receiving, receiveOn } from "./receiver.js";
export { Sending } from "./sender.js";
export { DirectoryShelves, IndexedDbShelves } from "./shelves.js";
