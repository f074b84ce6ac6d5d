package dev.lanward.pairing;

import static dev.lanward.pairing.HmacSha256.ascii;

import java.math.BigInteger;
import java.time.Instant;

/**
 * The certificate that is the same everywhere and whose private key is public (protocol section
 * 2.1). It lets two parties that know nothing of each other set up DTLS, authenticates nothing, and
 * is used for nothing but pairing by code.
 */
public final class PairingCertificate {
  private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2999-12-31T23:59:59Z");

  private PairingCertificate() {}

  /** The pairing certificate and its key; computed once. */
  public static Identity identity() {
    return Holder.IDENTITY;
  }

  /** The pairing certificate's fingerprint. */
  public static Fingerprint fingerprint() {
    return Holder.IDENTITY.fingerprint();
  }

  private static Identity build() {
    byte[] wide =
        Hkdf.of(ascii("lanward pairing certificate")).expand(P256.WIDE_BYTES, ascii("key"));
    return Identity.ofScalar(P256.scalar(wide), "lanward-pairing", BigInteger.ONE, FROM, TO);
  }

  /** Built when first asked for: it costs a signature. */
  private static final class Holder {
    static final Identity IDENTITY = build();
  }
}
