package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * A P-256 private key and the self-signed certificate for it: who a device or a native page is
 * (protocol section 2). Immutable; prints its fingerprint and never its key.
 */
public final class Identity {
  private static final String NAME = "lanward";

  private final Bytes privateKeyPkcs8;
  private final Bytes certificate;
  private final Fingerprint fingerprint;

  private Identity(Bytes privateKeyPkcs8, Bytes certificate) {
    this.privateKeyPkcs8 = privateKeyPkcs8;
    this.certificate = certificate;
    this.fingerprint = Fingerprint.ofCertificate(certificate.toArray());
  }

  /**
   * A fresh identity. The certificate names nobody: its subject is the same for all.
   *
   * @param random must be cryptographically secure
   * @param from start of the certificate's validity, rounded down to seconds
   * @param to end of the certificate's validity
   */
  public static Identity generate(RandomGenerator random, Instant from, Instant to) {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("validity ends before it starts");
    }
    BigInteger serial = BigInteger.valueOf((random.nextLong() >>> 1) | 1);
    return ofScalar(P256.randomScalar(random), NAME, serial, from, to);
  }

  /**
   * An identity as it was stored.
   *
   * @param privateKeyPkcs8 DER of a PKCS#8 P-256 private key
   * @param certificate DER of a certificate for that key
   * @throws IllegalArgumentException when one of them is neither, or they do not belong together
   */
  public static Identity ofPkcs8AndCertificate(Bytes privateKeyPkcs8, Bytes certificate) {
    ECPrivateKeyParameters key = readKey(privateKeyPkcs8);
    if (!publicPoint(certificate).getQ().equals(P256.baseTimes(key.getD()))) {
      throw new IllegalArgumentException("the certificate is for another key");
    }
    return new Identity(privateKeyPkcs8, certificate);
  }

  static Identity ofScalar(BigInteger d, String name, BigInteger serial, Instant from, Instant to) {
    ECPrivateKeyParameters key = new ECPrivateKeyParameters(d, P256.DOMAIN);
    try {
      return new Identity(
          Bytes.copyOf(PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded()),
          Bytes.copyOf(SelfSigned.certificate(key, name, serial, from, to)));
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does not fail", e);
    }
  }

  /** The SHA-256 of the certificate. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  /** The certificate's DER encoding. */
  public Bytes certificate() {
    return certificate;
  }

  /** The private key's PKCS#8 DER encoding. Never log it; store it where only the owner reads. */
  public Bytes privateKeyPkcs8() {
    return privateKeyPkcs8;
  }

  /** The certificate in PEM (RFC 7468). */
  public String certificatePem() {
    return pem("CERTIFICATE", certificate);
  }

  /** The private key in PEM (RFC 7468 section 10). Never log it. */
  public String privateKeyPem() {
    return pem("PRIVATE KEY", privateKeyPkcs8);
  }

  @Override
  public String toString() {
    return "Identity[" + fingerprint + ", key REDACTED]";
  }

  private static ECPrivateKeyParameters readKey(Bytes pkcs8) {
    try {
      if (PrivateKeyFactory.createKey(pkcs8.toArray()) instanceof ECPrivateKeyParameters key
          && key.getParameters().getCurve().equals(P256.DOMAIN.getCurve())) {
        return key;
      }
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a PKCS#8 private key", e);
    }
    throw new IllegalArgumentException("not a P-256 private key");
  }

  private static ECPublicKeyParameters publicPoint(Bytes certificate) {
    try {
      AsymmetricKeyParameter key =
          PublicKeyFactory.createKey(
              new X509CertificateHolder(certificate.toArray()).getSubjectPublicKeyInfo());
      if (key instanceof ECPublicKeyParameters point) {
        return point;
      }
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not an X.509 certificate", e);
    }
    throw new IllegalArgumentException("not a certificate of an elliptic-curve key");
  }

  private static String pem(String label, Bytes der) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(der.toArray());
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
