package dev.lanward.kurento;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.PinnedCertificate;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Trusts the server whose certificate this device's owner has named, and no other. */
final class PinnedServer {
  private final Optional<Fingerprint> pinned;
  private volatile Optional<Fingerprint> refused = Optional.empty();

  PinnedServer(Optional<Fingerprint> pinned) {
    this.pinned = pinned;
  }

  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust = {PinnedCertificate.where(this::isPinned)};
      context.init(null, trust, new SecureRandom());
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

  private boolean isPinned(Fingerprint shown) {
    boolean isPinned = pinned.equals(Optional.of(shown));
    refused = isPinned ? Optional.empty() : Optional.of(shown);
    return isPinned;
  }
}
