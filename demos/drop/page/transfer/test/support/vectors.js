import { readFileSync } from "node:fs";

/** The vectors of a file of docs/vectors. @param {string} file @returns {any[]} */
export function vectors(file) {
  return JSON.parse(readFileSync(new URL(`../../../../../../docs/vectors/${file}`, import.meta.url), "utf8")).vectors;
}
