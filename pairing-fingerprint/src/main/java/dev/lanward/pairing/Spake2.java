package dev.lanward.pairing;

import static dev.lanward.pairing.HmacSha256.ascii;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * One run of SPAKE2 with the suite P256-SHA256-HKDF-HMAC and empty AAD. Two parties that share a
 * low entropy secret agree on a key; whoever does not know the secret gets one guess a run, on
 * line.
 *
 * <p>Timing: the secret scalars x and w go through Bouncy Castle's fixed-base comb, which reads its
 * tables without an index that depends on them; the multiplication by the peer's point (window NAF)
 * and {@code BigInteger} are not constant-time. Each run has a fresh x, and w serves one code for
 * at most five minutes and three wrong guesses, so there is nothing to average over.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9382">RFC 9382</a>
 */
final class Spake2 {
  /** A share's size in bytes: an uncompressed point. */
  static final int SHARE_BYTES = P256.POINT_BYTES;

  /** RFC 9382 section 4: M of P-256. */
  private static final ECPoint M =
      constant("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f");

  /** RFC 9382 section 4: N of P-256. */
  private static final ECPoint N =
      constant("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49");

  private static final byte[] CODE_LABEL = ascii("lanward spake2 w");

  /** Which party this is. */
  enum Role {
    /** The page, which speaks first. */
    A,
    /** The device. */
    B
  }

  private final Role role;
  private final BigInteger w;
  private final BigInteger secret;
  private final Bytes share;

  private Spake2(Role role, BigInteger w, BigInteger secret) {
    this.role = role;
    this.w = w;
    this.secret = secret;
    ECPoint masked = P256.baseTimes(secret).add(P256.times(mask(role), w)).normalize();
    this.share = Bytes.copyOf(masked.getEncoded(false));
  }

  /**
   * A run for the code of section 9 of the protocol.
   *
   * @param random must be cryptographically secure
   */
  static Spake2 start(Role role, PairingCode code, RandomGenerator random) {
    return new Spake2(role, w(code), P256.randomScalar(random));
  }

  /** A run with given scalars, for vectors. */
  static Spake2 of(Role role, BigInteger w, BigInteger secret) {
    return new Spake2(role, w, secret);
  }

  /** {@code OS2IP(HKDF(code, "lanward spake2 w", 40)) mod n}. */
  static BigInteger w(PairingCode code) {
    byte[] wide = Hkdf.of(ascii(code.text())).expand(P256.WIDE_BYTES, CODE_LABEL);
    return new BigInteger(1, wide).mod(P256.ORDER);
  }

  /** What to send to the peer: pA or pB. */
  Bytes share() {
    return share;
  }

  /**
   * The keys that follow from the peer's share. They are worth something only once the peer's
   * confirmation is verified.
   *
   * @param identityA the page's, as this side's DTLS session shows it
   * @param identityB the device's, likewise
   * @throws MalformedMessageException when the share is no uncompressed point of the curve, or
   *     gives the identity (RFC 9382 section 7)
   */
  Spake2Keys finish(Bytes peerShare, Bytes identityA, Bytes identityB)
      throws MalformedMessageException {
    ECPoint peer = P256.readPoint(peerShare);
    Role other = role == Role.A ? Role.B : Role.A;
    ECPoint unmasked = peer.subtract(P256.times(mask(other), w));
    // The cofactor h of P-256 is 1.
    ECPoint k = unmasked.multiply(secret).normalize();
    if (k.isInfinity()) {
      throw new MalformedMessageException(Reason.BAD_VALUE, -1, "the share gives the identity");
    }
    byte[] transcript =
        Spake2Keys.transcript(
            identityA.toArray(),
            identityB.toArray(),
            (role == Role.A ? share : peerShare).toArray(),
            (role == Role.A ? peerShare : share).toArray(),
            k.getEncoded(false),
            BigIntegers.asUnsignedByteArray(P256.SCALAR_BYTES, w));
    return Spake2Keys.of(role, transcript);
  }

  @Override
  public String toString() {
    return "Spake2[" + role + ", secrets REDACTED]";
  }

  private static ECPoint mask(Role role) {
    return role == Role.A ? M : N;
  }

  private static ECPoint constant(String hex) {
    return P256.DOMAIN.getCurve().decodePoint(HexFormat.of().parseHex(hex));
  }
}
