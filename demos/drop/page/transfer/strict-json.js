import { DropError } from "./drop-error.js";
import { utf8Bytes } from "./entry-path.js";
import { MAX_TEXT_BYTES } from "./protocol.js";

const MAX_DEPTH = 8;
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;
const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gs;
const WHOLE_NUMBER = /^-?\d{1,20}$/;

/**
 * Reads one JSON object of at most 65,536 bytes: nothing behind it, no member twice, at most 8 deep. A number that is not written as a
 * whole one is read as null, since no member of the protocol is such.
 *
 * @param {string} text
 * @returns {Record<string, unknown>}
 * @throws {DropError} `malformed`
 */
export function readObject(text) {
  // A UTF-16 unit takes at least one byte: most that is too long need not be counted.
  if (text.length > MAX_TEXT_BYTES || utf8Bytes(text) > MAX_TEXT_BYTES) throw DropError.malformed("a message has more than 65,536 bytes");
  try {
    requireBounded(text);
    JSON.parse(text);
    const value = JSON.parse(text.replace(STRINGS_AND_NUMBERS, (token) => (token[0] === '"' || WHOLE_NUMBER.test(token) ? token : "null")));
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("no object");
    return value;
  } catch (cause) {
    throw new DropError("malformed", DropError.malformed("a message is no JSON within the limits").message, { cause });
  }
}

/** Of text that may not be JSON at all, which is found afterwards. @param {string} text */
function requireBounded(text) {
  /** The members of each object that is open; nothing for a list. @type {(Set<string> | undefined)[]} */
  const open = [];
  let last = "";
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "{" || token === "[") {
      if (open.push(token === "{" ? new Set() : undefined) > MAX_DEPTH) throw new SyntaxError("too deep");
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ":") {
      const members = open.at(-1);
      const name = JSON.parse(last);
      if (members?.has(name)) throw new SyntaxError("a member twice");
      members?.add(name);
    } else {
      last = token;
    }
  }
}
