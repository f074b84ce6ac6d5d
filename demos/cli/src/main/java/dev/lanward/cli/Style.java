package dev.lanward.cli;

/**
 * Colours of a terminal, or none.
 *
 * @param isColoured whether to use any
 */
record Style(boolean isColoured) {
  private static final String RESET = "\u001b[0m";

  String bold(String text) {
    return in("1", text);
  }

  String dim(String text) {
    return in("2", text);
  }

  String good(String text) {
    return in("32", text);
  }

  String warning(String text) {
    return in("33", text);
  }

  String bad(String text) {
    return in("1;31", text);
  }

  String accent(String text) {
    return in("1;36", text);
  }

  /** White on black whatever the terminal's own colours are, as scanners want QR codes. */
  String whiteOnBlack(String text) {
    return in("38;5;231;48;5;16", text);
  }

  private String in(String attributes, String text) {
    return isColoured ? "\u001b[" + attributes + "m" + text + RESET : text;
  }
}
