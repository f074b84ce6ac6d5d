package dev.lanward.pairing;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names and types of devices, as section 8 of the protocol allows them. */
public final class Names {
  /** Greatest length of a name, in Unicode code points. */
  public static final int MAX_NAME_CHARS = 64;

  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}]");
  private static final Pattern TYPE = Pattern.compile("[a-z0-9-]{1,32}");

  private Names() {}

  /**
   * {@code name} without control and format characters (Cc, Cf) and surrounding white space; empty
   * when then nothing or more than 64 characters are left, or when it is no well-formed Unicode.
   */
  public static Optional<String> clean(String name) {
    String seen = UNSEEN.matcher(name).replaceAll("");
    String clean = withoutEdges(seen);
    int length = clean.codePointCount(0, clean.length());
    boolean wellFormed =
        clean.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    return length >= 1 && length <= MAX_NAME_CHARS && wellFormed
        ? Optional.of(clean)
        : Optional.empty();
  }

  /** Whether {@code type} is a device type: {@code [a-z0-9-]{1,32}}. */
  public static boolean isType(String type) {
    return TYPE.matcher(type).matches();
  }

  static String requireName(String name) {
    return clean(name)
        .filter(name::equals)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a name has 1 to 64 characters, no control or format characters, and no white"
                        + " space around it"));
  }

  static String requireType(String type) {
    if (!isType(type)) {
      throw new IllegalArgumentException("a device type is [a-z0-9-]{1,32}, not " + type);
    }
    return type;
  }

  /**
   * {@code text}, which has no control characters, without white space around it. Not by a regular
   * expression: one for the end looks at every run of white space inside once for each of its
   * characters, which takes the loop many seconds where a peer sends 64 KiB of it.
   */
  private static String withoutEdges(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && Character.isSpaceChar(text.charAt(from))) {
      from++;
    }
    while (from < to && Character.isSpaceChar(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }
}
