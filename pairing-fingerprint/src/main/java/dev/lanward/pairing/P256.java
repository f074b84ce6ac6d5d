package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.math.BigInteger;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** The curve P-256, its encodings, and scalars for it. */
final class P256 {
  /** An uncompressed point: 0x04, x, y (SEC 1 section 2.3.3). */
  static final int POINT_BYTES = 65;

  private static final int UNCOMPRESSED = 0x04;

  /** A field element or a scalar. */
  static final int SCALAR_BYTES = 32;

  /** 64 bits more than the order has, so that the reduction is as good as uniform. */
  static final int WIDE_BYTES = 40;

  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");

  static final ECNamedDomainParameters DOMAIN =
      new ECNamedDomainParameters(SECObjectIdentifiers.secp256r1, CURVE);

  /** The order of the group, n. */
  static final BigInteger ORDER = CURVE.getN();

  private P256() {}

  /** {@code OS2IP(wide) mod (n − 1) + 1}: never zero. */
  static BigInteger scalar(byte[] wide) {
    return new BigInteger(1, wide).mod(ORDER.subtract(BigInteger.ONE)).add(BigInteger.ONE);
  }

  static BigInteger randomScalar(RandomGenerator random) {
    byte[] wide = new byte[WIDE_BYTES];
    random.nextBytes(wide);
    return scalar(wide);
  }

  /** The point of 65 uncompressed bytes; anything else is refused. */
  static ECPoint readPoint(Bytes encoded) throws MalformedMessageException {
    if (encoded.length() != POINT_BYTES || encoded.at(0) != UNCOMPRESSED) {
      throw new MalformedMessageException(Reason.BAD_VALUE, 0, "a point is 65 bytes, uncompressed");
    }
    try {
      ECPoint point = DOMAIN.getCurve().decodePoint(encoded.toArray());
      if (point.isValid() && !point.isInfinity()) {
        return point;
      }
    } catch (IllegalArgumentException e) {
      // Coordinates out of range or off the curve: refused below like the rest.
    }
    throw new MalformedMessageException(Reason.BAD_VALUE, 1, "a point lies on P-256");
  }

  /** A fixed point times {@code scalar}; the point's table is made once and kept with it. */
  static ECPoint times(ECPoint fixed, BigInteger scalar) {
    return new FixedPointCombMultiplier().multiply(fixed, scalar).normalize();
  }

  /** The fixed generator times {@code scalar}, by a comb that looks at every bit alike. */
  static ECPoint baseTimes(BigInteger scalar) {
    return new FixedPointCombMultiplier().multiply(DOMAIN.getG(), scalar).normalize();
  }
}
