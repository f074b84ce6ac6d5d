package dev.lanward.kurento;

/** A media server's description is refused; the message says why, for people. */
final class BadDescriptionException extends Exception {
  private static final long serialVersionUID = 1L;

  BadDescriptionException(String why) {
    super("The media server's description is refused: " + why + ".");
  }
}
