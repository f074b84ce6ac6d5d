package dev.lanward.ice;

import java.util.random.RandomGenerator;

/**
 * The alphabet of ICE credentials: letters, digits, {@code +} and {@code /}, which is that of
 * base64.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8839#section-5.4">RFC 8839, section 5.4</a>
 */
public final class IceChars {
  /** Shortest ufrag; RFC 8839 section 5.4. */
  public static final int MIN_UFRAG = 4;

  /** Shortest ice-pwd; RFC 8839 section 5.4. */
  public static final int MIN_PWD = 22;

  /** Longest ufrag and ice-pwd; RFC 8839 section 5.4. */
  public static final int MAX = 256;

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private IceChars() {}

  /** Whether {@code text} may stand as an ice-ufrag. */
  public static boolean isUfrag(CharSequence text) {
    return text.length() >= MIN_UFRAG && text.length() <= MAX && consistOf(text, 0, text.length());
  }

  /** Whether {@code text} may stand as an ice-pwd. */
  public static boolean isPwd(CharSequence text) {
    return text.length() >= MIN_PWD && text.length() <= MAX && consistOf(text, 0, text.length());
  }

  /** {@code length} characters, 6 bits of {@code random} each. */
  public static String random(RandomGenerator random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  static boolean consistOf(CharSequence text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isIceChar(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIceChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '/' && c <= '9') || c == '+';
  }
}
