import { stateText } from "./words.js";

/** @param {string} id @returns {any} */
export const element = (id) => document.getElementById(id);

/**
 * What the page shows, as one value; `render` makes the document agree with it.
 *
 * @typedef {object} Shown
 * @property {"pair" | "device"} view
 * @property {"pairing" | "connecting" | "connected" | "searching" | "revoked" | "error"} state
 * @property {boolean} busy a pairing is under way
 * @property {boolean} canCancel
 * @property {string} ownName
 * @property {string} deviceName empty while there is none
 * @property {string} currentId
 * @property {{id: string, name: string, revoked?: boolean}[]} devices
 * @property {import("./words.js").Notice | null} notice
 * @property {{page: string, device: string} | null} fingerprints of the open connection
 * @property {boolean} canChat
 * @property {boolean} canForget
 */

/** @param {Shown} shown */
export function render(shown) {
  document.title = shown.deviceName ? `${shown.deviceName} – Lanward` : "Lanward";
  Object.assign(element("main").dataset, { view: shown.view, state: shown.state, busy: String(shown.busy) });
  setText("own-name", shown.ownName);
  setText("device-name", shown.deviceName || (shown.view === "pair" ? "Not paired yet" : "Device"));
  element("state").dataset.state = shown.state;
  setText("state-text", stateText(shown.state, { busy: shown.busy, device: shown.deviceName }));
  element("pair-view").hidden = shown.view !== "pair";
  element("device-view").hidden = shown.view !== "device";
  element("leave").hidden = !shown.canForget;
  renderPairForm(shown);
  renderNotice(shown.notice);
  renderDevices(shown);
  renderProof(shown.fingerprints);
  element("chat-send").disabled = !shown.canChat;
  element("chat-input").placeholder = shown.canChat ? "Say something" : "Waiting…";
}

/** @param {Shown} shown */
function renderPairForm({ busy, canCancel, notice, view }) {
  element("pair-button").textContent = busy ? "Pairing…" : "Pair";
  element("pair-button").disabled = busy;
  element("code-input").readOnly = busy;
  element("cancel-button").hidden = !canCancel;
  const wrong = view === "pair" && ["invalid-code", "invalid-link", "wrong-code", "code-expired"].includes(notice?.code ?? "");
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
  setText("error-title", notice.title);
  setText("error-message", notice.message);
  const steps = element("error-steps");
  steps.hidden = notice.steps.length === 0;
  if (steps.dataset.code !== notice.code) steps.replaceChildren(...notice.steps.map((step) => withText("li", step)));
  steps.dataset.code = notice.code;
}

/** @param {Shown} shown */
function renderDevices({ devices: all, currentId, view }) {
  // The one that is gone already stands in the banner; choosing it again would only say so again.
  const devices = all.filter(({ id, revoked }) => !(view === "pair" && revoked && id === currentId));
  element("devices").hidden = devices.length === 0;
  element("add-button").hidden = view === "pair";
  const list = element("device-list");
  list.hidden = devices.length < 2 && currentId === devices[0]?.id && view === "device";
  const key = JSON.stringify([devices.map(({ id, name, revoked }) => [id, name, revoked]), currentId, view]);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...devices.map((device) => deviceItem(device, view === "device" && device.id === currentId)));
}

/** @param {{id: string, name: string, revoked?: boolean}} device @param {boolean} current */
function deviceItem(device, current) {
  const button = /** @type {HTMLButtonElement} */ (withText("button", device.revoked ? `${device.name} (removed)` : device.name));
  button.type = "button";
  button.dir = "auto";
  button.dataset.device = device.id;
  if (current) button.setAttribute("aria-current", "true");
  const item = document.createElement("li");
  item.append(button);
  return item;
}

/** @param {Shown["fingerprints"]} fingerprints */
function renderProof(fingerprints) {
  element("verified").hidden = fingerprints === null;
  if (fingerprints === null) return;
  setText("page-fingerprint", fingerprints.page);
  setText("device-fingerprint", fingerprints.device);
}

/** @param {string} id @param {string} text */
export function setText(id, text) {
  const target = element(id);
  if (target.textContent !== text) target.textContent = text;
}

/** @param {string} tag @param {string} text */
function withText(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
