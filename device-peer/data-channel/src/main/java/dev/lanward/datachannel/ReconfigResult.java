package dev.lanward.datachannel;

/**
 * How a request of RE-CONFIG ended; the wire carries the ordinal.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6525#section-4.4">RFC 6525, section 4.4</a>
 */
enum ReconfigResult {
  /** Success, nothing to do. */
  NOTHING_TO_DO,
  /** Success, performed. */
  PERFORMED,
  /** Denied. */
  DENIED,
  /** Error, wrong SSN. */
  WRONG_SSN,
  /** Error, request already in progress. */
  ALREADY_IN_PROGRESS,
  /** Error, bad sequence number. */
  BAD_SEQUENCE_NUMBER,
  /** In progress: ask again with the same request later. */
  IN_PROGRESS;

  private static final ReconfigResult[] ALL = values();

  /** What {@code code} means; an unknown code is a refusal. */
  static ReconfigResult of(int code) {
    return code >= 0 && code < ALL.length ? ALL[code] : DENIED;
  }
}
