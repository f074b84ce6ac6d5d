package dev.lanward.pairing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.ContentSigner;

/**
 * Self-signed P-256 certificates. Signatures are the deterministic ECDSA of RFC 6979, so a
 * certificate is a function of its contents and needs no random source.
 */
final class SelfSigned {
  private SelfSigned() {}

  /** The DER of an X.509 v3 certificate without extensions, issuer and subject {@code name}. */
  static byte[] certificate(
      ECPrivateKeyParameters key, String name, BigInteger serial, Instant from, Instant to) {
    ECPublicKeyParameters publicKey =
        new ECPublicKeyParameters(P256.baseTimes(key.getD()), P256.DOMAIN);
    try {
      SubjectPublicKeyInfo publicInfo =
          SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicKey);
      X500Name subject = new X500Name("CN=" + name);
      return new X509v3CertificateBuilder(
              subject, serial, Date.from(from), Date.from(to), subject, publicInfo)
          .build(new Rfc6979Signer(key))
          .getEncoded();
    } catch (IOException e) {
      throw new AssertionError("encoding into memory does not fail", e);
    }
  }

  /** Signs with ecdsa-with-SHA256; k comes from the key and the message (RFC 6979). */
  private static final class Rfc6979Signer implements ContentSigner {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final ECPrivateKeyParameters key;

    Rfc6979Signer(ECPrivateKeyParameters key) {
      this.key = key;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    }

    @Override
    public OutputStream getOutputStream() {
      return content;
    }

    @Override
    public byte[] getSignature() {
      ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
      signer.init(true, key);
      BigInteger[] rs = signer.generateSignature(HmacSha256.sha256(content.toByteArray()));
      try {
        return StandardDSAEncoding.INSTANCE.encode(P256.ORDER, rs[0], rs[1]);
      } catch (IOException e) {
        throw new AssertionError("encoding into memory does not fail", e);
      }
    }
  }
}
