/**
 * Where an entry lies below the folder that it is received into: names with `/` between them, each of which is a plain name on every
 * system (docs/drop.md section 3).
 *
 * @module
 */

import { DropError } from "./drop-error.js";

/** Where parts are kept (section 6). Nobody else's name, in any case. */
export const PARTS = ".lanward-drop";

/** What file systems take for one name, in bytes of UTF-8. */
const MAX_NAME_BYTES = 255;

const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/;
const DRIVE = /^[A-Za-z]:/;
/** Controls, lone surrogates, line and paragraph separators; format characters but the joiners, without which many scripts cannot be written. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;
const SHOWN_CHARACTERS = 80;
const ENCODER = new TextEncoder();

/**
 * Checks what a peer, or a file system, calls an entry.
 *
 * @param {string} path
 * @returns {string} the same
 * @throws {DropError} `unsafe-name`
 */
export function checkedPath(path) {
  const problem = pathProblem(path);
  if (problem) throw new DropError("unsafe-name", `The name ${shown(path)} cannot be taken: ${problem}.`);
  return path;
}

/** The folder that holds it; nothing for what lies at the top. @param {string} path @returns {string | undefined} */
export function parentOf(path) {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? undefined : path.slice(0, slash);
}

/** The last of its names. @param {string} path */
export function nameOf(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** How many bytes it has in UTF-8. @param {string} text */
export function utf8Bytes(text) {
  return ENCODER.encode(text).length;
}

/** What may be shown of a name that was refused: short, and nothing unseen in it. @param {string} text */
export function shown(text) {
  const characters = Array.from(text);
  const visible = characters
    .slice(0, SHOWN_CHARACTERS)
    .map((each) => (isVisible(each) ? each : `\\u{${each.codePointAt(0)?.toString(16)}}`))
    .join("");
  return `"${visible}${characters.length > SHOWN_CHARACTERS ? "..." : ""}"`;
}

/**
 * `photo (2).jpg` for the second; shortened in the middle where it would be too long.
 *
 * @param {string} name
 * @param {number} number
 */
export function numbered(name, number) {
  if (number === 1) return name;
  const dot = name.lastIndexOf(".");
  const hasExtension = dot > 0 && name.length - dot <= 16;
  const rest = ` (${number})${hasExtension ? name.slice(dot) : ""}`;
  const stem = Array.from(hasExtension ? name.slice(0, dot) : name);
  while (utf8Bytes(stem.join("") + rest) > MAX_NAME_BYTES) stem.pop();
  return stem.join("") + rest;
}

/** @param {string} path @returns {string | undefined} */
function pathProblem(path) {
  const names = path.split("/");
  for (const name of names) {
    const problem = nameProblem(name);
    if (problem) return problem;
  }
  // Some file systems take a name with joiners for the same without them.
  if (names[0].replace(/[\u200c\u200d]/g, "").toLowerCase() === PARTS) return `${PARTS} is where parts of files are kept`;
  return undefined;
}

/** @param {string} name @returns {string | undefined} */
function nameProblem(name) {
  if (name === "") return "it is absolute, or one of its names is empty";
  if (name === "." || name === "..") return "it leads out of its folder";
  if (utf8Bytes(name) > MAX_NAME_BYTES) return "a name has at most 255 bytes";
  if (name.includes("\\") || DRIVE.test(name)) return "another system takes \\ or a drive's letter for a way to elsewhere";
  if (name.endsWith(".") || name.endsWith(" ")) return "Windows drops a dot or a space at the end of a name";
  if (DEVICE.test(name.split(".", 1)[0].trim().toLowerCase())) return "it means a device on Windows";
  if (!Array.from(name).every(isVisible)) return "it holds characters that cannot be seen, or that turn others round";
  return undefined;
}

/** @param {string} character one code point */
function isVisible(character) {
  const code = character.codePointAt(0) ?? 0;
  return !UNSEEN.test(character) && code !== 0xfffd && (code & 0xfffe) !== 0xfffe;
}
