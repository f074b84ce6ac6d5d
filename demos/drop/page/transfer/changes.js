/** A few times a second. */
const PAUSE_MILLISECONDS = 250;

/** Tells an object's `change`, at once where that is asked for and a few times a second otherwise. */
export class Changes {
  #target;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {EventTarget} target */
  constructor(target) {
    this.#target = target;
  }

  /** Something is different, such as a number. */
  soon() {
    this.#timer ??= setTimeout(() => this.now(), PAUSE_MILLISECONDS);
  }

  /** Something is different that a person waits for. */
  now() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#target.dispatchEvent(new Event("change"));
  }
}
