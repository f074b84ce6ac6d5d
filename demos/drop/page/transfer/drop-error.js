/**
 * A transfer cannot go on. The peer is told the same code and message, so neither holds a secret.
 */
export class DropError extends Error {
  /**
   * @param {string} code one word for programs: docs/drop.md section 7
   * @param {string} message what happened, for people
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = "DropError";
    /** @readonly */
    this.code = code;
  }

  /** @param {string} why */
  static malformed(why) {
    return new DropError("malformed", `The other side broke the drop protocol: ${why}.`);
  }
}

/** @param {unknown} holds @param {string} otherwise what is malformed @returns {asserts holds} */
export function require(holds, otherwise) {
  if (!holds) throw DropError.malformed(otherwise);
}

/**
 * What was thrown, as something that may be told to the peer.
 *
 * @param {unknown} error
 * @param {string} [code] of what is no DropError
 * @param {string} [message]
 */
export function asDropError(error, code = "storage", message = "The page failed. Its console says more.") {
  return error instanceof DropError ? error : new DropError(code, message, { cause: error });
}
