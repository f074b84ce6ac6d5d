package dev.lanward.pairing;

import static dev.lanward.pairing.HmacSha256.ascii;

import dev.lanward.core.Bytes;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * The long-term secret of one pairing, from which door passwords and host names are derived
 * (protocol sections 3 and 6). Immutable and safe to share between threads; prints as {@code
 * REDACTED}.
 */
public final class PairingKey {
  /** A pairing key's size in bytes. */
  public static final int LENGTH_BYTES = 32;

  /** The size in bytes of the nonce in a knock. */
  public static final int NONCE_BYTES = 12;

  /** 18 bytes are 24 base64 characters: more than the 22 ice-chars that RFC 8839 5.4 asks. */
  static final int DOOR_PWD_BYTES = 18;

  private static final byte[] DOOR_PWD = ascii("lanward door-pwd");
  private static final byte[] HOST_NAME = ascii("lanward host-name");
  private static final byte[] PAGE_HOST_NAME = ascii("lanward host-name page");
  private static final byte[] DEVICE_ADVERT = ascii("lanward advert device");
  private static final byte[] PAGE_ADVERT = ascii("lanward advert page");

  private final Bytes bytes;
  private final Hkdf derived;
  private final HostKey hostKey;
  private final HostKey pageHostKey;

  private PairingKey(Bytes bytes) {
    this.bytes = bytes;
    this.derived = Hkdf.of(bytes.toArray());
    this.hostKey = HostKey.ofBytes(derived.expand(HostKey.LENGTH_BYTES, HOST_NAME));
    this.pageHostKey = HostKey.ofBytes(derived.expand(HostKey.LENGTH_BYTES, PAGE_HOST_NAME));
  }

  /**
   * The key that consists of {@code bytes}.
   *
   * @throws IllegalArgumentException when they are not 32
   */
  public static PairingKey ofBytes(Bytes bytes) {
    if (bytes.length() != LENGTH_BYTES) {
      throw new IllegalArgumentException("a pairing key has 32 bytes, not " + bytes.length());
    }
    return new PairingKey(bytes);
  }

  /** A fresh key from {@code random}, which must be cryptographically secure. */
  public static PairingKey generate(RandomGenerator random) {
    byte[] fresh = new byte[LENGTH_BYTES];
    random.nextBytes(fresh);
    return new PairingKey(Bytes.copyOf(fresh));
  }

  /**
   * The door-pwd of a {@code lw1} knock: 24 characters. A flood of knocks computes this for each
   * pairing, so it costs one expansion of HKDF from a kept state: 0.9 us measured (JDK 17, one core
   * without SHA instructions).
   *
   * @param nonce the knock's 12 bytes
   * @param device the certificate that the device is to present
   * @param page the certificate that the page is to present
   */
  public String doorPwd(Bytes nonce, Fingerprint device, Fingerprint page) {
    return doorPwd(nonce, Bytes.empty(), device, page);
  }

  /**
   * The door-pwd of a {@code lw3} knock, which names the opening of SCTP as well.
   *
   * @param opening the rest of the knock: the device's tag and TSN, and the page's INIT
   * @see #doorPwd(Bytes, Fingerprint, Fingerprint)
   */
  public String doorPwd(Bytes nonce, Bytes opening, Fingerprint device, Fingerprint page) {
    requireNonce(nonce);
    return spell(
        derived.expand(
            DOOR_PWD_BYTES,
            DOOR_PWD,
            nonce.toArray(),
            opening.toArray(),
            device.hash().toArray(),
            page.hash().toArray()));
  }

  /** The key of the device's resolvable host names. */
  public HostKey hostKey() {
    return hostKey;
  }

  /** The key of the page's resolvable host names, where the page is a device too. */
  public HostKey pageHostKey() {
    return pageHostKey;
  }

  /** The key of the device's adverts to this page; computed at each call. */
  public AdvertKey deviceAdvertKey() {
    return AdvertKey.ofBytes(derived.expand(AdvertKey.LENGTH_BYTES, DEVICE_ADVERT));
  }

  /** The key of the page's adverts to this device, where the page is a device too. */
  public AdvertKey pageAdvertKey() {
    return AdvertKey.ofBytes(derived.expand(AdvertKey.LENGTH_BYTES, PAGE_ADVERT));
  }

  /** The key itself, for a trust store. Never log it. */
  public Bytes bytes() {
    return bytes;
  }

  static String doorPwd(Hkdf key, byte[] label, Bytes nonce, Fingerprint device, Fingerprint page) {
    requireNonce(nonce);
    return spell(
        key.expand(
            DOOR_PWD_BYTES,
            label,
            nonce.toArray(),
            device.hash().toArray(),
            page.hash().toArray()));
  }

  private static void requireNonce(Bytes nonce) {
    if (nonce.length() != NONCE_BYTES) {
      throw new IllegalArgumentException("a knock's nonce has 12 bytes, not " + nonce.length());
    }
  }

  private static String spell(byte[] pwd) {
    return Base64.getEncoder().encodeToString(pwd);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PairingKey that && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return "PairingKey[REDACTED]";
  }
}
