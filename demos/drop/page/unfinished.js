import { clip, MOST_NAME } from "./spell.js";

const KEY = "lanward-drop.unfinished";
const MOST = 20;
/** As long as a receiver keeps the parts (docs/drop.md, section 6). */
const LIFE_MS = 7 * 24 * 3_600_000;

/**
 * A sending that was under way when the page went. A page may not open files again by itself: a person has to choose them once more,
 * and then the receiver, who kept what it had, asks only for the rest.
 *
 * @typedef {object} Unfinished
 * @property {string} mark of the files, from `markOf`
 * @property {string} deviceId
 * @property {string} device its name
 * @property {string} what such as `Holidays`
 * @property {boolean} folder whether a folder has to be chosen
 * @property {number} done bytes that were there
 * @property {number} bytes in all
 * @property {number} at milliseconds since 1970
 */

/** The unfinished sendings of this browser, the latest first. */
export class UnfinishedList {
  #keep;
  /** @type {Unfinished[]} */
  #all;

  /** @param {import("./keep.js").Keep} keep @param {number} now milliseconds since 1970 */
  constructor(keep, now) {
    this.#keep = keep;
    this.#all = keep.read(KEY, Array.isArray, []).filter((each) => isUnfinished(each) && now - each.at < LIFE_MS).slice(0, MOST);
  }

  get all() {
    return this.#all;
  }

  /** Notes how far it is; there is one of each mark and device. @param {Unfinished} unfinished */
  note(unfinished) {
    const bounded = { ...unfinished, device: clip(unfinished.device, MOST_NAME), what: clip(unfinished.what, MOST_NAME) };
    this.#set([bounded, ...this.#all.filter((each) => !isSame(each, unfinished))].slice(0, MOST));
  }

  /** @param {{mark: string, deviceId: string}} which */
  drop(which) {
    if (this.#all.some((each) => isSame(each, which))) this.#set(this.#all.filter((each) => !isSame(each, which)));
  }

  /** @param {Unfinished[]} all */
  #set(all) {
    this.#all = all;
    this.#keep.write(KEY, all);
  }
}

/**
 * Tells whether the same files were chosen again: of their paths, sizes and times. It guards against mistakes only, so a short hash
 * is enough; what the receiver has is compared by its real hashes.
 *
 * @param {{path: string, kind: string, size?: number, modified: number}[]} items
 */
export function markOf(items) {
  let [a, b] = [0x811c9dc5, 0x01000193];
  // A folder's own time is not known to a page.
  for (const { path, kind, size, modified } of items) {
    const line = `${kind} ${path} ${kind === "file" ? `${size} ${modified}` : ""}\n`;
    for (let at = 0; at < line.length; at++) {
      a = Math.imul(a ^ line.charCodeAt(at), 0x01000193);
      b = Math.imul(b ^ line.charCodeAt(at), 0x85ebca6b) + 1;
    }
  }
  return [a, b].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

const isSame = (one, other) => one.mark === other.mark && one.deviceId === other.deviceId;

/** @param {any} each @returns {each is Unfinished} */
function isUnfinished(each) {
  return (
    each !== null &&
    typeof each === "object" &&
    ["mark", "deviceId", "device", "what"].every((name) => typeof each[name] === "string") &&
    ["done", "bytes", "at"].every((name) => Number.isFinite(each[name])) &&
    typeof each.folder === "boolean"
  );
}
