package dev.lanward.drop;

/**
 * A transfer cannot go on. The peer is told the same code and message, so neither holds a secret.
 */
public final class DropException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code one word of the list at {@link #code()}
   * @param message what happened, for people
   */
  public DropException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** With what was the cause of it. */
  public DropException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * One word for programs: {@code declined}, {@code busy}, {@code malformed}, {@code unsafe-name},
   * {@code too-large}, {@code no-space}, {@code changed}, {@code unreadable}, {@code corrupt},
   * {@code exists}, {@code storage}, {@code timed-out}, {@code unsupported}, {@code cancelled}.
   */
  public String code() {
    return code;
  }

  static DropException malformed(String why) {
    return new DropException("malformed", "The other side broke the drop protocol: " + why + ".");
  }
}
