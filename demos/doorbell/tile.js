import { cameraWords, talkWords } from "./words.js";

/** In which the picture that was there last still stands. */
const STATES_WITH_PICTURE = new Set(["live", "interrupted", "connecting"]);

/** One camera on the page. It keeps its elements as long as the camera is paired: so its picture plays on. */
export class Tile {
  element;
  video;
  #camera;
  #sending;
  #parts = new Map();

  /** @param {import("./camera.js").Camera} camera @param {import("./sending.js").Sending} sending */
  constructor(camera, sending) {
    this.#camera = camera;
    this.#sending = sending;
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("camera-template"));
    this.element = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    this.element.dataset.device = camera.id;
    for (const part of this.element.querySelectorAll("[data-part]")) {
      const name = /** @type {HTMLElement} */ (part).dataset.part ?? "";
      this.#parts.set(name, [...(this.#parts.get(name) ?? []), part]);
    }
    this.video = /** @type {HTMLVideoElement} */ (this.#part("video"));
    for (const event of ["playing", "emptied", "resize"]) this.video.addEventListener(event, () => this.update());
  }

  update() {
    const camera = this.#camera;
    const { media, presence, wanted } = camera;
    const words = cameraWords(camera);
    this.#show(camera);
    const hasPicture = wanted && this.video.videoWidth > 0 && STATES_WITH_PICTURE.has(presence === "here" ? media.state : "interrupted");
    Object.assign(this.element.dataset, { state: presence, media: media.state, tone: words.tone, picture: String(hasPicture) });
    this.#text("name", camera.name);
    for (const whose of this.#parts.get("whose") ?? []) setText(whose, ` ${camera.name}`);
    this.#text("state-text", words.pill);
    this.#text("busy-text", words.busy);
    this.#part("busy").hidden = words.busy === "" || !wanted;
    this.#part("watch").hidden = wanted || presence === "removed";
    this.#part("veil").hidden = hasPicture && media.state === "live" && presence === "here";
    this.#text("trouble", words.trouble);
    this.#part("trouble").hidden = words.trouble === "";
    this.#controls();
    this.#verified(presence === "here");
  }

  /** @param {import("./camera.js").Camera} camera */
  #show({ wanted, stream, name }) {
    const shown = wanted ? stream : null;
    if (this.video.srcObject !== shown) {
      this.video.srcObject = shown;
      if (shown) void this.#play();
    }
    this.video.setAttribute("aria-label", `Picture of ${name}`);
  }

  async #play() {
    try {
      await this.video.play();
    } catch (error) {
      // Without a touch since the page was loaded some browsers play nothing that can be heard.
      if (/** @type {any} */ (error).name !== "NotAllowedError") return;
      this.video.muted = true;
      await this.video.play().catch(() => {});
      this.update();
    }
  }

  #controls() {
    const { presence, wanted, name } = this.#camera;
    const isHere = presence === "here";
    const { state, purpose } = this.#sending;
    const isTalking = state !== "off" && purpose === "talk";
    const isCasting = state !== "off" && purpose === "cast";
    const talk = talkWords(isTalking ? state : "off");
    this.#part("controls").setAttribute("aria-label", `Controls of ${name}`);
    this.#text("talk-text", talk.button);
    this.#pressed("talk", isTalking);
    this.#part("talk").dataset.on = String(isTalking && state === "on");
    this.#text("heard-text", isCasting ? "Casting to it" : talk.heard);
    this.#part("heard").hidden = isCasting ? state !== "on" : talk.heard === "";
    this.#text("cast-text", isCasting ? "Stop casting" : "Cast");
    this.#pressed("cast", isCasting);
    this.#pressed("sound", !this.video.muted);
    for (const part of ["talk", "cast"]) this.#enable(part, isHere);
    for (const part of ["snapshot", "full"]) this.#enable(part, this.element.dataset.picture === "true");
    for (const part of ["sound", "snapshot", "full", "stop"]) this.#part(part).hidden = !wanted;
  }

  /** @param {boolean} isVerified */
  #verified(isVerified) {
    this.#text("mark", isVerified ? "Verified" : "About");
    this.#part("shield").toggleAttribute("hidden", !isVerified);
  }

  /** @param {string} name @returns {HTMLElement} */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#parts.get(name)[0]);
  }

  /** @param {string} name @param {string} text */
  #text(name, text) {
    setText(this.#part(name), text);
  }

  /** @param {string} name @param {boolean} isPressed */
  #pressed(name, isPressed) {
    this.#part(name).setAttribute("aria-pressed", String(isPressed));
  }

  /** Not `disabled`, which would take the focus away in the middle of things. @param {string} name @param {boolean} isEnabled */
  #enable(name, isEnabled) {
    this.#part(name).setAttribute("aria-disabled", String(!isEnabled));
  }
}

/** Touches the document only where something differs. @param {Element} target @param {string} text */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
