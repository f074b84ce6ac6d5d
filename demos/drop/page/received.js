import { clip } from "./spell.js";
import { textOf } from "./snippet.js";
import { tarOf } from "./tar.js";

/** So many names are listed; the rest can be saved with all. */
export const MOST_LISTED = 50;
/** A browser needs the address of a blob for a while after the click. */
const REVOKE_MS = 60_000;

/**
 * @typedef {{path: string, kind: string, size?: number, modified: number, blob: () => Promise<Blob>}} ReceivedFile
 */

/** What one transfer brought, kept by the browser until it is saved and dismissed. */
export class Received {
  /** @type {string | null} where it is one short text */
  text = null;
  files;
  entries;

  /** @param {ReceivedFile[]} entries */
  constructor(entries) {
    this.entries = entries;
    this.files = entries.filter(({ kind }) => kind === "file");
  }

  /** @param {any} receiving that is over */
  static async of(receiving) {
    const received = new Received(await receiving.files());
    if (received.files.length === 1) received.text = await textOf(received.files[0]);
    return received;
  }

  /** Whether it takes a folder, or one file in place of many. */
  get isMany() {
    return this.entries.length > 1;
  }

  /** What all of it together is called. */
  get name() {
    const top = this.entries.filter(({ path }) => !path.includes("/"));
    return clip(top[0]?.path ?? "Received", 80) + (top.length > 1 ? " and more" : "");
  }

  /** @param {ReceivedFile} file */
  async save(file) {
    download(await file.blob(), nameOf(file.path));
  }

  /** All in one file, which keeps folders and times. */
  async saveTogether() {
    download(await tarOf(this.entries), `${this.name}.tar`);
  }
}

/** The last part of a path, which the protocol has checked. @param {string} path */
export const nameOf = (path) => path.slice(path.lastIndexOf("/") + 1);

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  // Without its type a browser can but save it, whatever its sender says that it is.
  const address = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), REVOKE_MS);
}
