import { setText } from "./keyed.js";
import { renderHistory, renderRows, renderUnfinished } from "./rows.js";
import { clip } from "./spell.js";
import { renderTiles } from "./tiles.js";

/** @param {string} id @returns {any} */
export const element = (id) => document.getElementById(id);

/**
 * What the page shows, as one value; `render` makes the document agree with it.
 *
 * @typedef {object} Shown
 * @property {string} ownName what devices call this page
 * @property {boolean} pairing whether the form for a code is there
 * @property {boolean} busy a pairing is under way
 * @property {boolean} canCancel
 * @property {import("./tiles.js").Tile[]} tiles
 * @property {import("./row.js").Row[]} rows
 * @property {import("./history.js").HistoryItem[]} history
 * @property {import("./unfinished.js").Unfinished[]} unfinished
 * @property {import("./hello/words.js").Notice | null} notice
 * @property {string | null} folder into which everything is saved at once, if one was chosen
 * @property {boolean} canChooseFolder
 * @property {string} offline whether the page opens without its device, and why not
 * @property {number} now milliseconds since 1970
 */

/** @param {Shown} shown */
export function render(shown) {
  const asks = shown.rows.filter(({ direction, state }) => direction === "in" && state === "offered").length;
  document.title = `${asks > 0 ? `(${asks}) ` : ""}Lanward Drop`;
  setText(element("own-name"), shown.ownName);
  renderPairForm(shown);
  renderNotice(shown.notice);
  element("devices-view").hidden = shown.tiles.length === 0;
  element("add-button").hidden = shown.pairing || shown.tiles.length === 0;
  renderTiles(element("tiles"), shown.tiles);
  const here = new Set(shown.tiles.filter(({ state }) => state === "here").map(({ id }) => id));
  element("unfinished-view").hidden = shown.unfinished.length === 0;
  renderUnfinished(element("unfinished"), shown.unfinished, (id) => here.has(id));
  element("rows-view").hidden = shown.rows.length === 0;
  renderRows(element("rows"), shown.rows);
  element("history-view").hidden = shown.history.length === 0;
  renderHistory(element("history"), shown.history, shown.now);
  renderFolder(shown);
  setText(element("offline"), shown.offline);
}

/** @param {Shown} shown */
function renderPairForm({ pairing, busy, canCancel, notice }) {
  element("pair-view").hidden = !pairing;
  setText(element("pair-button"), busy ? "Pairing…" : "Pair");
  element("pair-button").disabled = busy;
  element("code-input").readOnly = busy;
  element("cancel-button").hidden = !canCancel;
  const wrong = pairing && ["invalid-code", "invalid-link", "wrong-code", "code-expired"].includes(notice?.code ?? "");
  element("code-input").setAttribute("aria-invalid", String(wrong));
  element("code-input").setAttribute("aria-describedby", wrong ? "code-hint error-message" : "code-hint");
}

/** Touched only when something differs: it is read aloud whenever it changes. @param {Shown["notice"]} notice */
function renderNotice(notice) {
  const box = element("error");
  box.hidden = notice === null;
  if (notice === null) {
    delete box.dataset.code;
    return;
  }
  box.dataset.code = notice.code;
  box.dataset.tone = notice.tone;
  setText(element("error-title"), notice.title);
  setText(element("error-message"), notice.message);
  const steps = element("error-steps");
  steps.hidden = notice.steps.length === 0;
  if (steps.dataset.code !== notice.code) {
    steps.replaceChildren(...notice.steps.map((step) => Object.assign(document.createElement("li"), { textContent: step })));
  }
  steps.dataset.code = notice.code;
}

/** @param {Shown} shown */
function renderFolder({ folder, canChooseFolder }) {
  element("folder-line").hidden = !canChooseFolder;
  setText(element("folder-text"), folder === null ? "What you receive waits in this browser until you save it." : "What you receive goes straight into");
  setText(element("folder-name"), folder === null ? "" : clip(folder, 64));
  setText(element("folder-button"), folder === null ? "Choose a folder" : "Choose another");
}

/**
 * @param {{name: string, via: string, path: import("./introductions.js").Path | null, fingerprints: {page: string, device: string} | null,
 *   isWelcome: boolean}} device
 */
export function renderAbout({ name, via, path, fingerprints, isWelcome }) {
  for (const each of document.querySelectorAll("[data-about-name]")) setText(each, clip(name, 64));
  for (const each of document.querySelectorAll("[data-about-via]")) setText(each, clip(via, 64));
  element("about-verified").hidden = fingerprints === null || via !== "";
  element("about-direct").hidden = path !== "direct";
  element("about-changed").hidden = path !== "changed";
  element("about-prints").hidden = fingerprints === null;
  element("prints-hint").hidden = via !== "";
  element("about-away").hidden = fingerprints !== null || via !== "";
  element("about-through").hidden = via === "" || path === "direct";
  element("same-button").hidden = path !== "changed";
  element("forget-button").hidden = via !== "";
  setText(element("page-fingerprint"), fingerprints?.page ?? "");
  setText(element("device-fingerprint"), fingerprints?.device ?? "");
  element("welcome-input").checked = isWelcome;
}

/** @param {string} what @param {{id: string, name: string}[]} devices those that are here */
export function renderTargets(what, devices) {
  setText(element("target-what"), what);
  element("target-none").hidden = devices.length > 0;
  element("targets").replaceChildren(
    ...devices.map(({ id, name }) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "primary", dir: "auto", textContent: clip(name, 64) });
      button.dataset.device = id;
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}
