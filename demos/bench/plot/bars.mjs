// Figures side by side: a panel a figure, a row each that took part.
import { LEFT, RIGHT, amount, capital, drawing, escape } from "./svg.mjs";

// Times differ by a factor of a thousand: on a scale that multiplies. Speeds begin at nothing.
const LOGARITHMIC = new Set(["us", "ns"]);
const ROW = 38;
const HEAD = 46;

/** Where values go between LEFT and RIGHT, and where the lines of the grid are. */
function scale(figures, unit) {
  const most = Math.max(...figures.map(({ p90 }) => p90));
  if (!LOGARITHMIC.has(unit)) {
    const step = niceStep(most / 4 || 1);
    const end = Math.ceil(most / step) * step;
    return { at: (value) => LEFT + (value / end) * (RIGHT - LEFT), ticks: Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step) };
  }
  const [low, high] = [Math.floor(Math.log10(Math.min(...figures.map(({ p10 }) => p10)))), Math.ceil(Math.log10(most))];
  return {
    at: (value) => LEFT + ((Math.log10(value) - low) / (high - low)) * (RIGHT - LEFT),
    ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)),
  };
}

/** Whether others were measured beside ours. */
const compares = (results) => results.some(({ peer }) => peer.startsWith("lanward"));

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
}

/** One figure of all peers, a row each, from `top` on. */
function panel(figure, unit, results, top, { name, title }) {
  const { at, ticks } = scale(results.map(({ figures }) => figures[figure]), unit);
  const bottom = top + HEAD + results.length * ROW;
  const out = [`<text class="title" x="${LEFT}" y="${top + 18}">${title(figure)}, ${LOGARITHMIC.has(unit) ? "logarithmic scale" : unit}</text>`];
  for (const tick of ticks) {
    const x = at(tick).toFixed(1);
    const anchor = tick === ticks[0] ? "start" : tick === ticks.at(-1) ? "end" : "middle";
    out.push(`<line class="grid" x1="${x}" x2="${x}" y1="${top + HEAD - 8}" y2="${bottom}"/>`);
    out.push(`<text class="tick" text-anchor="${anchor}" x="${x}" y="${top + HEAD - 12}">${LOGARITHMIC.has(unit) ? amount(tick, unit).replace(/\.0+ /, " ") : tick}</text>`);
  }
  results.forEach(({ peer, at: condition, figures }, i) => {
    const { median, p10, p90 } = figures[figure];
    const y = top + HEAD + i * ROW;
    const kind = peer.startsWith("lanward") || !compares(results) ? "ours" : "other";
    out.push(`<text x="${LEFT}" y="${y + 13}">${escape(condition === undefined ? name(peer) : `${name(peer)}, ${condition}`)}<tspan class="note" dx="6">${amount(median, unit)}</tspan></text>`);
    const spread = ["halo", "spread"].map((of) => `<line class="${of}" x1="${at(p10).toFixed(1)}" x2="${at(p90).toFixed(1)}" y1="${y + 25}" y2="${y + 25}"/>`);
    if (LOGARITHMIC.has(unit)) out.push(...spread, `<circle class="${kind}" cx="${at(median).toFixed(1)}" cy="${y + 25}" r="5"/>`);
    else out.push(`<rect class="${kind}" x="${LEFT}" y="${y + 19}" width="${Math.max(1, at(median) - LEFT).toFixed(1)}" height="12"/>`, ...spread);
  });
  return { svg: out.join("\n"), bottom: bottom + 18 };
}

export function drawBars({ part, rounds, units, results }, { name, title }) {
  let top = 34;
  const panels = [];
  for (const figure of Object.keys(results[0].figures)) {
    const { svg, bottom } = panel(figure, units[figure], results, top, { name, title });
    panels.push(svg);
    top = bottom;
  }
  panels.push(`<text class="note" x="${LEFT}" y="${top}">median of ${rounds} rounds; line: 10th to 90th percentile</text>`);
  return drawing(capital(part), top + 8, panels);
}
