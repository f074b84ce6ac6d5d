// What a program prints for people, seen as a person's camera sees it.
import { until } from "./lab.mjs";

const BLOCKS = /[█▀▄]/;
/** The smallest QR code has 21 rows, two to a line. */
const MIN_LINES = 11;

/**
 * Waits until a program has printed a QR code in half blocks, shows that on a page as a terminal does, and reads the picture.
 *
 * @param {import("./browser.mjs").Page} page
 * @param {import("./process.mjs").LabProcess} program
 * @returns {Promise<string>}
 */
export async function terminalQr(page, program) {
  const lines = await until("a QR code is printed", () => printedQr(program.output), 60_000);
  await page.goto("about:blank");
  await page.evaluate(draw, lines);
  return page.readQr();
}

/** The block of lines that are a QR code, or nothing while it is not whole: anything else in blocks is lower. */
function printedQr(output) {
  let block = [];
  for (const line of output.split("\n").map(withoutColours)) {
    if (BLOCKS.test(line)) block.push(line);
    else if (block.length >= MIN_LINES) return block;
    else block = [];
  }
  return undefined;
}

const withoutColours = (line) => line.replace(/\u001b\[[0-9;]*m/g, "");

// In the page: white on black, as terminals are; a cell is one column wide and two halves high, without the gaps of a browser's text.
function draw(lines) {
  const [width, half] = [6, 6];
  const canvas = document.createElement("canvas");
  const columns = Math.max(...lines.map((line) => line.length));
  Object.assign(canvas, { width: (columns + 8) * width, height: (lines.length + 4) * 2 * half });
  const context = canvas.getContext("2d");
  context.fillStyle = "black";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "white";
  lines.forEach((line, row) =>
    [...line].forEach((cell, column) => {
      const [x, y] = [(column + 4) * width, (row + 2) * 2 * half];
      if (cell === "█" || cell === "▀") context.fillRect(x, y, width, half);
      if (cell === "█" || cell === "▄") context.fillRect(x, y + half, width, half);
    }),
  );
  document.body.style.margin = "0";
  document.body.append(canvas);
}
