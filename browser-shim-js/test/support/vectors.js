import { readFileSync } from "node:fs";

/** @param {string} name of a file in docs/vectors, which Java runs as well @returns {any} */
export function vectors(name) {
  return JSON.parse(readFileSync(new URL(`../../../docs/vectors/${name}`, import.meta.url), "utf8"));
}
