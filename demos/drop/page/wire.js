import { readEntry } from "./hello/entry.js";
import { fingerprintsOf } from "./hello/fingerprints.js";
import { settings } from "./hello/settings.js";
import { watchDropsAndPastes } from "./intake.js";
import { saveInto } from "./saving.js";
import { element, renderAbout } from "./show.js";
import { fileOfText } from "./snippet.js";

const COPIED_MS = 2_000;

/**
 * Puts the handlers onto the document, once. What they do is in drop.js.
 *
 * @param {any} deeds
 */
export function wire(deeds) {
  wirePairing(deeds);
  wireSending(deeds);
  wireTransfers(deeds);
  wireAbout(deeds);
}

function wirePairing({ model, pair, takeFragment, rename, show }) {
  on("pair-form", "submit", () => pair(readEntry(element("code-input").value)));
  on("cancel-button", "click", () => {
    if (model.attempt) return model.attempt.abort();
    model.error = null;
    model.pairing = false;
    show({ focus: "add-button" });
  });
  on("add-button", "click", () => {
    model.pairing = true;
    show({ focus: "code-input" });
  });
  on("rename-button", "click", () => {
    element("rename-input").value = settings.name;
    element("rename-dialog").showModal();
    element("rename-input").select();
  });
  on("rename-no", "click", () => element("rename-dialog").close());
  on("rename-form", "submit", rename);
  addEventListener("hashchange", () => {
    const entry = takeFragment();
    if (entry) void pair(entry);
  });
}

function wireSending({ model, unfinished, send, collect, chooseTarget, show }) {
  const pick = (input, deviceId, expected) => {
    model.picking = { deviceId, expected };
    element(input).value = ""; // the same files, chosen again, are a change then
    element(input).click();
  };
  on("tiles", "click", ({ target }) => {
    const button = target.closest("[data-send]");
    if (!button) return;
    const { send: what, device } = button.dataset;
    if (what !== "text") return pick(`${what}-input`, device, null);
    model.chosen = device;
    element("text-dialog").showModal();
  });
  for (const input of ["files-input", "folder-input"]) {
    on(input, "change", ({ target }) => {
      const { deviceId, expected } = model.picking ?? {};
      void collect(target.files, (items) => send(deviceId ?? "", items, expected));
    });
  }
  on("text-form", "submit", () => {
    const text = element("text-input").value;
    if (text.trim() === "") return element("text-input").focus();
    element("text-dialog").close();
    element("text-input").value = "";
    void collect([fileOfText(text, new Date())], (items) => send(model.chosen, items));
  });
  on("text-input", "keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element("text-form").requestSubmit();
  });
  on("text-no", "click", () => element("text-dialog").close());
  on("targets", "click", ({ target }) => {
    const { device } = target.dataset;
    if (!device) return;
    element("target-dialog").close();
    send(device, model.waiting);
  });
  on("target-no", "click", () => element("target-dialog").close());
  on("target-dialog", "close", () => (model.waiting = null));
  on("unfinished", "click", ({ target }) => {
    const chosen = unfinished.all.find(({ mark, deviceId }) => `${mark}-${deviceId}` === target.dataset.key);
    if (!chosen) return;
    if ("again" in target.dataset) return pick(chosen.folder ? "folder-input" : "files-input", chosen.deviceId, chosen);
    unfinished.drop(chosen);
    show();
    keepFocus(target);
  });
  watchDropsAndPastes({
    dropped: (source, deviceId) => collect(source, (items) => (deviceId ? send(deviceId, items) : chooseTarget(items))),
    pasted: (source) => collect(source, chooseTarget),
  });
}

function wireTransfers({ desk, history, welcome, chooseFolder, fail, show }) {
  on("rows", "click", ({ target }) => {
    const button = target.closest("button");
    const key = button?.dataset.key;
    if (!key) return;
    if ("copy" in button.dataset) return copy(button, desk.received(key)?.text);
    if ("action" in button.dataset) {
      const always = button.closest("li").querySelector('[data-part="always"]');
      if (button.dataset.action === "accept" && always.checked) welcome.set(desk.deviceIdOf(key), true);
      desk.act(key, button.dataset.action);
      show();
      return keepFocus(button);
    }
    void save(desk.received(key), button).catch((error) => {
      if (error.name !== "AbortError") fail({ code: "not-saved", message: `The browser did not save it: ${error.message}` });
    });
  });
  on("history", "click", ({ target }) => {
    if ("copy" in target.dataset) copy(target, history.items.find(({ key }) => key === target.dataset.key)?.text);
  });
  on("folder-button", "click", chooseFolder);
  on("clear-button", "click", () => {
    history.clear();
    show();
    element("devices-title").focus();
  });
  addEventListener("pagehide", () => desk.leave());
  addEventListener("beforeunload", (event) => desk.isSending && event.preventDefault());
}

function wireAbout({ model, welcome, targetOf, forget, acceptCertificate }) {
  on("tiles", "click", ({ target }) => {
    const button = target.closest("[data-about]");
    const shown = button && targetOf(button.dataset.device);
    if (!shown) return;
    model.chosen = shown.id;
    const fingerprints = model.devices.get(shown.id)?.fingerprints ?? printsOf(model, shown);
    renderAbout({ name: shown.name, via: shown.via, path: shown.path, fingerprints, isWelcome: welcome.has(shown.id) });
    element("about-dialog").showModal();
  });
  on("same-button", "click", acceptCertificate);
  on("about-close", "click", () => element("about-dialog").close());
  on("welcome-input", "change", ({ target }) => welcome.set(model.chosen, target.checked));
  on("forget-button", "click", () => {
    element("about-dialog").close();
    element("forget-dialog").showModal();
  });
  on("forget-yes", "click", forget);
  on("forget-no", "click", () => element("forget-dialog").close());
}

/** Of this page and another one that it has met, or could meet. @returns {{page: string, device: string} | null} */
function printsOf(model, { id }) {
  const [deviceId, pageId] = id.split("/");
  const device = model.devices.get(deviceId);
  const page = device?.introductions?.pages.find((each) => each.id === pageId);
  const own = device?.fingerprints?.page ?? (page?.connection?.pc && fingerprintsOf(page.connection.pc)?.page);
  return page?.fingerprint && own ? { page: own, device: page.fingerprint } : null;
}

/** @param {import("./received.js").Received | null} received @param {HTMLElement} button */
async function save(received, button) {
  if (!received) return;
  const { index } = button.dataset;
  if (index !== undefined) return received.save(received.files[Number(index)]);
  if ("saveFolder" in button.dataset) {
    return saveInto(await /** @type {any} */ (globalThis).showDirectoryPicker({ mode: "readwrite" }), received.entries);
  }
  return received.saveTogether();
}

/** A button that went away takes the focus with it: it goes to another of its row, or to what stays. @param {HTMLElement} button */
function keepFocus(button) {
  if (button.isConnected && !button.hidden) return;
  const next = button.closest("li")?.isConnected ? button.closest("li")?.querySelector("button:not([hidden])") : null;
  const title = ["rows-title", "devices-title", "pair-title"].map(element).find((each) => each.checkVisibility());
  /** @type {HTMLElement | undefined} */ (next ?? title)?.focus();
}

/** Where there is no clipboard (plain http), the text is selected, to be copied by hand. @param {HTMLElement} button @param {string | null | undefined} text */
async function copy(button, text) {
  if (text === null || text === undefined) return;
  const shown = button.parentElement?.querySelector("pre");
  const isCopied = await copyText(text, shown);
  button.textContent = isCopied ? "Copied" : "Selected: press Ctrl+C";
  setTimeout(() => (button.textContent = "Copy"), COPIED_MS);
}

async function copyText(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown);
    return document.execCommand("copy");
  }
}

/** @param {string} id @param {string} type @param {(event: any) => void} handler */
function on(id, type, handler) {
  element(id).addEventListener(type, (event) => {
    if (type === "submit") event.preventDefault();
    handler(event);
  });
}
