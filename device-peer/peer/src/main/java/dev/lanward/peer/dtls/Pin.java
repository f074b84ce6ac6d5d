package dev.lanward.peer.dtls;

import dev.lanward.pairing.Fingerprint;
import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.jspecify.annotations.Nullable;

/** What both roles share: the own credential, the pinned fingerprint, and its comparison. */
final class Pin {
  /** A browser shows one certificate; a stack that adds issuers is heard and they are ignored. */
  static final int MAX_CHAIN = 4;

  /** RFC 8827 section 6.5 demands the first; the others are there for stacks that prefer them. */
  private static final int[] CIPHER_SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
  };

  /** RFC 8827 section 6.5 demands it. No key is ever derived for it. */
  static final int SRTP_PROFILE = SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80;

  private static final SignatureAndHashAlgorithm ECDSA_SHA256 =
      SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

  private final DtlsCrypto crypto;
  private final DtlsCredential own;
  private final Fingerprint expected;
  private @Nullable DtlsFailure failure;

  Pin(DtlsCrypto crypto, DtlsCredential own, Fingerprint expected) {
    this.crypto = crypto;
    this.own = own;
    this.expected = expected;
  }

  DtlsCrypto crypto() {
    return crypto;
  }

  static int[] cipherSuites() {
    return CIPHER_SUITES.clone();
  }

  @SuppressWarnings("JdkObsolete") // Bouncy Castle's signatures ask for vectors
  static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
    Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
    algorithms.add(ECDSA_SHA256);
    return algorithms;
  }

  /** Why {@link #check} threw, if it did. */
  @Nullable DtlsFailure failure() {
    return failure;
  }

  /** Ends the handshake unless the peer's first certificate is the pinned one. */
  void check(@Nullable Certificate chain) throws IOException {
    if (chain == null || chain.isEmpty()) {
      failure = new DtlsFailure.NoCertificate();
      throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }
    Fingerprint presented = Fingerprint.ofCertificate(chain.getCertificateAt(0).getEncoded());
    // Bytes compares in constant time. Validity dates are not looked at: the pin is the trust.
    if (!presented.hash().equals(expected.hash())) {
      failure = new DtlsFailure.WrongCertificate(presented, expected);
      throw new TlsFatalAlert(AlertDescription.bad_certificate);
    }
  }

  TlsCredentialedSigner signer(TlsContext context) throws IOException {
    AsymmetricKeyParameter key = PrivateKeyFactory.createKey(own.privateKeyPkcs8().toArray());
    Certificate chain =
        new Certificate(
            new TlsCertificate[] {new BcTlsCertificate(crypto, own.certificate().toArray())});
    return new BcDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context), crypto, key, chain, ECDSA_SHA256);
  }
}
