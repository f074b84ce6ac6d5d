package dev.lanward.pairing;

/**
 * The key under which the two sides of a pairing make and recognise resolvable host names (protocol
 * section 3). Made by {@link PairingKey#hostKey()}; prints as {@code REDACTED}.
 */
public final class HostKey {
  static final int LENGTH_BYTES = 32;

  private final HmacSha256 mac;

  private HostKey(HmacSha256 mac) {
    this.mac = mac;
  }

  static HostKey ofBytes(byte[] bytes) {
    return new HostKey(HmacSha256.of(bytes));
  }

  byte[] tag(byte[] salt) {
    return mac.tag(salt);
  }

  @Override
  public String toString() {
    return "HostKey[REDACTED]";
  }
}
