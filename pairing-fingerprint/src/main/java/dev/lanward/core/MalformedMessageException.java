package dev.lanward.core;

/**
 * Bytes or text from a peer broke the rule of the format they claim to have. It is the peer's
 * fault, never the program's: whoever reads drops the message, counts it, and goes on.
 */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of rule was broken. */
  public enum Reason {
    /** It ends before what it announces. */
    TRUNCATED,
    /** Bytes are left after what it announces. */
    TRAILING,
    /** It, or a part of it, is longer than the format or our limits allow. */
    TOO_LONG,
    /** A field holds a value that the format forbids. */
    BAD_VALUE,
    /** A part that must be there is not. */
    MISSING,
    /** A part that may stand once stands twice. */
    DUPLICATE,
    /** A checksum or an authentication tag does not match. */
    BAD_CHECKSUM
  }

  private final Reason reason;
  private final int offset;

  /**
   * @param reason what kind of rule was broken
   * @param offset where, in bytes from the start of the message; -1 where that means nothing
   * @param message subject, rule and what came, with no secret in it
   */
  public MalformedMessageException(Reason reason, int offset, String message) {
    super(offset < 0 ? message : message + " (at byte " + offset + ")");
    this.reason = reason;
    this.offset = offset;
  }

  /** What kind of rule was broken. */
  public Reason reason() {
    return reason;
  }

  /** Where, in bytes from the start of the message; -1 where that means nothing. */
  public int offset() {
    return offset;
  }
}
