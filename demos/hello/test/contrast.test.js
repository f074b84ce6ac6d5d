import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const [light, dark] = themes(readFileSync(new URL("../hello.css", import.meta.url), "utf8"));
const TEXT = [
  ["ink", "ground"], ["ink", "surface"], ["ink-soft", "ground"], ["ink-soft", "surface"], ["accent", "surface"], ["on-accent", "accent"],
  ["ink", "accent-tint"], ["ink-soft", "accent-tint"], ["warn", "warn-tint"], ["ink", "warn-tint"], ["bad", "bad-tint"], ["ink", "bad-tint"],
  ["info", "info-tint"], ["ink", "info-tint"], ["bad", "ground"], ["surface", "bad"], ["on-deep", "deep"], ["on-deep", "deeper"],
  ["on-deep-soft", "deep"], ["on-deep-soft", "deeper"],
];
const SHAPES = [
  ["edge", "ground"], ["edge", "surface"], ["accent", "ground"], ["plot", "surface"], ["bad", "surface"], ["good", "surface"], ["lamp", "deep"],
];

for (const [name, theme] of [["light", light], ["dark", dark]]) {
  test(`WCAG 1.4.3: text has a contrast of 4.5 : 1 in the ${name} theme`, () => TEXT.forEach((pair) => contrastOf(theme, pair, 4.5)));
  test(`WCAG 1.4.11: edges and marks have a contrast of 3 : 1 in the ${name} theme`, () => SHAPES.forEach((pair) => contrastOf(theme, pair, 3)));
}

function contrastOf(theme, [front, back], least) {
  const [darker, lighter] = [luminance(theme[front]), luminance(theme[back])].sort((a, b) => a - b);
  const ratio = (lighter + 0.05) / (darker + 0.05);
  assert.ok(ratio >= least, `${front} on ${back}: ${ratio.toFixed(2)} : 1`);
}

/** WCAG 2.2, relative luminance. @param {string} colour `#rrggbb` */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The custom properties of the first two `:root` blocks; the second one, dark, changes some of the first. */
function themes(css) {
  const blocks = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) =>
    Object.fromEntries([...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour])),
  );
  assert.equal(blocks.length, 2);
  return [blocks[0], { ...blocks[0], ...blocks[1] }];
}
