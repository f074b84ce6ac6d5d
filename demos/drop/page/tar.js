/**
 * Several files in one: POSIX.1-1988 ustar, with the extended header of POSIX.1-2001 where a path or a size does not fit. Nothing
 * is copied: the archive is a Blob of the files' Blobs. Pure.
 */
const BLOCK = 512;
const FILE = "0";
const FOLDER = "5";
const EXTENDED = "x";
const MOST_OCTAL = 8 ** 11 - 1;

/**
 * @param {{path: string, kind: string, size?: number, modified: number, mode?: number, blob: () => Promise<Blob>}[]} entries
 * @returns {Promise<Blob>}
 */
export async function tarOf(entries) {
  /** @type {BlobPart[]} */
  const parts = [];
  for (const entry of entries) {
    if (entry.kind === "folder") {
      parts.push(...headers(`${entry.path}/`, FOLDER, 0, entry));
      continue;
    }
    const blob = await entry.blob();
    parts.push(...headers(entry.path, FILE, blob.size, entry), blob, padding(blob.size));
  }
  parts.push(new Uint8Array(2 * BLOCK));
  return new Blob(parts, { type: "application/x-tar" });
}

/** @param {string} path @param {string} type @param {number} size @param {{modified: number, mode?: number}} entry */
function headers(path, type, size, entry) {
  const bytes = new TextEncoder().encode(path);
  const isPlain = bytes.length <= 100 && bytes.length === path.length && size <= MOST_OCTAL;
  const own = header(isPlain ? bytes : bytes.subarray(0, 100), type, Math.min(size, MOST_OCTAL), entry);
  if (isPlain) return [own];
  const records = record("path", path) + (size > MOST_OCTAL ? record("size", String(size)) : "");
  const body = new TextEncoder().encode(records);
  return [header(new TextEncoder().encode("extended"), EXTENDED, body.length, entry), body, padding(body.length), own];
}

/** A record begins with its own length in bytes, which counts its digits too. @param {string} key @param {string} value */
function record(key, value) {
  const rest = ` ${key}=${value}\n`;
  const length = new TextEncoder().encode(rest).length;
  let digits = String(length).length;
  if (String(length + digits).length > digits) digits++;
  return `${length + digits}${rest}`;
}

/** @param {Uint8Array} name @param {string} type @param {number} size @param {{modified: number, mode?: number}} entry */
function header(name, type, size, { modified, mode }) {
  const block = new Uint8Array(BLOCK);
  const put = (text, at) => block.set(new TextEncoder().encode(text), at);
  const octal = (number, digits) => Math.max(0, Math.floor(number)).toString(8).padStart(digits, "0");
  block.set(name, 0);
  put(octal(mode ?? (type === FOLDER ? 0o755 : 0o644), 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  put(octal(Math.min(modified / 1_000, MOST_OCTAL), 11), 136);
  put("        ", 148); // the sum is made as if its own place were blank
  put(type, 156);
  put("ustar\u000000", 257);
  put(octal(block.reduce((sum, byte) => sum + byte, 0), 6), 148);
  block[154] = 0;
  return block;
}

/** @param {number} size */
const padding = (size) => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
