package dev.lanward.pairing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * HMAC-SHA-256 (RFC 2104) under one fixed key. The two digests that have taken in the padded key
 * are kept and cloned for each message, which saves two of the compressions that a {@code Mac}
 * repeats; immutable after construction, so threads may share it.
 */
final class HmacSha256 {
  /** A tag's and a derived pseudo-random key's size in bytes. */
  static final int LENGTH_BYTES = 32;

  private static final int BLOCK_BYTES = 64;

  private final MessageDigest inner;
  private final MessageDigest outer;

  private HmacSha256(byte[] key) {
    byte[] block = new byte[BLOCK_BYTES];
    byte[] fitting = key.length > BLOCK_BYTES ? sha256(key) : key;
    System.arraycopy(fitting, 0, block, 0, fitting.length);
    inner = keyed(block, 0x36);
    outer = keyed(block, 0x5c);
  }

  static HmacSha256 of(byte[] key) {
    return new HmacSha256(key);
  }

  /** The 32-byte tag of the parts one after the other. */
  byte[] tag(byte[]... parts) {
    MessageDigest in = copy(inner);
    for (byte[] part : parts) {
      in.update(part);
    }
    MessageDigest out = copy(outer);
    out.update(in.digest());
    return out.digest();
  }

  static byte[] sha256(byte[]... parts) {
    MessageDigest digest = newDigest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  static byte[] ascii(String label) {
    return label.getBytes(StandardCharsets.US_ASCII);
  }

  private static MessageDigest keyed(byte[] block, int pad) {
    byte[] padded = new byte[BLOCK_BYTES];
    for (int i = 0; i < BLOCK_BYTES; i++) {
      padded[i] = (byte) (block[i] ^ pad);
    }
    MessageDigest digest = newDigest();
    digest.update(padded);
    return digest;
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("the platform's SHA-256 can be cloned", e);
    }
  }
}
