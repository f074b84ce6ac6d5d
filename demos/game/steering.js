import { DASH, directionOf } from "./world.js";

const KEYS = new Map([
  ["ArrowLeft", [-1, 0]], ["ArrowRight", [1, 0]], ["ArrowUp", [0, -1]], ["ArrowDown", [0, 1]],
  ["KeyA", [-1, 0]], ["KeyD", [1, 0]], ["KeyW", [0, -1]], ["KeyS", [0, 1]],
]);

/** A dash is told so often, as a message may be lost. The world lets nobody dash twice in that time. */
const DASH_TICKS = 3;

/** A finger that has moved less than this steers nowhere, in CSS pixels. */
const DEAD_PIXELS = 10;

/** What a person wants: by keys, a finger on the ice, or a mouse that is held. */
export class Steering {
  /** @type {Set<string>} */
  #held = new Set();
  /** @type {{id: number, x: number, y: number, dx: number, dy: number} | undefined} */
  #finger;
  #dashes = 0;

  /** @param {HTMLElement} ice @param {HTMLElement} dashButton */
  constructor(ice, dashButton) {
    ice.addEventListener("keydown", (event) => this.#key(event, true));
    ice.addEventListener("keyup", (event) => this.#key(event, false));
    ice.addEventListener("blur", () => this.#held.clear());
    ice.addEventListener("pointerdown", (event) => this.#down(ice, event));
    ice.addEventListener("pointermove", (event) => this.#move(event));
    for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) ice.addEventListener(type, (event) => this.#up(event));
    dashButton.addEventListener("pointerdown", () => this.#dash());
    dashButton.addEventListener("click", () => this.#dash());
  }

  /** For one tick. @returns {number} as the world takes it */
  take() {
    let [x, y] = this.#finger ? [this.#finger.dx, this.#finger.dy] : [0, 0];
    for (const code of this.#held) {
      const [dx, dy] = KEYS.get(code) ?? [0, 0];
      [x, y] = [x + dx, y + dy];
    }
    const isStill = this.#held.size === 0 && x * x + y * y < DEAD_PIXELS * DEAD_PIXELS;
    const input = (isStill ? 0 : directionOf(x, y)) | (this.#dashes > 0 ? DASH : 0);
    this.#dashes = Math.max(0, this.#dashes - 1);
    return input;
  }

  #dash() {
    this.#dashes = DASH_TICKS;
  }

  /** @param {KeyboardEvent} event @param {boolean} isDown */
  #key(event, isDown) {
    if (event.code === "Space") {
      if (isDown && !event.repeat) this.#dash();
    } else if (!KEYS.has(event.code) || event.ctrlKey || event.altKey || event.metaKey) return;
    else if (isDown) this.#held.add(event.code);
    else this.#held.delete(event.code);
    event.preventDefault();
  }

  /** @param {HTMLElement} ice @param {PointerEvent} event */
  #down(ice, event) {
    if (this.#finger) {
      this.#dash();
      return;
    }
    ice.setPointerCapture?.(event.pointerId);
    this.#finger = { id: event.pointerId, x: event.clientX, y: event.clientY, dx: 0, dy: 0 };
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const finger = this.#finger;
    if (finger?.id !== event.pointerId) return;
    [finger.dx, finger.dy] = [event.clientX - finger.x, event.clientY - finger.y];
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (this.#finger?.id === event.pointerId) this.#finger = undefined;
  }
}
