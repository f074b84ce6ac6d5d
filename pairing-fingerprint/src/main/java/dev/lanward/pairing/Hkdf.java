package dev.lanward.pairing;

import java.util.Arrays;

/**
 * HKDF-SHA-256 (RFC 5869) with an empty salt, as section 1 of the protocol writes it. One object
 * holds the extracted key of one secret, so that each further derivation costs only the expansion.
 */
final class Hkdf {
  /** RFC 5869 section 2.2: an absent salt is a string of HashLen zeros. */
  private static final HmacSha256 NO_SALT = HmacSha256.of(new byte[HmacSha256.LENGTH_BYTES]);

  private static final byte[] FIRST = {1};

  private final HmacSha256 extracted;

  private Hkdf(HmacSha256 extracted) {
    this.extracted = extracted;
  }

  static Hkdf of(byte[] secret) {
    return new Hkdf(HmacSha256.of(NO_SALT.tag(secret)));
  }

  /** {@code HKDF(secret, info, lengthBytes)} of the protocol; the info is the parts joined. */
  byte[] expand(int lengthBytes, byte[]... info) {
    byte[][] parts = Arrays.copyOf(info, info.length + 1);
    parts[info.length] = FIRST;
    byte[] first = extracted.tag(parts);
    if (lengthBytes <= first.length) {
      return Arrays.copyOf(first, lengthBytes);
    }
    byte[] all = Arrays.copyOf(first, lengthBytes);
    byte[] previous = first;
    for (int filled = first.length, i = 2; filled < lengthBytes; filled += previous.length, i++) {
      previous = extracted.tag(previous, join(info), new byte[] {(byte) i});
      System.arraycopy(previous, 0, all, filled, Math.min(previous.length, lengthBytes - filled));
    }
    return all;
  }

  private static byte[] join(byte[][] parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
