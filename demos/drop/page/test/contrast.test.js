import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

// The colours are the hello page's, whose test compares the pairs that it uses. These are the pairs that only this page has.
const [light, dark] = themes(readFileSync(new URL("../../../hello/hello.css", import.meta.url), "utf8"));
const TEXT = [
  ["ink", "accent-tint"], ["ink-soft", "accent-tint"], ["bad", "surface"], ["bad", "accent-tint"], ["accent", "surface"], ["accent", "accent-tint"],
  ["on-accent", "accent"], ["ink-soft", "ground"], ["ink", "ground"],
];
const SHAPES = [["accent", "accent-tint"], ["edge", "accent-tint"], ["edge", "surface"], ["good", "surface"], ["on-deep-soft", "deep"]];

for (const [name, theme] of [["light", light], ["dark", dark]]) {
  test(`WCAG 1.4.3: text has a contrast of 4.5 : 1 in the ${name} theme`, () => TEXT.forEach((pair) => contrastOf(theme, pair, 4.5)));
  test(`WCAG 1.4.11: edges and marks have a contrast of 3 : 1 in the ${name} theme`, () => SHAPES.forEach((pair) => contrastOf(theme, pair, 3)));
}

test("this page has no colours of its own", () => {
  const css = readFileSync(new URL("../drop.css", import.meta.url), "utf8");
  assert.deepEqual(css.match(/#[0-9a-f]{3,8}\b(?=[;\s,)])|rgba?\(|hsla?\(/gi), null);
});

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
