package dev.lanward.cli;

import io.netty.util.NetUtil;
import java.net.InetAddress;

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

  /** An address as people write it (RFC 5952), with the interface where it needs one. */
  static String address(InetAddress address) {
    String literal = address.getHostAddress();
    int scope = literal.indexOf('%');
    return NetUtil.toAddressString(address) + (scope < 0 ? "" : literal.substring(scope));
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
