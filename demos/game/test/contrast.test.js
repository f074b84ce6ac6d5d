import assert from "node:assert/strict";
import { test } from "node:test";
import { COLOURS } from "../colours.js";

test("WCAG 1.4.3: the letter on each puck has a contrast of 4.5 : 1", () => {
  for (const [fill, ink] of COLOURS) {
    const [darker, lighter] = [luminance(fill), luminance(ink)].sort((a, b) => a - b);
    assert.ok((lighter + 0.05) / (darker + 0.05) >= 4.5, `${ink} on ${fill}`);
  }
});

/** WCAG 2.2, relative luminance. @param {string} colour `#rrggbb` */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
