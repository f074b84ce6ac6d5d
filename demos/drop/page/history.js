import { clip, MOST_NAME } from "./spell.js";

const KEY = "lanward-drop.history";
const MOST_ITEMS = 100;
/** Characters of all texts together: localStorage holds some five million a site. */
const MOST_TEXT = 500_000;

/**
 * One transfer that is over.
 *
 * @typedef {object} HistoryItem
 * @property {string} key
 * @property {number} at milliseconds since 1970
 * @property {"in" | "out"} direction
 * @property {string} device its name then
 * @property {string} what such as `photo.jpg and 2 more`
 * @property {number | null} bytes
 * @property {string} state how it ended
 * @property {string} message for a person, where it failed
 * @property {string} [text] of a short text file
 */

/** The transfers that are over, the latest first: at most a hundred, on this browser only. */
export class History {
  #keep;
  /** @type {HistoryItem[]} */
  #items;

  /** @param {import("./keep.js").Keep} keep */
  constructor(keep) {
    this.#keep = keep;
    this.#items = keep.read(KEY, Array.isArray, []).filter(isItem).slice(0, MOST_ITEMS);
  }

  get items() {
    return this.#items;
  }

  /** @param {HistoryItem} item */
  add(item) {
    const bounded = { ...item, device: clip(item.device, MOST_NAME), what: clip(item.what, MOST_NAME), message: clip(item.message, 300) };
    this.#items = withoutOldTexts([bounded, ...this.#items.filter(({ key }) => key !== item.key)].slice(0, MOST_ITEMS));
    if (!this.#keep.write(KEY, this.#items)) this.#keep.write(KEY, this.#items.map(({ text, ...rest }) => rest));
  }

  clear() {
    this.#items = [];
    this.#keep.write(KEY, []);
  }
}

/** The latest texts stay while there is room for them. @param {HistoryItem[]} items */
function withoutOldTexts(items) {
  let room = MOST_TEXT;
  return items.map((item) => {
    room -= item.text?.length ?? 0;
    const { text, ...rest } = item;
    return text === undefined || room >= 0 ? item : rest;
  });
}

/** @param {any} item @returns {item is HistoryItem} */
function isItem(item) {
  const texts = ["key", "direction", "device", "what", "state", "message"];
  return (
    item !== null &&
    typeof item === "object" &&
    texts.every((name) => typeof item[name] === "string") &&
    Number.isFinite(item.at) &&
    (item.bytes === null || Number.isFinite(item.bytes)) &&
    ["undefined", "string"].includes(typeof item.text)
  );
}
