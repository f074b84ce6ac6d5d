// Figures that grow: a panel a figure, a line each that took part, on scales that multiply, so that what grows with the number is parallel to the
// dotted line.
import { LEFT, RIGHT, amount, capital, drawing, escape } from "./svg.mjs";

const HEIGHT = 150;
const HEAD = 30;
const FOOT = 34;
const LEGEND_ROW = 18;
const LABELS = 46;
const COLOURS = `
  .line { fill: none; stroke-width: 2; }
  .l0 { stroke: #0969da; }
  .l1 { stroke: #bc4c00; stroke-dasharray: 7 3; }
  .l2 { stroke: #1a7f37; stroke-dasharray: 2 3; }
  .l3 { stroke: #8250df; stroke-dasharray: 9 3 2 3; }
  .l4 { stroke: #57606a; stroke-dasharray: 4 4; }
  .linear { stroke: #59636e; stroke-width: 1; stroke-dasharray: 1 4; }
  @media (prefers-color-scheme: dark) {
    .l0 { stroke: #4493f8; } .l1 { stroke: #db6d28; } .l2 { stroke: #3fb950; } .l3 { stroke: #a371f7; } .l4 { stroke: #8b949e; }
  }`;

/** Values of each that took part, by the number. */
function series(results, figure) {
  const all = new Map();
  for (const { peer, at, figures } of results) {
    all.set(peer, [...(all.get(peer) ?? []), { x: Number(at), y: Math.max(figures[figure].median, 0.001) }]);
  }
  return all;
}

/** From a value to a place between `from` and `to`, and the powers of ten between. */
function logarithmic(values, from, to, whole) {
  const ends = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const [low, high] = whole ? [Math.floor(ends[0]), Math.max(Math.ceil(ends[1]), Math.floor(ends[0]) + 1)] : ends;
  const at = (value) => (high === low ? (from + to) / 2 : from + ((Math.log10(value) - low) / (high - low)) * (to - from)).toFixed(1);
  return { at, ticks: Array.from({ length: Math.max(1, Math.round(high - low) + 1) }, (_, i) => 10 ** (low + i)) };
}

function panel(figure, unit, { results, over }, top, title) {
  const all = series(results, figure);
  const numbers = [...new Set(results.map(({ at }) => Number(at)))].sort((a, b) => a - b);
  const [first, last] = [numbers[0], numbers.at(-1)];
  const start = (all.get("lanward") ?? [...all.values()][0])[0].y;
  const bottom = top + HEAD + HEIGHT;
  const x = logarithmic(numbers, LEFT + LABELS, RIGHT - 6, false);
  const y = logarithmic([...[...all.values()].flat().map((each) => each.y), (start * last) / first], bottom, top + HEAD, true);
  const out = [`<text class="title" x="${LEFT}" y="${top + 18}">${escape(`${title(figure)}, ${unit}`)}</text>`];
  for (const tick of y.ticks) {
    out.push(`<line class="grid" x1="${LEFT + LABELS}" x2="${RIGHT}" y1="${y.at(tick)}" y2="${y.at(tick)}"/>`);
    out.push(`<text class="tick" text-anchor="end" x="${LEFT + LABELS - 4}" y="${Number(y.at(tick)) + 4}">${tick >= 1 ? tick : tick.toPrecision(1)}</text>`);
  }
  for (const number of numbers) out.push(`<text class="tick" text-anchor="middle" x="${x.at(number)}" y="${bottom + 14}">${number}</text>`);
  out.push(`<text class="tick" text-anchor="end" x="${RIGHT}" y="${bottom + 27}">${escape(over)}</text>`);
  out.push(`<line class="linear" x1="${x.at(first)}" y1="${y.at(start)}" x2="${x.at(last)}" y2="${y.at((start * last) / first)}"/>`);
  [...all.values()].forEach((points, i) => {
    out.push(`<polyline class="line l${i % 5}" points="${points.map((each) => `${x.at(each.x)},${y.at(each.y)}`).join(" ")}"><title>${points.map((each) => amount(each.y, unit)).join(", ")}</title></polyline>`);
  });
  return { svg: out.join("\n"), bottom: bottom + FOOT };
}

export function drawLines(what, { name, title }) {
  const peers = [...new Set(what.results.map(({ peer }) => peer))];
  const parts = peers.map((peer, i) => {
    const y = 40 + i * LEGEND_ROW;
    return `<line class="line l${i % 5}" x1="${LEFT}" x2="${LEFT + 40}" y1="${y}" y2="${y}"/><text x="${LEFT + 48}" y="${y + 4}">${escape(name(peer))}</text>`;
  });
  let top = 40 + peers.length * LEGEND_ROW;
  parts.push(`<line class="linear" x1="${LEFT}" x2="${LEFT + 40}" y1="${top}" y2="${top}"/><text class="note" x="${LEFT + 48}" y="${top + 4}">as the number grows (from ours)</text>`);
  top += 12;
  for (const figure of Object.keys(what.units)) {
    const { svg, bottom } = panel(figure, what.units[figure], what, top, title);
    parts.push(svg);
    top = bottom;
  }
  parts.push(`<text class="note" x="${LEFT}" y="${top}">medians of ${what.rounds} rounds</text>`);
  return drawing(capital(what.part), top + 8, parts, COLOURS);
}
