import { COLOURS } from "./colours.js";
import { FULL_RADIUS, PUCK_RADIUS } from "./world.js";

/** What is seen around the full floe. */
const MARGIN = 1.14;
const EDGE_POINTS = 72;
const SPLASH_MILLISECONDS = 900;

/** Draws the world, and what is between two ticks. Needs a canvas and nothing else of the page. */
export class Picture {
  #canvas;
  #context;
  /** Of those that fell in. @type {{x: number, y: number, at: number}[]} */
  #splashes = [];
  /** @type {Set<string>} */
  #wet = new Set();
  #radius = FULL_RADIUS;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  }

  /**
   * @param {import("./world.js").World} before @param {import("./world.js").World} world
   * @param {number} part of the way between the two, 0 to 1
   * @param {{now: number, self: string, initial: (id: string) => string, calm: boolean}} how `calm` for people who want no motion that is not the game's
   */
  draw(before, world, part, { now, self, initial, calm }) {
    const size = this.#fit();
    const context = this.#context;
    const scale = size / (2 * FULL_RADIUS * MARGIN);
    context.setTransform(1, 0, 0, 1, 0, 0);
    this.#sea(size, calm ? 0 : now);
    context.setTransform(scale, 0, 0, scale, size / 2, size / 2);
    this.#radius += (world.radius - this.#radius) * 0.2;
    this.#floe(this.#radius);
    this.#splash(world, now, calm);
    for (const puck of world.pucks) {
      if (puck.out) continue;
      const old = before.pucks.find(({ id }) => id === puck.id) ?? puck;
      const isSame = before.round === world.round && !old.out;
      const [x, y] = isSame ? [old.x + (puck.x - old.x) * part, old.y + (puck.y - old.y) * part] : [puck.x, puck.y];
      this.#puck(puck, x, y, puck.id === self, initial(puck.id));
    }
  }

  /** As many pixels as the screen has. @returns {number} */
  #fit() {
    const size = Math.max(1, Math.round(this.#canvas.clientWidth * Math.min(2, globalThis.devicePixelRatio || 1)));
    if (this.#canvas.width !== size) this.#canvas.width = this.#canvas.height = size;
    return size;
  }

  /** @param {string} name */
  #colour(name) {
    return getComputedStyle(this.#canvas).getPropertyValue(name).trim();
  }

  /** @param {number} size @param {number} now */
  #sea(size, now) {
    const context = this.#context;
    const half = size / 2;
    const sea = context.createRadialGradient(half, half, half * 0.2, half, half, half * 1.4);
    sea.addColorStop(0, this.#colour("--sea"));
    sea.addColorStop(1, this.#colour("--sea-deep"));
    context.fillStyle = sea;
    context.fillRect(0, 0, size, size);
    context.strokeStyle = this.#colour("--wave");
    context.lineWidth = size / 300;
    for (let row = 0; row < 9; row++) {
      const y = ((row + 0.5) / 9) * size;
      context.beginPath();
      for (let i = 0; i <= 36; i++) context.lineTo((i / 36) * size, y + Math.sin((i / 36) * 14 + row * 1.7 + now / 900) * (size / 90));
      context.stroke();
    }
  }

  /** @param {number} radius */
  #floe(radius) {
    const context = this.#context;
    const shape = (/** @type {number} */ grown, /** @type {number} */ down) => {
      context.beginPath();
      for (let i = 0; i < EDGE_POINTS; i++) {
        const angle = (i / EDGE_POINTS) * 2 * Math.PI;
        const ragged = radius + grown + 9 * Math.sin(i * 2.4) + 7 * Math.sin(i * 5.1 + 1);
        context.lineTo(Math.cos(angle) * ragged, Math.sin(angle) * ragged + down);
      }
      context.closePath();
    };
    shape(18, 34);
    context.fillStyle = "#00000038";
    context.fill();
    shape(14, 12);
    context.fillStyle = this.#colour("--ice-edge");
    context.fill();
    shape(6, 0);
    context.fillStyle = this.#colour("--ice");
    context.fill();
    context.strokeStyle = this.#colour("--ice-edge");
    context.lineWidth = 4;
    for (const [x, y, dx, dy] of [[-0.5, -0.2, 0.28, 0.12], [0.15, 0.45, 0.22, -0.2], [0.3, -0.55, -0.12, 0.2], [-0.2, 0.3, -0.2, 0.18]]) {
      context.beginPath();
      context.moveTo(x * radius, y * radius);
      context.lineTo((x + dx / 2) * radius + 14, (y + dy / 2) * radius - 10);
      context.lineTo((x + dx) * radius, (y + dy) * radius);
      context.stroke();
    }
  }

  /** @param {import("./world.js").World} world @param {number} now @param {boolean} calm */
  #splash(world, now, calm) {
    for (const { id, out, x, y } of world.pucks) {
      if (out && !this.#wet.has(id) && (x !== 0 || y !== 0)) this.#splashes.push({ x, y, at: now });
      if (out) this.#wet.add(id);
      else this.#wet.delete(id);
    }
    this.#splashes = this.#splashes.filter(({ at }) => now - at < SPLASH_MILLISECONDS);
    if (calm) return;
    const context = this.#context;
    for (const { x, y, at } of this.#splashes) {
      const age = (now - at) / SPLASH_MILLISECONDS;
      context.strokeStyle = `rgba(255, 255, 255, ${0.8 * (1 - age)})`;
      context.lineWidth = 10 * (1 - age) + 2;
      for (const ring of [1, 0.6]) {
        context.beginPath();
        context.arc(x, y, PUCK_RADIUS * (0.5 + 1.8 * age * ring), 0, 2 * Math.PI);
        context.stroke();
      }
    }
  }

  /** @param {import("./world.js").Puck} puck @param {number} x @param {number} y @param {boolean} isSelf @param {string} initial */
  #puck({ colour, rest }, x, y, isSelf, initial) {
    const context = this.#context;
    const [fill, ink] = COLOURS[colour];
    const disc = (/** @type {number} */ dx, /** @type {number} */ dy, /** @type {number} */ radius, /** @type {string | CanvasGradient} */ style) => {
      context.beginPath();
      context.arc(x + dx, y + dy, radius, 0, 2 * Math.PI);
      context.fillStyle = style;
      context.fill();
    };
    disc(5, 14, PUCK_RADIUS, "#00000033");
    disc(0, 6, PUCK_RADIUS, "#0000004d");
    disc(0, 0, PUCK_RADIUS, fill);
    const shine = context.createLinearGradient(x, y - PUCK_RADIUS, x, y + PUCK_RADIUS);
    shine.addColorStop(0, "#ffffff59");
    shine.addColorStop(0.5, "#ffffff00");
    disc(0, 0, PUCK_RADIUS - 5, shine);
    disc(0, 0, PUCK_RADIUS * 0.66, fill);
    context.fillStyle = ink;
    context.font = `700 ${PUCK_RADIUS * 0.78}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(initial, x, y + 4);
    if (!isSelf) return;
    context.lineWidth = 9;
    context.strokeStyle = "#0f2428";
    context.beginPath();
    // A full ring is a dash that is ready.
    context.arc(x, y, PUCK_RADIUS + 14, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * (1 - rest / 50));
    context.stroke();
  }
}
