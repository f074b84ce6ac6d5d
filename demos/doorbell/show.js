import { setText } from "./tile.js";

/** @param {string} id @returns {any} */
export const element = (id) => document.getElementById(id);

/**
 * @param {object} view
 * @param {string} view.ownName
 * @param {boolean} view.pairing
 * @param {boolean} view.busy
 * @param {boolean} view.canCancel
 * @param {boolean} view.canNotify
 * @param {import("./hello/words.js").Notice | null} view.notice
 * @param {import("./tile.js").Tile[]} view.tiles
 * @param {import("./rings.js").Ring[]} view.rings
 */
export function render({ ownName, pairing, busy, canCancel, canNotify, notice, tiles, rings }) {
  setText(element("own-name"), ownName);
  element("pair-view").hidden = !pairing;
  element("pair-button").disabled = busy;
  setText(element("pair-button"), busy ? "Pairing…" : "Pair");
  element("cancel-button").hidden = !canCancel;
  element("add-button").hidden = pairing || tiles.length === 0;
  element("notify-line").hidden = !canNotify;
  element("cameras-view").hidden = tiles.length === 0;
  element("cameras").dataset.count = String(Math.min(tiles.length, 3));
  renderNotice(notice);
  follow(element("cameras"), tiles.map(({ element: item }) => item));
  for (const tile of tiles) tile.update();
  renderRings(rings);
}

/** @param {import("./hello/words.js").Notice | null} notice */
function renderNotice(notice) {
  const box = element("error");
  box.hidden = !notice;
  box.dataset.code = notice?.code ?? "";
  element("code-input").setAttribute("aria-invalid", String(["wrong-code", "invalid-code", "invalid-link"].includes(notice?.code ?? "")));
  if (!notice) return;
  box.dataset.tone = notice.tone;
  setText(element("error-title"), notice.title);
  setText(element("error-message"), notice.message);
  element("error-steps").replaceChildren(
    ...notice.steps.map((step) => Object.assign(document.createElement("li"), { textContent: step })),
  );
  element("error-steps").hidden = notice.steps.length === 0;
}

/** @param {import("./rings.js").Ring[]} rings */
function renderRings(rings) {
  const list = element("rings");
  const former = new Map([...list.children].map((item) => [item.dataset.key, item]));
  follow(
    list,
    rings.map((ring) => former.get(String(ring.key)) ?? makeRing(ring)),
  );
  for (const [index, { picture }] of rings.entries()) {
    const canvas = list.children[index].querySelector("canvas");
    if (!picture || !canvas.hidden) continue;
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext("2d").drawImage(picture, 0, 0);
    canvas.hidden = false;
  }
}

/** @param {import("./rings.js").Ring} ring */
function makeRing({ key, cameraId, name, at }) {
  const item = /** @type {HTMLElement} */ (element("ring-template").content.firstElementChild.cloneNode(true));
  Object.assign(item.dataset, { key: String(key), device: cameraId });
  const part = (/** @type {string} */ which) => /** @type {any} */ (item.querySelector(`[data-part="${which}"]`));
  part("name").textContent = name;
  part("whose").textContent = ` ${name}`;
  part("time").textContent = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  part("time").dateTime = at.toISOString();
  part("picture").setAttribute("aria-label", `What ${name} saw then`);
  return item;
}

/** Makes a list's children agree, and leaves alone what stays. @param {HTMLElement} list @param {Element[]} items */
function follow(list, items) {
  for (const child of [...list.children]) if (!items.includes(child)) child.remove();
  for (const [index, item] of items.entries()) if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
}

/** @param {{name: string, fingerprints: {page: string, device: string} | null}} camera */
export function renderAbout({ name, fingerprints }) {
  for (const each of document.querySelectorAll("[data-about-name]")) setText(each, name);
  element("about-verified").hidden = !fingerprints;
  element("about-away").hidden = Boolean(fingerprints);
  setText(element("page-fingerprint"), fingerprints?.page ?? "");
  setText(element("device-fingerprint"), fingerprints?.device ?? "");
}
