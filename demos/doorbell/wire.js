import { readEntry } from "./hello/entry.js";
import { settings } from "./hello/settings.js";
import { element } from "./show.js";

/**
 * Puts the handlers onto the document, once. What they do is in doorbell.js.
 *
 * @param {any} deeds
 */
export function wire(deeds) {
  wirePairing(deeds);
  wireCameras(deeds);
  wireTalk(deeds);
  wireDialogs(deeds);
}

function wirePairing({ model, pair, takeFragment, rename, show, askToNotify }) {
  on("pair-form", "submit", () => pair(readEntry(element("code-input").value)));
  on("cancel-button", "click", () => {
    if (model.attempt) return model.attempt.abort();
    model.error = null;
    model.pairing = false;
    return show({ focus: "add-button" });
  });
  on("add-button", "click", () => {
    model.pairing = true;
    show({ focus: "code-input" });
  });
  on("notify-button", "click", askToNotify);
  on("rename-button", "click", () => {
    element("rename-input").value = settings.name;
    element("rename-dialog").showModal();
    element("rename-input").select();
  });
  on("rename-form", "submit", rename);
  addEventListener("hashchange", () => {
    const entry = takeFragment();
    if (entry) void pair(entry);
  });
}

function wireCameras({ does, answerRing }) {
  on("cameras", "click", ({ target, detail }) => {
    const button = target.closest("[data-do]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const id = button.closest("[data-device]").dataset.device;
    // Talking is wired by itself; a click without a pointer and without a key is a screen reader's.
    if (button.dataset.do !== "talk") does[button.dataset.do](id);
    else if (detail === 0 && !button.dataset.byKey) does.toggleTalk(id);
  });
  on("rings", "click", ({ target }) => {
    const button = target.closest("[data-ring]");
    if (button) answerRing(Number(button.closest("[data-key]").dataset.key), button.dataset.ring);
  });
}

/** Held or tapped, by a pointer or by a key. */
function wireTalk({ does }) {
  const talkOf = ({ target }) => {
    const button = target.closest?.('[data-do="talk"]');
    return button && button.getAttribute("aria-disabled") !== "true" ? button : null;
  };
  const idOf = (button) => button.closest("[data-device]").dataset.device;
  let held = null;
  on("cameras", "pointerdown", (event) => {
    const button = talkOf(event);
    if (!button || event.button !== 0) return;
    held = button;
    button.setPointerCapture?.(event.pointerId);
    does.pressTalk(idOf(button));
  });
  for (const type of ["pointerup", "pointercancel"]) {
    on("cameras", type, () => {
      if (held) does.releaseTalk(idOf(held));
      held = null;
    });
  }
  on("cameras", "contextmenu", (event) => talkOf(event) && event.preventDefault()); // a long press on a telephone
  on("cameras", "keydown", (event) => {
    const button = talkOf(event);
    if (!button || ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    button.dataset.byKey = "true";
    if (!event.repeat) does.pressTalk(idOf(button));
  });
  on("cameras", "keyup", (event) => {
    const button = talkOf(event);
    if (!button || ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    does.releaseTalk(idOf(button));
    setTimeout(() => delete button.dataset.byKey);
  });
  on("cameras", "focusout", (event) => {
    const button = talkOf(event);
    if (button?.dataset.byKey) does.releaseTalk(idOf(button));
  });
}

function wireDialogs({ forget, castScreen, castCamera }) {
  for (const name of ["rename", "forget", "cast"]) on(`${name}-no`, "click", () => element(`${name}-dialog`).close());
  for (const name of ["about", "insecure"]) on(`${name}-close`, "click", () => element(`${name}-dialog`).close());
  on("forget-button", "click", () => {
    element("about-dialog").close();
    element("forget-dialog").showModal();
  });
  on("forget-yes", "click", forget);
  on("cast-screen", "click", castScreen);
  on("cast-camera", "click", castCamera);
}

/** @param {string} id @param {string} type @param {(event: any) => void} handler */
function on(id, type, handler) {
  element(id).addEventListener(type, (/** @type {Event} */ event) => {
    if (type === "submit") event.preventDefault();
    handler(event);
  });
}
