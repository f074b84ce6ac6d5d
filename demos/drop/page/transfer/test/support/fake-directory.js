/** @param {string} name */
const failing = (name) => Object.assign(new Error(name), { name });

/** A folder as File System Access has it, in memory. What is written shows when it is closed, as in a browser. */
export class FakeDirectory {
  kind = "directory";
  /** @type {Map<string, FakeDirectory | FakeFile>} */
  inside = new Map();
  /** Called before each write; may throw. @type {(name: string) => void} */
  static onwrite = () => {};

  /** @param {string} name @param {{create?: boolean}} [how] */
  async getDirectoryHandle(name, { create = false } = {}) {
    return /** @type {FakeDirectory} */ (this.#get(name, "directory", create, () => new FakeDirectory()));
  }

  /** @param {string} name @param {{create?: boolean}} [how] */
  async getFileHandle(name, { create = false } = {}) {
    return /** @type {FakeFile} */ (this.#get(name, "file", create, () => new FakeFile(name)));
  }

  /** @param {string} name @param {{recursive?: boolean}} [how] */
  async removeEntry(name, { recursive = false } = {}) {
    const found = this.inside.get(name);
    if (!found) throw failing("NotFoundError");
    if (found instanceof FakeDirectory && found.inside.size > 0 && !recursive) throw failing("InvalidModificationError");
    this.inside.delete(name);
  }

  async *entries() {
    yield* [...this.inside];
  }

  /** All files below, by their paths. @returns {Promise<Record<string, string>>} */
  async listing(below = "") {
    /** @type {Record<string, string>} */
    const all = {};
    for (const [name, each] of this.inside) {
      if (each instanceof FakeDirectory) Object.assign(all, { [`${below}${name}/`]: "" }, await each.listing(`${below}${name}/`));
      else all[below + name] = await (await each.getFile()).text();
    }
    return all;
  }

  /** @param {string} name @param {"file" | "directory"} kind @param {boolean} create @param {() => FakeDirectory | FakeFile} make */
  #get(name, kind, create, make) {
    if (name.endsWith(".lnk")) throw new TypeError("Name is not allowed.");
    const found = this.inside.get(name);
    if (found && found.kind !== kind) throw failing("TypeMismatchError");
    if (found) return found;
    if (!create) throw failing("NotFoundError");
    const made = make();
    this.inside.set(name, made);
    return made;
  }
}

export class FakeFile {
  kind = "file";
  #contents = new Blob([]);

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  async getFile() {
    return Object.assign(this.#contents, { lastModified: Date.now() });
  }

  async createWritable() {
    /** @type {BlobPart[]} */
    const parts = [];
    return {
      write: async (/** @type {any} */ part) => {
        FakeDirectory.onwrite(this.name);
        parts.push(part);
      },
      close: async () => {
        this.#contents = new Blob(parts);
      },
    };
  }
}
