package dev.lanward.cli;

/** A command cannot do what it was asked. The message says why, and what to do next. */
final class CommandFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code one word for programs
   * @param message one line for people
   */
  CommandFailedException(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
