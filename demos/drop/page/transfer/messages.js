/**
 * Reads and writes what the two sides of a transfer say (docs/drop.md sections 2 and 4). Every number is within its range, every name
 * safe. Members that are not known are passed over, so that a later version can add some.
 *
 * @module
 */

import { DropError, require } from "./drop-error.js";
import { checkedPath } from "./entry-path.js";
import {
  CHUNK_HEADER_BYTES, MAX_CHUNKS, MAX_CHUNK_MESSAGE_BYTES, MAX_FILE_BYTES, MAX_MILLIS, MAX_TEXT_BYTES, MODE_BITS,
} from "./protocol.js";
import { readObject } from "./strict-json.js";

/**
 * A file or a folder of an offer. `size` is missing for what comes out of a pipe, and 0 for a folder; `modified` is in milliseconds since
 * 1970; `mode` are the nine permission bits of POSIX.
 *
 * @typedef {{path: string, kind: "file" | "folder", size?: number, modified?: number, mode?: number}} Entry
 *
 * @typedef {{type: "offer", version: number, entries: number, bytes?: number}} Offer sender
 * @typedef {{type: "more"}} More receiver
 * @typedef {{type: "entries", entries: Entry[]}} Entries sender
 * @typedef {{type: "accept", kept: number}} Accept receiver
 * @typedef {{type: "resume", entry: number, chunks: number, root: string}} Resume receiver
 * @typedef {{type: "resumed", entry: number, matches: boolean}} Resumed sender
 * @typedef {{type: "pull", entry: number, from: number, count: number}} Pull receiver
 * @typedef {{type: "chunk", entry: number, index: number, leaf: Uint8Array, data: Uint8Array}} Chunk sender; the only binary message
 * @typedef {{type: "end", entry: number, chunks: number, size: number, root: string}} End sender
 * @typedef {{type: "done"}} Done receiver
 * @typedef {{type: "bye"}} Bye sender
 * @typedef {{type: "failed", code: string, message: string}} Failed either
 * @typedef {Offer | More | Entries | Accept | Resume | Resumed | Pull | Chunk | End | Done | Bye | Failed} DropMessage
 */

const MAX_MESSAGE_CHARACTERS = 300;
const MAX_ENTRY = 2 ** 31 - 1;
const LEAF_INDEX = 8;

/**
 * @param {unknown} data a text, or the bytes of a chunk
 * @returns {DropMessage}
 * @throws {DropError} `malformed`, or `unsafe-name` for that of an entry
 */
export function readMessage(data) {
  if (typeof data === "string") return readText(readObject(data));
  if (data instanceof ArrayBuffer) return readChunk(new Uint8Array(data));
  if (data instanceof Uint8Array) return readChunk(data);
  throw DropError.malformed("a message is text or bytes");
}

/** @param {DropMessage} message @returns {string | Uint8Array<ArrayBuffer>} what `readMessage` reads */
export function writeMessage(message) {
  if (message.type !== "chunk") return JSON.stringify(message.type === "entries" ? { ...message, entries: message.entries.map(wireEntry) } : message);
  const bytes = new Uint8Array(CHUNK_HEADER_BYTES + message.data.length);
  const numbers = new DataView(bytes.buffer);
  numbers.setUint32(0, message.entry);
  numbers.setUint32(4, message.index);
  bytes.set(message.leaf, LEAF_INDEX);
  bytes.set(message.data, CHUNK_HEADER_BYTES);
  return bytes;
}

/** @param {Uint8Array} bytes @returns {Chunk} */
function readChunk(bytes) {
  require(bytes.length > CHUNK_HEADER_BYTES && bytes.length <= MAX_CHUNK_MESSAGE_BYTES, `a chunk of ${bytes.length} bytes`);
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, CHUNK_HEADER_BYTES);
  const entry = numbers.getInt32(0);
  require(entry >= 0, "a chunk of no entry");
  const [leaf, data] = [bytes.subarray(LEAF_INDEX, CHUNK_HEADER_BYTES), bytes.subarray(CHUNK_HEADER_BYTES)];
  return { type: "chunk", entry, index: numbers.getUint32(4), leaf, data };
}

/** @typedef {Record<string, unknown>} Members */

/** @param {Members} json @returns {DropMessage} */
function readText(json) {
  const type = text(json, "type", 32);
  switch (type) {
    case "offer":
      return {
        type,
        version: number(json, "version", 1, 1 << 16),
        entries: number(json, "entries", 1, MAX_ENTRY),
        ...optional(json, "bytes", 0, Number.MAX_SAFE_INTEGER),
      };
    case "more":
    case "done":
    case "bye":
      return { type };
    case "entries":
      return { type, entries: readEntries(json) };
    case "accept":
      return { type, kept: number(json, "kept", 0, Number.MAX_SAFE_INTEGER) };
    case "resume":
      return { type, entry: entryNumber(json), chunks: number(json, "chunks", 1, MAX_CHUNKS), root: root(json) };
    case "resumed":
      return { type, entry: entryNumber(json), matches: flag(json, "matches") };
    case "pull":
      return { type, entry: entryNumber(json), from: number(json, "from", 0, MAX_CHUNKS), count: number(json, "count", 1, 1 << 16) };
    case "end":
      return { type, entry: entryNumber(json), chunks: number(json, "chunks", 0, MAX_CHUNKS), size: number(json, "size", 0, MAX_FILE_BYTES), root: root(json) };
    case "failed":
      return readFailed(json);
    default:
      throw DropError.malformed("a message of an unknown type");
  }
}

/** The code is one word whatever came; the text is for people, and says no more than fits a line. @param {Members} json @returns {Failed} */
function readFailed(json) {
  const code = text(json, "code", 64);
  const message = text(json, "message", MAX_TEXT_BYTES).slice(0, MAX_MESSAGE_CHARACTERS);
  return { type: "failed", code: /^[a-z-]{1,32}$/.test(code) ? code : "other", message };
}

/** @param {Members} json @returns {Entry[]} */
function readEntries(json) {
  const list = Object.hasOwn(json, "entries") ? json.entries : undefined;
  require(Array.isArray(list) && list.length > 0, "entries is a list that holds some");
  return list.map(readEntry);
}

/** @param {unknown} value @returns {Entry} */
function readEntry(value) {
  require(typeof value === "object" && value !== null && !Array.isArray(value), "an entry is an object");
  const json = /** @type {Members} */ (value);
  const path = checkedPath(text(json, "path", MAX_TEXT_BYTES));
  const about = { ...optional(json, "modified", 0, MAX_MILLIS), ...optional(json, "mode", 0, MODE_BITS) };
  const kind = text(json, "kind", 32);
  if (kind === "file") return { path, kind, ...optional(json, "size", 0, MAX_FILE_BYTES), ...about };
  require(kind === "folder", "an entry is a file or a folder");
  return { path, kind, size: 0, ...about };
}

/** @param {Entry} entry */
export function wireEntry({ path, kind, size, modified, mode }) {
  return { path, kind, ...(kind === "file" && size !== undefined ? { size } : {}), ...(modified === undefined ? {} : { modified }), ...(mode === undefined ? {} : { mode }) };
}

/** @param {Members} json */
function entryNumber(json) {
  return number(json, "entry", 0, MAX_ENTRY);
}

/** @param {Members} json */
function root(json) {
  const hex = text(json, "root", 64);
  require(/^[0-9a-f]{64}$/.test(hex), "root is 64 hexadecimal digits");
  return hex;
}

/** @param {Members} json @param {string} name */
function flag(json, name) {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  require(typeof value === "boolean", `${name} is true or false`);
  return value;
}

/** @param {Members} json @param {string} name @param {number} maxCharacters */
function text(json, name, maxCharacters) {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  require(typeof value === "string" && value.length <= maxCharacters, `${name} is a text of at most ${maxCharacters} characters`);
  return value;
}

/** @param {Members} json @param {string} name @param {number} least @param {number} most @returns {number} */
function number(json, name, least, most) {
  require(Object.hasOwn(json, name), `${name} is missing`);
  const value = json[name];
  require(typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most, `${name} is a whole number from ${least} to ${most}`);
  return value;
}

/** @template {string} N @param {Members} json @param {N} name @param {number} least @param {number} most @returns {{[K in N]?: number}} */
function optional(json, name, least, most) {
  return Object.hasOwn(json, name) ? /** @type {any} */ ({ [name]: number(json, name, least, most) }) : {};
}
