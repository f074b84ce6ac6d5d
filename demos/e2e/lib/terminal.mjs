// What a program prints for people: on a real terminal, and as a person's camera sees it.
import { readFileSync } from "node:fs";
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
  return page.readQr("canvas");
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

/** A program on a terminal (a pty, by util-linux's script) of so many columns. */
export class TerminalProgram {
  #columns;
  #file;

  /** @param {import("./scenario.mjs").Scenario} s @param {import("./lab.mjs").Host} host @param {string[]} argv @param {string} file gets all that is written to the terminal */
  constructor(s, host, argv, { columns, file, env = {} }) {
    const command = `stty cols ${columns} rows 24 && exec ${argv.map(quoted).join(" ")}`;
    this.#columns = columns;
    this.#file = file;
    this.process = s.spawn(host, ["script", "-qefc", command, file], { env: { TERM: "xterm", NO_COLOR: "1", SHELL: "/bin/sh", ...env } });
  }

  /** Presses keys, such as "\u0003" for Ctrl-C. */
  type = (keys) => this.process.type(keys);

  /** What is to be seen, from the first line on: what scrolls away counts as well. @returns {string[]} */
  screen() {
    const written = readFileSync(this.#file, "utf8");
    const ours = written.replace(/^Script started[^\n]*\n/, "").replace(/\n*Script done[^\n]*\n*$/, "\n");
    return screen(ours, this.#columns);
  }

  /** Waits until a line of the screen is like that. @returns {Promise<RegExpMatchArray>} */
  async shows(pattern, timeoutMs = 30_000) {
    return until(`the terminal shows ${pattern}`, () => {
      const seen = this.screen();
      const found = seen.map((line) => line.match(pattern)).find(Boolean);
      if (!found) throw new Error(JSON.stringify(seen.slice(-8)));
      return found;
    }, timeoutMs);
  }
}

const quoted = (word) => `'${word.replaceAll("'", `'\\''`)}'`;

/** What a terminal of so many columns shows of what was written to it, as far as our programs make use of one. */
export function screen(written, columns) {
  const lines = [[]];
  let [row, column] = [0, 0];
  const down = () => {
    row++;
    lines[row] ??= [];
  };
  for (const [part] of written.matchAll(/\u001b\[[0-9;]*[A-Za-z]|[^]/gu)) {
    if (part === "\r") column = 0;
    else if (part === "\n") down();
    else if (part === "\b") column = Math.max(0, column - 1);
    else if (part === "\u001b[K") lines[row].length = Math.min(lines[row].length, column);
    else if (part[0] !== "\u001b") {
      if (column === columns) {
        column = 0;
        down();
      }
      while (lines[row].length < column) lines[row].push(" ");
      lines[row][column++] = part;
    }
  }
  return lines.map((line) => line.join("").trimEnd());
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
