/**
 * What this page remembers beside the pairings: small JSON values in `localStorage`. Storage may be refused (private windows, strict
 * settings) or full, and what is in it may be of another version; then the page forgets, and still works.
 */
export class Keep {
  #open;

  /** @param {() => Pick<Storage, "getItem" | "setItem">} [open] where it is kept; may throw */
  constructor(open = () => localStorage) {
    this.#open = open;
  }

  /** @template T @param {string} key @param {(value: any) => value is T} isFit @param {T} otherwise @returns {T} */
  read(key, isFit, otherwise) {
    try {
      const value = JSON.parse(this.#open().getItem(key) ?? "null");
      return isFit(value) ? value : otherwise;
    } catch {
      return otherwise;
    }
  }

  /** @param {string} key @param {unknown} value @returns {boolean} whether it will be there after a reload */
  write(key, value) {
    try {
      this.#open().setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }
}
