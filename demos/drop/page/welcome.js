const WELCOME = "lanward-drop.welcome";
const MOST = 200;

/** Of which devices everything is accepted without asking. Such a choice ends with the pairing. */
export class Welcome {
  #keep;

  /** @param {import("./keep.js").Keep} keep */
  constructor(keep) {
    this.#keep = keep;
  }

  /** @param {string} deviceId */
  has(deviceId) {
    return this.#all().includes(deviceId);
  }

  /** @param {string} deviceId @param {boolean} isWelcome */
  set(deviceId, isWelcome) {
    const others = this.#all().filter((id) => id !== deviceId);
    this.#keep.write(WELCOME, isWelcome ? [deviceId, ...others].slice(0, MOST) : others);
  }

  /** @returns {string[]} */
  #all() {
    return this.#keep.read(WELCOME, isListOfTexts, []);
  }
}

/** @param {any} value @returns {value is string[]} */
const isListOfTexts = (value) => Array.isArray(value) && value.every((each) => typeof each === "string");
