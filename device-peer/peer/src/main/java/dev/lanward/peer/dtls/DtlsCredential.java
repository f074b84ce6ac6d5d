package dev.lanward.peer.dtls;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;

/**
 * What one side shows in a handshake: a P-256 private key and its certificate.
 *
 * @param privateKeyPkcs8 the key's PKCS#8 DER encoding
 * @param certificate the certificate's DER encoding
 */
public record DtlsCredential(Bytes privateKeyPkcs8, Bytes certificate) {

  public DtlsCredential {
    if (privateKeyPkcs8.length() == 0 || certificate.length() == 0) {
      throw new IllegalArgumentException("a DTLS credential has a key and a certificate");
    }
  }

  /** What {@code identity} shows. */
  public static DtlsCredential of(Identity identity) {
    return new DtlsCredential(identity.privateKeyPkcs8(), identity.certificate());
  }

  /** The fingerprint by which the peer knows this credential. */
  public Fingerprint fingerprint() {
    return Fingerprint.ofCertificate(certificate.toArray());
  }

  @Override
  public String toString() {
    return "DtlsCredential[key REDACTED, " + fingerprint() + "]";
  }
}
