// What an end under Node.js does with a file besides carrying it: reads it and hashes it as it goes, or hashes, writes and publishes it.
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readSync, renameSync, writeSync } from "node:fs";

/** A file that is sent: its bytes in pieces, and in the end their SHA-256. */
export class HashedSource {
  #file;
  #hash = createHash("sha256");

  constructor(path) {
    this.#file = openSync(path, "r");
  }

  /** The next at most `length` bytes, in memory of their own; undefined at the end. */
  read(length) {
    const bytes = Buffer.allocUnsafeSlow(length);
    const count = readSync(this.#file, bytes, 0, length, null);
    if (count === 0) return undefined;
    const piece = bytes.subarray(0, count);
    this.#hash.update(piece);
    return piece;
  }

  /** The hash of all that was read, in hexadecimal. */
  close() {
    closeSync(this.#file);
    return this.#hash.digest("hex");
  }
}

/** A file that comes: it has its name once it is whole, and on the disk. */
export class HashedTarget {
  #file;
  #path;
  #hash = createHash("sha256");

  constructor(path) {
    this.#path = path;
    this.#file = openSync(`${path}.part`, "wx");
  }

  write(bytes) {
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }

  /** Gives it its name, if what came has that hash. @returns {boolean} whether it has */
  publish(hash) {
    fsyncSync(this.#file);
    closeSync(this.#file);
    const whole = this.#hash.digest("hex") === hash;
    if (whole) renameSync(`${this.#path}.part`, this.#path);
    return whole;
  }
}
