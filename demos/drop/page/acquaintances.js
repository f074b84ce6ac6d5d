const MET = "lanward-drop.met";
const MOST = 200;

/**
 * The certificates of other pages, as they were when this page first met them. A device vouches for them; should it vouch for another one
 * later, somebody is to look.
 */
export class Acquaintances {
  #keep;

  /** @param {import("./keep.js").Keep} keep */
  constructor(keep) {
    this.#keep = keep;
  }

  /** Whether it is another certificate than the one by which that page is known. @param {string} id @param {string} fingerprint */
  isAnother(id, fingerprint) {
    const known = this.#all().find((each) => each[0] === id);
    return known !== undefined && known[1] !== fingerprint;
  }

  /** From now on that page is known by this one. @param {string} id @param {string} fingerprint */
  note(id, fingerprint) {
    const others = this.#all().filter((each) => each[0] !== id);
    this.#keep.write(MET, [[id, fingerprint], ...others].slice(0, MOST));
  }

  /** Nothing is known any more of whom this device has introduced. @param {string} deviceId */
  forget(deviceId) {
    this.#keep.write(MET, this.#all().filter(([id]) => !id.startsWith(`${deviceId}/`)));
  }

  /** @returns {[string, string][]} */
  #all() {
    return this.#keep.read(MET, isListOfPairs, []);
  }
}

/** @param {any} value @returns {value is [string, string][]} */
const isListOfPairs = (value) =>
  Array.isArray(value) && value.every((each) => Array.isArray(each) && each.length === 2 && each.every((part) => typeof part === "string"));
