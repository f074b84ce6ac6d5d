// What the drawings share. A phone's width, so that nothing is scaled below what can be read.
import { digits } from "../lib.mjs";

export const WIDTH = 360;
export const [LEFT, RIGHT] = [12, 348];

export const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .note, .tick { fill: #59636e; font-size: 11px; }
  .grid { stroke: #d1d9e0; }
  .ours { fill: #0969da; stroke: #0969da; }
  .other { fill: #8c959f; stroke: #8c959f; }
  .spread { stroke: #1f2328; stroke-width: 1.5; }
  .paper { fill: #ffffff; }
  .halo { stroke: #ffffff; stroke-width: 4; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .note, .tick { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .ours { fill: #4493f8; stroke: #4493f8; }
    .other { fill: #656c76; stroke: #656c76; }
    .spread { stroke: #f0f6fc; }
    .paper { fill: #0d1117; }
    .halo { stroke: #0d1117; }
  }`;

export const escape = (text) => text.replace(/[&<>]/g, (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[each]);
export const capital = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;

/** A value with a unit that a person would choose. */
export function amount(value, unit) {
  if (unit === "ns" && value >= 1000) return amount(value / 1000, "us");
  if (unit === "us" && value >= 1e6) return `${digits(value / 1e6)} s`;
  return unit === "us" && value >= 1000 ? `${digits(value / 1000)} ms` : `${digits(value)} ${unit}`;
}

export function drawing(title, height, parts, style = "") {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" role="img" aria-label="${escape(title)}">
<style>${STYLE}${style}</style>
<rect class="paper" width="100%" height="100%"/>
<text class="title" x="${LEFT}" y="22">${escape(title)}</text>
${parts.join("\n")}
</svg>
`;
}
