package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The data of a TXT record as {@code key=value} pairs (RFC 6763 section 6). Keys are told apart
 * without regard to case; of a key that stands twice the first counts (section 6.4).
 */
public final class TxtStrings {
  /** One string of the record holds at most so many bytes (RFC 1035 section 3.3). */
  static final int MAX_STRING_BYTES = 255;

  private final Map<String, Optional<Bytes>> values;

  private TxtStrings(Map<String, Optional<Bytes>> values) {
    this.values = values;
  }

  /**
   * Reads TXT data. Strings without a key are skipped, as section 6.4 asks.
   *
   * @throws MalformedMessageException when a string is longer than what is left, or the whole is
   *     longer than {@link Service#MAX_TXT_BYTES}
   */
  public static TxtStrings read(Bytes data) throws MalformedMessageException {
    Map<String, Optional<Bytes>> values = new LinkedHashMap<>();
    for (byte[] each : strings(data)) {
      int equals = indexOfEquals(each);
      int keyLength = equals < 0 ? each.length : equals;
      if (isKey(each, keyLength)) {
        String key =
            new String(each, 0, keyLength, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        values.putIfAbsent(
            key,
            equals < 0
                ? Optional.empty()
                : Optional.of(Bytes.copyOf(each, equals + 1, each.length - equals - 1)));
      }
    }
    return new TxtStrings(values);
  }

  /** The value of {@code key}, which may be of no bytes; empty when there is none. */
  public Optional<Bytes> value(String key) {
    return values.getOrDefault(key.toLowerCase(Locale.ROOT), Optional.empty());
  }

  /** The same as text, empty also when it is no ASCII of visible characters and spaces. */
  public Optional<String> text(String key) {
    return value(key)
        .map(Bytes::toArray)
        .filter(TxtStrings::isPrintable)
        .map(raw -> new String(raw, StandardCharsets.US_ASCII));
  }

  /** Whether {@code key} is there, with or without a value. */
  public boolean has(String key) {
    return values.containsKey(key.toLowerCase(Locale.ROOT));
  }

  /** A writer with nothing in it. */
  static Writer writer() {
    return new Writer();
  }

  static void requireWellFormed(Bytes data) {
    try {
      strings(data);
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException("TXT data are strings with their lengths", e);
    }
  }

  private static List<byte[]> strings(Bytes data) throws MalformedMessageException {
    if (data.length() > Service.MAX_TXT_BYTES) {
      throw new MalformedMessageException(
          Reason.TOO_LONG, 0, "TXT data are at most 1300 bytes, were " + data.length());
    }
    byte[] raw = data.toArray();
    List<byte[]> strings = new ArrayList<>();
    int at = 0;
    while (at < raw.length) {
      int length = raw[at] & 0xff;
      if (at + 1 + length > raw.length) {
        throw new MalformedMessageException(
            Reason.TRUNCATED, at, "a string of " + length + " bytes ends the record early");
      }
      strings.add(java.util.Arrays.copyOfRange(raw, at + 1, at + 1 + length));
      at += 1 + length;
    }
    return strings;
  }

  private static int indexOfEquals(byte[] string) {
    for (int i = 0; i < string.length; i++) {
      if (string[i] == '=') {
        return i;
      }
    }
    return -1;
  }

  /** "The key MUST be at least one character", of printable US-ASCII (section 6.4). */
  private static boolean isKey(byte[] string, int length) {
    for (int i = 0; i < length; i++) {
      if (string[i] < 0x20 || string[i] > 0x7e) {
        return false;
      }
    }
    return length > 0;
  }

  private static boolean isPrintable(byte[] raw) {
    return isKey(raw, raw.length) || raw.length == 0;
  }

  /** Writes TXT data, in the order in which it is told. */
  static final class Writer {
    private final List<Bytes> strings = new ArrayList<>();

    /**
     * @throws IllegalArgumentException when key, = and value are longer than 255 bytes
     */
    Writer put(String key, String value) {
      byte[] string = (key + "=" + value).getBytes(StandardCharsets.US_ASCII);
      if (string.length > MAX_STRING_BYTES) {
        throw new IllegalArgumentException(
            "a TXT string has at most 255 bytes (RFC 6763 6.1), was " + string.length);
      }
      strings.add(Bytes.copyOf(new byte[] {(byte) string.length}));
      strings.add(Bytes.copyOf(string));
      return this;
    }

    /** What was put; a record without a string is one empty string (RFC 6763 section 6.1). */
    Bytes toBytes() {
      return strings.isEmpty()
          ? Bytes.copyOf(new byte[1])
          : Bytes.concat(strings.toArray(Bytes[]::new));
    }
  }
}
