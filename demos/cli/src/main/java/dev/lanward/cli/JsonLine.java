package dev.lanward.cli;

import java.util.List;
import java.util.Optional;

/** A JSON object of plain values and lists of texts, in one line (RFC 8259). */
final class JsonLine {
  private final StringBuilder text = new StringBuilder("{");

  private JsonLine() {}

  /** An event, which is what every line of {@code --json} is. */
  static JsonLine event(String name) {
    return new JsonLine().with("event", name);
  }

  JsonLine with(String name, String value) {
    key(name);
    quote(value);
    return this;
  }

  JsonLine with(String name, long value) {
    key(name);
    text.append(value);
    return this;
  }

  JsonLine with(String name, boolean value) {
    key(name);
    text.append(value);
    return this;
  }

  JsonLine with(String name, List<String> values) {
    key(name);
    text.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      quote(values.get(i));
    }
    text.append(']');
    return this;
  }

  /** Adds a member unless there is no value. */
  JsonLine with(String name, Optional<String> value) {
    value.ifPresent(present -> with(name, present));
    return this;
  }

  @Override
  public String toString() {
    return text + "}";
  }

  private void key(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    text.append(':');
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (isUnseen(c) || isLone(value, i)) {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  /**
   * Of a peer's text what some terminals obey and some readers take for the end of a line: the
   * control characters, those above U+007F too, and Unicode's own separators.
   */
  private static boolean isUnseen(char c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
  }

  /** Half a surrogate pair has no UTF-8; a peer's text may hold one all the same. */
  private static boolean isLone(String value, int i) {
    char c = value.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
  }
}
