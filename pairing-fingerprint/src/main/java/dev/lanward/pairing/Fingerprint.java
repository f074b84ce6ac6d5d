package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * The SHA-256 fingerprint of a DTLS certificate: what a pairing pins.
 *
 * @param hash the SHA-256 of the certificate's DER encoding, 32 bytes
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8122#section-5">RFC 8122, section 5</a>
 */
public record Fingerprint(Bytes hash) {
  /** A SHA-256 fingerprint's size in bytes. */
  public static final int LENGTH_BYTES = 32;

  public Fingerprint {
    if (hash.length() != LENGTH_BYTES) {
      throw new IllegalArgumentException(
          "a SHA-256 fingerprint has 32 bytes, not " + hash.length());
    }
  }

  /** The fingerprint of the certificate whose DER encoding is {@code der}. */
  public static Fingerprint ofCertificate(byte[] der) {
    try {
      return new Fingerprint(Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(der)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * The fingerprint that an SDP attribute spells, such as {@code 0F:A1:...}.
   *
   * @throws IllegalArgumentException when {@code text} is not 32 pairs of hexadecimal digits joined
   *     by colons
   */
  public static Fingerprint parse(String text) {
    if (!text.matches("(?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}")) {
      throw new IllegalArgumentException(
          "not a SHA-256 fingerprint: 32 hex pairs joined by colons");
    }
    return new Fingerprint(Bytes.ofHex(text.replace(":", "")));
  }

  /** As SDP spells it: upper-case hexadecimal pairs joined by colons. */
  @Override
  public String toString() {
    return hash.toHex().toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
  }
}
