package dev.lanward.peer.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/** The door's side of a handshake. */
final class PinnedServer extends DefaultTlsServer {
  private final Pin pin;
  private final int firstResendMillis;

  PinnedServer(Pin pin, DtlsLimits limits) {
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
  public int[] getSupportedGroups() {
    return new int[] {NamedGroup.x25519, NamedGroup.secp256r1};
  }

  /**
   * Agrees to the profile that the peer likes best (RFC 5764 section 4.1.1): stacks made for media,
   * Pion among them, end a connection on which none is agreed. No key is ever derived for it.
   */
  @Override
  @SuppressWarnings("JdkObsolete") // Bouncy Castle's signature
  public Hashtable<Integer, byte[]> getServerExtensions() throws IOException {
    @SuppressWarnings("unchecked") // a raw table of just that
    Hashtable<Integer, byte[]> extensions = super.getServerExtensions();
    UseSRTPData offered = TlsSRTPUtils.getUseSRTPExtension(clientExtensions);
    if (offered != null && offered.getProtectionProfiles().length > 0) {
      int[] agreed = {offered.getProtectionProfiles()[0]};
      TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(agreed, TlsUtils.EMPTY_BYTES));
    }
    return extensions;
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return pin.signer(context);
  }

  @Override
  @SuppressWarnings("JdkObsolete") // Bouncy Castle's signatures ask for vectors
  public CertificateRequest getCertificateRequest() {
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign}, Pin.signatureAlgorithms(), new Vector<>());
  }

  @Override
  public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
    pin.check(clientCertificate);
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
