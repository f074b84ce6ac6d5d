// Where the files are that `./lanward bench transfer` sends, and where they arrive.
import { createHash, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, join } from "node:path";

export const MEBIBYTE = 1 << 20;

export class Files {
  #directory;

  /** @param {string} below a directory of its own is made there */
  constructor(below) {
    this.#directory = mkdtempSync(join(below, "lanward-bench-"));
    this.into = this.folder("into");
  }

  path = (name) => join(this.#directory, name);

  folder(name) {
    mkdirSync(this.path(name), { recursive: true });
    return this.path(name);
  }

  /** A file that does not compress, in the page cache. @returns {{ path: string, name: string, bytes: number, sha256: string }} */
  make(name, mebibytes) {
    const path = join(this.folder("from"), name);
    const file = openSync(path, "w");
    const hash = createHash("sha256");
    for (let i = 0; i < mebibytes; i++) {
      const piece = randomBytes(MEBIBYTE);
      hash.update(piece);
      writeSync(file, piece);
    }
    closeSync(file);
    readFileSync(path);
    return { path, name, bytes: mebibytes * MEBIBYTE, sha256: hash.digest("hex") };
  }

  /** That it has arrived; what has is removed. */
  takeAway(file, by) {
    const arrived = join(this.into, basename(file.path));
    if (statSync(arrived).size !== file.bytes) throw new Error(`${by}: ${arrived} is not as long as what was sent`);
    rmSync(arrived);
  }

  remove(file) {
    rmSync(file.path);
    const left = readdirSync(this.into);
    if (left.length) throw new Error(`what should be gone is still there: ${left}`);
  }

  end() {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
