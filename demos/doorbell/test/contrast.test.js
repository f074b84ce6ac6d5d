import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/** What stands on the picture's frame, the same in both themes; all else is hello.css's, whose own test has it. */
const css = (file) => readFileSync(new URL(file, import.meta.url), "utf8");
const colours = Object.fromEntries([...(css("../../hello/hello.css") + css("../doorbell.css")).matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].reverse().map(([, name, colour]) => [name, colour]));
const TEXT = [["on-night", "night"], ["on-voice", "voice"], ["on-night", "deep"], ["on-night", "deeper"], ["deeper", "on-night"]];
const SHAPES = [["live", "night"], ["alarm", "night"], ["lamp", "night"], ["on-deep-soft", "night"]];

test("WCAG 1.4.3: text on the picture's frame has a contrast of 4.5 : 1", () => TEXT.forEach((pair) => contrastOf(pair, 4.5)));
test("WCAG 1.4.11: marks on it have 3 : 1", () => SHAPES.forEach((pair) => contrastOf(pair, 3)));

function contrastOf([front, back], least) {
  assert.ok(colours[front] && colours[back], `${front} and ${back} are colours`);
  const [darker, lighter] = [luminance(colours[front]), luminance(colours[back])].sort((a, b) => a - b);
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
