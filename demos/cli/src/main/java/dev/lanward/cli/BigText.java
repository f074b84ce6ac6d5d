package dev.lanward.cli;

import java.util.ArrayList;
import java.util.List;

/** Digits in large: five lines, readable across a room. */
final class BigText {
  private static final int HEIGHT = 5;

  /** Three pixels by five, a bit each, row by row from the top left. */
  private static final int[] DIGITS = {
    0b111_101_101_101_111,
    0b010_110_010_010_111,
    0b111_001_111_100_111,
    0b111_001_111_001_111,
    0b101_101_111_001_001,
    0b111_100_111_001_111,
    0b111_100_111_101_111,
    0b111_001_001_001_001,
    0b111_101_111_101_111,
    0b111_101_111_001_111,
  };

  private static final int DASH = 0b000_000_111_000_000;

  private BigText() {}

  /** {@code text}, which consists of digits and dashes; seven columns a character. */
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < HEIGHT; row++) {
      StringBuilder line = new StringBuilder();
      for (char c : text.toCharArray()) {
        int glyph = c == '-' ? DASH : DIGITS[Character.digit(c, 10)];
        for (int column = 0; column < 3; column++) {
          int bit = 3 * (HEIGHT - 1 - row) + 2 - column;
          // A terminal's cell is twice as high as wide.
          line.append((glyph >> bit & 1) == 1 ? "\u2588\u2588" : "  ");
        }
        line.append(' ');
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
