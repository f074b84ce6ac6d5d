import { DropError } from "./drop-error.js";
import { checkedPath, parentOf, shown } from "./entry-path.js";
import { ManifestBuilder } from "./manifest.js";
import { LIMITS } from "./protocol.js";

/**
 * A file or a folder that a person has chosen. `modified` is in milliseconds since 1970; of a folder, which browsers tell nothing of, it is
 * that of its newest file, 0 where there is none. `mode` are POSIX permissions: those that are usual, as browsers tell none.
 *
 * @typedef {{path: string, kind: "file" | "folder", size?: number, modified: number, mode: number, file?: File}} Item
 */

const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/**
 * What a person has dropped or chosen, folders before what is in them.
 *
 * @param {DataTransfer | FileList | File[]} source of a `drop` event it has to be called before anything is awaited
 * @returns {Promise<Item[]>}
 * @throws {DropError} `unsafe-name`, `too-large`, `exists` (two of one name) or `unreadable`, with a message that names the file
 */
export async function collect(source) {
  const collection = new Collection();
  for (const [path, file] of await filesOf(source, collection)) collection.addFile(path, file);
  return collection.items();
}

/** @param {DataTransfer | FileList | File[]} source @param {Collection} collection @returns {Promise<[string, File][]>} */
async function filesOf(source, collection) {
  if (!("items" in source)) return Array.from(source, (file) => /** @type {[string, File]} */ ([file.webkitRelativePath || file.name, file]));
  // Both are asked for at once: after the event the browser has forgotten what was dropped.
  const dropped = Array.from(source.items)
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  /** @type {[string, File][]} */
  const files = [];
  for (const { entry, file } of dropped) {
    if (entry) await walk(entry, entry.name, collection, files);
    else if (file) files.push([file.name, file]);
  }
  return files;
}

/** @param {FileSystemEntry} entry @param {string} path @param {Collection} collection @param {[string, File][]} files */
async function walk(entry, path, collection, files) {
  if (files.length >= LIMITS.entries) throw tooMany();
  if (path.split("/").length > LIMITS.depth) throw new DropError("too-large", `${shown(path)} lies too deep: at most ${LIMITS.depth} folders in one another are sent.`);
  try {
    if (entry.isFile) {
      files.push([path, await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject))]);
      return;
    }
    collection.addFolder(path);
    for (const child of await children(/** @type {FileSystemDirectoryEntry} */ (entry))) await walk(child, `${path}/${child.name}`, collection, files);
  } catch (cause) {
    if (cause instanceof DropError) throw cause;
    throw new DropError("unreadable", `${shown(path)} cannot be read.`, { cause });
  }
}

/** A reader gives a hundred at a time, and nothing at the end. @param {FileSystemDirectoryEntry} folder @returns {Promise<FileSystemEntry[]>} */
async function children(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
    if (all.length > LIMITS.entries) throw tooMany();
  }
}

class Collection {
  /** @type {Map<string, Item>} */
  #items = new Map();

  /** Its folders are made as well: a list of files names them only in its paths. @param {string} path @param {File} file */
  addFile(path, file) {
    checkedPath(path);
    const earlier = this.#items.get(path);
    if (earlier) throw new DropError("exists", `Two are called ${shown(path)}. Send one after the other, or rename one.`);
    this.#items.set(path, { path, kind: "file", size: file.size, modified: Math.max(0, file.lastModified), mode: FILE_MODE, file });
    for (let folder = parentOf(path); folder !== undefined; folder = parentOf(folder)) this.addFolder(folder, file.lastModified);
  }

  /** @param {string} path @param {number} [modified] */
  addFolder(path, modified = 0) {
    const folder = this.#items.get(path) ?? { path: checkedPath(path), kind: "folder", modified: 0, mode: FOLDER_MODE };
    if (folder.kind !== "folder") throw new DropError("exists", `A file and a folder are called ${shown(path)}. Send one after the other.`);
    folder.modified = Math.max(folder.modified, modified);
    this.#items.set(path, folder);
  }

  items() {
    const sorted = [...this.#items.values()].sort((a, b) => comparePaths(a.path, b.path));
    // What the receiver will check as well.
    const manifest = new ManifestBuilder(LIMITS);
    for (const item of sorted) manifest.add(entryOf(item));
    return sorted;
  }
}

/** As it is offered. @param {Item} item @returns {import("./messages.js").Entry} */
export function entryOf({ path, kind, size, modified, mode }) {
  return { path, kind, size: kind === "file" ? size : 0, ...(modified > 0 ? { modified } : {}), mode };
}

/** Name by name, so that a folder is followed by what is in it. @param {string} a @param {string} b */
function comparePaths(a, b) {
  const [first, second] = [a.split("/"), b.split("/")];
  const at = first.findIndex((name, index) => name !== second[index]);
  if (at < 0) return first.length - second.length;
  if (at >= second.length) return 1;
  return first[at] < second[at] ? -1 : 1;
}

function tooMany() {
  return new DropError("too-large", `At most ${LIMITS.entries} files and folders are sent at once.`);
}
