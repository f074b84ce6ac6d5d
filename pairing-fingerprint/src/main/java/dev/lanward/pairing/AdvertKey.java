package dev.lanward.pairing;

/**
 * The key under which one side of a pairing advertises itself to the other and to nobody else
 * (protocol section 14). Made by {@link PairingKey#deviceAdvertKey} and {@link
 * PairingKey#pageAdvertKey}; prints as {@code REDACTED}.
 */
public final class AdvertKey {
  static final int LENGTH_BYTES = 32;

  private final HmacSha256 mac;

  private AdvertKey(HmacSha256 mac) {
    this.mac = mac;
  }

  static AdvertKey ofBytes(byte[] bytes) {
    return new AdvertKey(HmacSha256.of(bytes));
  }

  byte[] tag(byte[] nonce) {
    return mac.tag(nonce);
  }

  @Override
  public String toString() {
    return "AdvertKey[REDACTED]";
  }
}
