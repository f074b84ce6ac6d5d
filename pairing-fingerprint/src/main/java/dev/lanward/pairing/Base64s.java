package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import java.util.Base64;
import java.util.Optional;

/**
 * Strict unpadded base64 (RFC 4648 section 3.5): one text for each sequence of bytes, so text whose
 * unused bits are not zero, padded text and other alphabets are refused.
 */
final class Base64s {
  private Base64s() {}

  /** The bytes of unpadded standard base64, when they are exactly {@code length}. */
  static Optional<Bytes> standard(String text, int length) {
    return text.length() == charsFor(length)
        ? standard(text).filter(bytes -> bytes.length() == length)
        : Optional.empty();
  }

  /** The bytes of unpadded standard base64. */
  static Optional<Bytes> standard(String text) {
    return decode(Base64.getDecoder(), text).filter(bytes -> bytes.toBase64().equals(text));
  }

  /** The bytes of unpadded base64url, when they are exactly {@code length}. */
  static Optional<Bytes> url(String text, int length) {
    return text.length() == charsFor(length)
        ? decode(Base64.getUrlDecoder(), text)
            .filter(bytes -> bytes.length() == length && bytes.toBase64Url().equals(text))
        : Optional.empty();
  }

  private static int charsFor(int length) {
    return (length * 8 + 5) / 6;
  }

  private static Optional<Bytes> decode(Base64.Decoder decoder, String text) {
    try {
      return Optional.of(Bytes.copyOf(decoder.decode(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
