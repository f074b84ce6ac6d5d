import { WINDOW_MS, axisTop, spellMs, summarize } from "./stats.js";

const MARGIN = { left: 52, right: 12, top: 14, bottom: 22 };
/** A pause longer than this is drawn as a pause, not as a line across it. */
const GAP_MS = 1_000;
const CALM_PERIOD_MS = 1_000;
const DESCRIBE_PERIOD_MS = 5_000;

/** Draws the round trips of the window on a canvas, in the colours of the theme. */
export class Plot {
  #canvas;
  #context;
  #roundTrips;
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #drawn = -Infinity;
  #described = -Infinity;

  /** @param {HTMLCanvasElement} canvas @param {() => import("./stats.js").RoundTrips} roundTrips */
  constructor(canvas, roundTrips) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.#roundTrips = roundTrips;
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  /** Draws when it is time to: at each sample, or once a second for who prefers less motion. */
  update() {
    if (this.#calm.matches && performance.now() - this.#drawn < CALM_PERIOD_MS) return;
    this.draw();
  }

  draw() {
    const now = performance.now();
    this.#drawn = now;
    const area = this.#prepare();
    if (area.width <= 0) return;
    const samples = this.#roundTrips().window(now);
    const { median, p95, p99 } = summarize(samples);
    const top = axisTop(Math.max((p95 ?? 0) * 1.4, 1)); // a rare slow one must not flatten the picture
    const x = (at) => area.left + area.width * (1 - (now - at) / WINDOW_MS);
    const y = (rtt) => area.top + area.height * (1 - Math.min(rtt, top) / top);
    this.#grid(area, top);
    for (const run of runs(samples)) this.#run(run, x, y, area);
    this.#exceptions(samples, x, area, top);
    if (median !== null) this.#median(Math.max(x(samples[0].at), area.left), y(median), area);
    this.#describe(now, samples.length, median, p99);
  }

  #prepare() {
    const { clientWidth, clientHeight } = this.#canvas;
    const ratio = devicePixelRatio || 1;
    this.#canvas.width = Math.round(clientWidth * ratio);
    this.#canvas.height = Math.round(clientHeight * ratio);
    this.#context.scale(ratio, ratio);
    return {
      left: MARGIN.left,
      top: MARGIN.top,
      width: clientWidth - MARGIN.left - MARGIN.right,
      height: clientHeight - MARGIN.top - MARGIN.bottom,
    };
  }

  #grid(area, top) {
    const c = this.#context;
    c.font = `12px ${this.#style("font-family")}`;
    c.fillStyle = this.#style("--ink-soft");
    c.strokeStyle = this.#style("--hairline");
    c.lineWidth = 1;
    c.textAlign = "right";
    c.textBaseline = "middle";
    for (const part of [0, 0.5, 1]) {
      const y = Math.round(area.top + area.height * (1 - part)) + 0.5;
      line(c, area.left, y, area.left + area.width, y);
      c.fillText(`${Number((top * part).toPrecision(3))}${part === 1 ? " ms" : ""}`, area.left - 8, y);
    }
    c.textBaseline = "alphabetic";
    const foot = area.top + area.height + 17;
    c.fillText("now", area.left + area.width, foot);
    c.textAlign = "left";
    c.fillText(`${WINDOW_MS / 1000} s ago`, area.left, foot);
  }

  #run(run, x, y, area) {
    const c = this.#context;
    const points = run.map(({ at, rtt }) => [Math.max(x(at), area.left), y(rtt)]);
    c.beginPath();
    points.forEach(([px, py], index) => (index === 0 ? c.moveTo(px, py) : c.lineTo(px, py)));
    c.strokeStyle = this.#style("--plot");
    c.lineWidth = 1.75;
    c.lineJoin = "round";
    c.stroke();
    c.lineTo(points[points.length - 1][0], area.top + area.height);
    c.lineTo(points[0][0], area.top + area.height);
    c.fillStyle = this.#style("--plot-fill");
    c.fill();
  }

  /** Answers off the scale as triangles at the top, lost ones as bars at the bottom: neither by colour alone. */
  #exceptions(samples, x, area, top) {
    const c = this.#context;
    for (const { at, rtt } of samples) {
      const px = Math.max(x(at), area.left);
      if (rtt === null) {
        c.fillStyle = this.#style("--bad");
        c.fillRect(px - 1, area.top + area.height - 10, 2, 10);
      } else if (rtt > top) {
        c.fillStyle = this.#style("--plot");
        c.beginPath();
        c.moveTo(px - 4, area.top + 1);
        c.lineTo(px + 4, area.top + 1);
        c.lineTo(px, area.top - 6);
        c.fill();
      }
    }
  }

  #median(from, y, area) {
    const c = this.#context;
    c.save();
    c.setLineDash([2, 4]);
    c.strokeStyle = this.#style("--ink-soft");
    line(c, from, y, area.left + area.width, y);
    c.restore();
  }

  /** The picture in words, renewed seldom: nobody wants it read ten times a second. */
  #describe(now, samples, median, p99) {
    if (now - this.#described < DESCRIBE_PERIOD_MS && samples > 1) return;
    this.#described = now;
    const words = `median ${spellMs(median)} and 99th percentile ${spellMs(p99)} milliseconds`;
    this.#canvas.setAttribute("aria-label", `Round trips of the last 30 seconds: ${samples === 0 ? "none yet" : words}`);
  }

  /** @param {string} property */
  #style(property) {
    return getComputedStyle(this.#canvas).getPropertyValue(property).trim();
  }
}

/** Splits samples into stretches without loss or pause. @param {import("./stats.js").Sample[]} samples */
export function runs(samples) {
  /** @type {{at: number, rtt: number}[][]} */
  const found = [];
  let last = -Infinity;
  for (const { at, rtt } of samples) {
    if (rtt === null) {
      last = -Infinity;
      continue;
    }
    if (at - last > GAP_MS) found.push([]);
    found[found.length - 1].push({ at, rtt });
    last = at;
  }
  return found;
}

/** @param {CanvasRenderingContext2D} c */
function line(c, x1, y1, x2, y2) {
  c.beginPath();
  c.moveTo(x1, y1);
  c.lineTo(x2, y2);
  c.stroke();
}
