// The figures as a table of docs/figures.md.
import { cellWords } from "../lib.mjs";
import { WIDTH, capital } from "./svg.mjs";

/** @param {string} [file] of the drawing, where there is one */
export function table(what, file, { name, title }) {
  const { part, rounds, units, notes = [], where, results } = what;
  const figures = Object.keys(units).filter((figure) => results.some((result) => result.figures[figure]));
  const conditions = results.some(({ at }) => at !== undefined);
  const row = (result) => [...(conditions ? [result.at ?? ""] : []), ...figures.map((figure) => cellWords(result, figure, what))];
  return [
    `## ${capital(part)}`,
    ...(file ? [`<img src="figures/${file}.svg" alt="${part}: the figures of the table below" width="${WIDTH}">`] : []),
    "",
    `| ${rounds === 1 ? "one round" : `${rounds} rounds`} | ${conditions ? "| " : ""}${figures.map((figure) => `${title(figure)}, ${units[figure]}`).join(" | ")} |`,
    `| --- |${" --- |".repeat(figures.length + conditions)}`,
    ...results.map((result) => `| ${name(result.peer)} | ${row(result).join(" | ")} |`),
    "",
    ...notes.flatMap((note) => [note, ""]),
    `Measured on ${where.processors}, Linux ${where.kernel.replace(/^(\d+\.\d+).*/, "$1")}.`,
    "",
  ].join("\n");
}
