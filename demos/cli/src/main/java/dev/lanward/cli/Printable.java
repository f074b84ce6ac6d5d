package dev.lanward.cli;

/** What a peer said, made safe for a terminal: it must not move the cursor or hide what it says. */
final class Printable {
  private Printable() {}

  /** {@code text} in one line, line ends shown as a return sign. */
  static String line(String text) {
    return lines(text.strip()).replace("\n", " \u23ce ");
  }

  /** {@code text} with its line ends; all other control characters are replaced. */
  static String lines(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.replace("\r\n", "\n")
        .codePoints()
        .forEach(c -> safe.appendCodePoint(isHarmless(c) ? c : 0xfffd));
    return safe.toString();
  }

  private static boolean isHarmless(int c) {
    if (c == '\n' || c == '\t') {
      return true;
    }
    boolean turnsDirection = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> !turnsDirection;
    };
  }
}
