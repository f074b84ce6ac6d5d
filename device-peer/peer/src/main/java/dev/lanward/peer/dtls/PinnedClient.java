package dev.lanward.peer.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/** The knocking side of a handshake. */
final class PinnedClient extends DefaultTlsClient {
  private final Pin pin;
  private final int firstResendMillis;

  PinnedClient(Pin pin, DtlsLimits limits) {
    super(pin.crypto());
    this.pin = pin;
    this.firstResendMillis = Math.toIntExact(limits.firstResend().toMillis());
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Pin.cipherSuites();
  }

  @Override
  protected Vector<Integer> getSupportedGroups(
      @SuppressWarnings("rawtypes") Vector namedGroupRoles) { // Bouncy Castle's signature is raw
    Vector<Integer> groups = new Vector<>();
    groups.add(NamedGroup.x25519);
    groups.add(NamedGroup.secp256r1);
    return groups;
  }

  @Override
  protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
    return Pin.signatureAlgorithms();
  }

  /** Stacks made for media, Pion among them, end a connection on which no profile is agreed. */
  @Override
  @SuppressWarnings("JdkObsolete") // Bouncy Castle's signature
  public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
    @SuppressWarnings("unchecked") // a raw table of just that
    Hashtable<Integer, byte[]> extensions = super.getClientExtensions();
    int[] profiles = {Pin.SRTP_PROFILE};
    TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(profiles, TlsUtils.EMPTY_BYTES));
    return extensions;
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
        pin.check(shown.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return pin.signer(context);
      }
    };
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return firstResendMillis;
  }

  @Override
  public int getMaxCertificateChainLength() {
    return Pin.MAX_CHAIN;
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return Records.MAX_HANDSHAKE_MESSAGE_BYTES;
  }

  @Override
  public boolean requiresExtendedMasterSecret() {
    return true;
  }

  /** The certificate is pinned by its hash: what is signed inside it proves nothing more. */
  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false;
  }
}
