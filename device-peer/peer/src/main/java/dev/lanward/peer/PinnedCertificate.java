package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * For the JDK's TLS: takes the one certificate that is expected, whoever signed it and whatever
 * name is in it. Its dates are not looked at: the pin is the trust. Any thread.
 */
public final class PinnedCertificate extends X509ExtendedTrustManager {
  private final Predicate<Fingerprint> isExpected;

  private PinnedCertificate(Predicate<Fingerprint> isExpected) {
    this.isExpected = isExpected;
  }

  /** The one with that fingerprint. Fingerprints are compared in constant time. */
  public static PinnedCertificate of(Fingerprint expected) {
    return new PinnedCertificate(expected::equals);
  }

  /** Whether it is the one is asked at each handshake, on the handshake's thread. */
  public static PinnedCertificate where(Predicate<Fingerprint> isExpected) {
    return new PinnedCertificate(isExpected);
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || !isExpected.test(Fingerprint.ofCertificate(chain[0].getEncoded()))) {
      throw new CertificateException("another certificate than the one that is expected");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
