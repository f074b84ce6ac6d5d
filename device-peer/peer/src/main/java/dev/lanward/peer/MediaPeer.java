package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.MediaMessage;
import java.util.Set;

/** Whom a {@link MediaSession} is with. Any thread. */
public interface MediaPeer {
  /** The peer, as it is known now. */
  Peer peer();

  /** The certificate that it has proved in this session: the only one that its media may have. */
  Fingerprint fingerprint();

  /** What of this device's media it may use now. */
  Set<Grant> grants();

  /** Sends it a message, unless the session is over. */
  void send(MediaMessage message);
}
