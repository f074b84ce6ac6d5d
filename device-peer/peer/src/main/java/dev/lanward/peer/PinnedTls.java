package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS by the JDK, between two certificates that know each other: one is shown, one is expected, and
 * there is no authority and no name.
 */
final class PinnedTls {
  private PinnedTls() {}

  /**
   * A context for one connection. What a server of it could be asked to resume ends with it, so a
   * certificate that is not expected any more cannot be passed over by a ticket from before.
   */
  static SSLContext context(Identity own, Fingerprint expected) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {new OwnKey(own)}, expecting(expected), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has TLS 1.3 and P-256", e);
    }
  }

  /** What takes the certificate with that fingerprint, and no other. */
  static TrustManager[] expecting(Fingerprint expected) {
    return new TrustManager[] {PinnedCertificate.of(expected)};
  }

  /** Shows the one certificate there is. */
  private static final class OwnKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";
    private static final String EC = "EC";

    private final PrivateKey key;
    private final X509Certificate certificate;

    OwnKey(Identity own) throws GeneralSecurityException {
      key =
          KeyFactory.getInstance(EC)
              .generatePrivate(new PKCS8EncodedKeySpec(own.privateKeyPkcs8().toArray()));
      certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(own.certificate().toArray()));
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return Arrays.asList(keyTypes).contains(EC) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return keyType.equals(EC) ? ALIAS : null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }
}
