/** A press that is shorter is a tap. */
const TAP_MS = 400;

/**
 * Push to talk and toggle in one button: held, it talks as long as it is held; tapped, it talks until it is tapped again. Told what
 * happens and when, it says whether to talk. Pure.
 */
export class Push {
  #on = false;
  /** @type {{at: number, wasOn: boolean} | null} */
  #press = null;

  /** Whether the person wants to be heard. */
  get isOn() {
    return this.#on;
  }

  /** @param {number} now milliseconds */
  press(now) {
    if (this.#press) return;
    this.#press = { at: now, wasOn: this.#on };
    this.#on = true;
  }

  /** @param {number} now */
  release(now) {
    const press = this.#press;
    if (!press) return;
    this.#press = null;
    this.#on = now - press.at < TAP_MS ? !press.wasOn : false;
  }

  /** The pointer or the focus is gone, or it has ended by itself. */
  end() {
    this.#press = null;
    this.#on = false;
  }
}
