package dev.lanward.cli;

import dev.lanward.pairing.Fingerprint;
import java.util.List;

/** Things that people are shown alike everywhere. */
final class Lines {
  /** Sixteen pairs and the colons between and after them. */
  private static final int HALF = 48;

  private Lines() {}

  /** A fingerprint in two lines, so that it can be compared by eye. */
  static List<String> fingerprint(Fingerprint fingerprint) {
    String text = fingerprint.toString();
    return List.of(
        "  fingerprint  " + text.substring(0, HALF - 1), "               " + text.substring(HALF));
  }
}
