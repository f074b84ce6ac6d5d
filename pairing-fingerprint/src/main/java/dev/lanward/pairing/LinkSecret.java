package dev.lanward.pairing;

import static dev.lanward.pairing.HmacSha256.ascii;

import dev.lanward.core.Bytes;
import java.util.random.RandomGenerator;

/** The one-time secret of a pairing link (protocol section 4.2). Prints as {@code REDACTED}. */
public final class LinkSecret {
  /** A link secret's size in bytes. */
  public static final int LENGTH_BYTES = 16;

  private static final byte[] DOOR_PWD = ascii("lanward link door-pwd");

  private final Bytes bytes;
  private final Hkdf derived;

  private LinkSecret(Bytes bytes) {
    this.bytes = bytes;
    this.derived = Hkdf.of(bytes.toArray());
  }

  /**
   * The secret that consists of {@code bytes}.
   *
   * @throws IllegalArgumentException when they are not 16
   */
  public static LinkSecret ofBytes(Bytes bytes) {
    if (bytes.length() != LENGTH_BYTES) {
      throw new IllegalArgumentException("a link secret has 16 bytes, not " + bytes.length());
    }
    return new LinkSecret(bytes);
  }

  /** A fresh secret from {@code random}, which must be cryptographically secure. */
  public static LinkSecret generate(RandomGenerator random) {
    byte[] fresh = new byte[LENGTH_BYTES];
    random.nextBytes(fresh);
    return new LinkSecret(Bytes.copyOf(fresh));
  }

  /** The door-pwd of a {@code lw2} knock (protocol section 6): 24 characters. */
  public String doorPwd(Bytes nonce, Fingerprint device, Fingerprint page) {
    return PairingKey.doorPwd(derived, DOOR_PWD, nonce, device, page);
  }

  /** The secret itself, for the link that carries it. Never log it. */
  public Bytes bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinkSecret that && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return "LinkSecret[REDACTED]";
  }
}
