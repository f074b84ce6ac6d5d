package dev.lanward.kurento;

import dev.lanward.pairing.Fingerprint;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server whose certificate is the one that this device's owner has named, and no other,
 * whoever signed it and whatever name is in it.
 */
final class PinnedServer extends X509ExtendedTrustManager {
  private final Optional<Fingerprint> pinned;
  private volatile Optional<Fingerprint> refused = Optional.empty();

  PinnedServer(Optional<Fingerprint> pinned) {
    this.pinned = pinned;
  }

  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a JDK has TLS", e);
    }
  }

  /** Before another try: whether the server can be reached at all is not known yet. */
  void forget() {
    refused = Optional.empty();
  }

  /** The certificate that a server has shown and that was refused. */
  Optional<Fingerprint> refused() {
    return refused;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    Fingerprint shown = Fingerprint.ofCertificate(chain[0].getEncoded());
    if (!pinned.equals(Optional.of(shown))) {
      refused = Optional.of(shown);
      throw new CertificateException("not the certificate of the media server");
    }
    refused = Optional.empty();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
