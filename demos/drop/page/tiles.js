import { fromTemplate, keyed, part, setAttribute, setText } from "./keyed.js";
import { clip } from "./spell.js";

/**
 * A device as it is shown.
 *
 * @typedef {object} Tile
 * @property {string} id
 * @property {string} name
 * @property {"looking" | "here" | "away" | "removed" | "trouble"} state
 * @property {import("./hello/words.js").Notice | null} notice
 * @property {string} via the device that has introduced a page, or passes on; empty for a device
 * @property {import("./introductions.js").Path | null} path to a page; nothing for a device
 */

const PRESENCE = {
  looking: "Looking for it…",
  here: "Here",
  away: "Away; connects by itself when it is back",
  removed: "Pairing removed on the device",
  trouble: "Not connected",
};

/** What is said of the way to another page: whoever sends should know who can read. @param {Tile} tile */
export function spellPath({ path, via }) {
  const device = clip(via, 64);
  switch (path) {
    case "direct":
      return `Direct: ${device} has introduced you, and cannot read what you send.`;
    case "meeting":
      return `Looking for a direct way. If there is none: through ${device}, which can read what you send.`;
    case "changed":
      return `Another certificate than when you first met: compare, under About. Until then through ${device}: it can read what you send.`;
    case "through":
      return `Through ${device}: it can read what you send.`;
    default:
      return "";
  }
}

/** @param {HTMLElement} list @param {Tile[]} tiles */
export function renderTiles(list, tiles) {
  keyed(list, tiles, { key: ({ id }) => id, make: makeTile, update: updateTile });
}

/** @param {Tile} tile */
function makeTile({ id }) {
  const item = fromTemplate("tile-template");
  item.dataset.device = id;
  for (const button of item.querySelectorAll("button")) button.dataset.device = id;
  return item;
}

/** @param {HTMLElement} item @param {Tile} tile */
function updateTile(item, tile) {
  const { name, state, notice, via, path } = tile;
  const shown = clip(name, 64);
  item.dataset.state = state;
  setText(part(item, "name"), shown);
  item.classList.toggle("through", via !== "" && path !== "direct");
  setAttribute(item, "data-path", path ?? "");
  setText(part(item, "presence"), notice?.title ?? (via === "" ? PRESENCE[state] : path === "direct" ? "A page that is open, reached directly" : "A page that is open"));
  setText(part(item, "trouble"), via === "" ? (notice?.message ?? "") : spellPath(tile));
  part(item, "trouble").hidden = !notice && via === "";
  for (const each of item.querySelectorAll("[data-part=whose]")) setText(each, ` ${shown}`);
  const isHere = state === "here";
  part(item, "send").hidden = state === "removed" || state === "trouble";
  for (const button of item.querySelectorAll("[data-send]")) /** @type {HTMLButtonElement} */ (button).disabled = !isHere;
  const isVerified = isHere && via === "";
  setText(part(item, "mark"), isVerified ? "Verified" : "About");
  setAttribute(part(item, "about"), "data-verified", String(isVerified));
  part(item, "shield").toggleAttribute("hidden", !isVerified);
}
