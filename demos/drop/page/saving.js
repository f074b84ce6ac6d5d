/** More names than this that are all taken do not come about by chance. */
const MOST_NUMBERS = 1_000;

/**
 * Saves what was received into a folder that a person chose. Nothing is written over: a taken name becomes `name (2).ext`, and what
 * lies in folders follows. Names were checked by the protocol (docs/drop.md, section 3).
 *
 * @param {any} folder a FileSystemDirectoryHandle
 * @param {import("./received.js").ReceivedFile[]} entries folders before what is in them
 */
export async function saveInto(folder, entries) {
  const folders = new Map([["", folder]]);
  for (const { path, kind, blob } of entries) {
    const slash = path.lastIndexOf("/");
    const parent = folders.get(path.slice(0, Math.max(0, slash)));
    const name = await freeName(parent, path.slice(slash + 1));
    if (kind === "folder") {
      folders.set(path, await parent.getDirectoryHandle(name, { create: true }));
    } else {
      const handle = await parent.getFileHandle(name, { create: true });
      await (await blob()).stream().pipeTo(await handle.createWritable());
    }
  }
}

/** @param {any} folder @param {string} name */
async function freeName(folder, name) {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let number = 2; number < MOST_NUMBERS; number++) {
    if (!(await isTaken(folder, name))) return name;
    name = `${stem} (${number})${ending}`;
  }
  throw new Error(`Too many things there are called ${stem}.`);
}

async function isTaken(folder, name) {
  for (const get of ["getFileHandle", "getDirectoryHandle"]) {
    try {
      await folder[get](name);
      return true;
    } catch (error) {
      if (error.name === "TypeMismatchError") return true;
      if (error.name !== "NotFoundError") throw error;
    }
  }
  return false;
}
