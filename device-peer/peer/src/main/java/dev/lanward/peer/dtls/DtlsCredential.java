package dev.lanward.peer.dtls;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import java.security.PrivateKey;

/**
 * What one side shows in a handshake: a P-256 private key and its certificate.
 *
 * @param privateKey the key, encodable as PKCS#8
 * @param certificate the certificate's DER encoding
 */
public record DtlsCredential(PrivateKey privateKey, Bytes certificate) {

  public DtlsCredential {
    if (!"EC".equals(privateKey.getAlgorithm()) && !"ECDSA".equals(privateKey.getAlgorithm())) {
      throw new IllegalArgumentException(
          "a DTLS credential has an EC key, not " + privateKey.getAlgorithm());
    }
    if (certificate.length() == 0) {
      throw new IllegalArgumentException("a DTLS credential has a certificate, this one is empty");
    }
  }

  /** The fingerprint by which the peer knows this credential. */
  public Fingerprint fingerprint() {
    return Fingerprint.ofCertificate(certificate.toArray());
  }

  @Override
  public String toString() {
    return "DtlsCredential[privateKey=REDACTED, fingerprint=" + fingerprint() + "]";
  }
}
