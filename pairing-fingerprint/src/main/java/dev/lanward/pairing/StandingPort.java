package dev.lanward.pairing;

import static dev.lanward.pairing.HmacSha256.ascii;

/**
 * The port on which peers find a device whose door has moved (protocol section 5): a function of
 * its fingerprint in the dynamic range of RFC 6335.
 */
public final class StandingPort {
  /** First port of the dynamic range (RFC 6335 section 6). */
  private static final int FIRST = 49_152;

  private static final int COUNT = 16_384;
  private static final byte[] LABEL = ascii("lanward standing port");

  private StandingPort() {}

  /** The standing port of the device with certificate {@code device}: 49152 to 65535. */
  public static int of(Fingerprint device) {
    byte[] hash = HmacSha256.sha256(LABEL, device.hash().toArray());
    return FIRST + (((hash[0] & 0xff) << 8) | (hash[1] & 0xff)) % COUNT;
  }
}
