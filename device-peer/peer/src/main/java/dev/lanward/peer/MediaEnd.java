package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.MediaMessage;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Between a session and its media, if the device has any. On the loop's thread, but for the port's
 * calls.
 */
final class MediaEnd implements MediaPeer {
  /** While the trust store is looked at, which takes milliseconds. */
  private static final int MAX_WAITING = 64;

  private final Engine engine;
  private final PeerSession session;
  private final Fingerprint presented;
  private final MediaDesk desk;
  private final Optional<MediaSession> media;
  private final Queue<MediaMessage> waiting = new ArrayDeque<>();
  private boolean refreshing;
  private boolean ended;

  private MediaEnd(Engine engine, PeerSession session, Fingerprint presented, MediaDesk desk) {
    this.engine = engine;
    this.session = session;
    this.presented = presented;
    this.desk = desk;
    this.media = desk.port().map(port -> port.open(this));
  }

  static MediaEnd open(Engine engine, PeerSession session, Fingerprint presented, MediaDesk desk) {
    return new MediaEnd(engine, session, presented, desk);
  }

  /** What the peer said. What only a device says means nothing here, and is ignored. */
  void receive(MediaMessage message) {
    if (ended) {
      return;
    }
    if (media.isEmpty()) {
      if (message instanceof MediaMessage.Want want) {
        send(MediaMessage.State.none(want.request()));
      }
    } else if (message instanceof MediaMessage.Want && !refreshing) {
      // Who has just been granted something, by another process, asks at once.
      refreshing = true;
      waiting.add(message);
      desk.keeper().refresh().whenComplete((done, failure) -> engine.onLoop(this::refreshed));
    } else if (!refreshing) {
      deliver(message);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(message);
    }
  }

  private void refreshed() {
    refreshing = false;
    while (!waiting.isEmpty()) {
      deliver(waiting.remove());
    }
  }

  private void deliver(MediaMessage message) {
    if (ended) {
      return;
    }
    if (message instanceof MediaMessage.Want want) {
      media.ifPresent(open -> open.want(want));
    } else if (message instanceof MediaMessage.Sdp sdp) {
      media.ifPresent(open -> open.description(sdp));
    }
  }

  void grantsChanged() {
    if (!ended) {
      media.ifPresent(MediaSession::grantsChanged);
    }
  }

  void end() {
    if (!ended) {
      ended = true;
      media.ifPresent(MediaSession::end);
    }
  }

  @Override
  public Peer peer() {
    return session.peer();
  }

  @Override
  public Fingerprint fingerprint() {
    return presented;
  }

  @Override
  public Set<Grant> grants() {
    return desk.grants(session.pairingId());
  }

  @Override
  public void send(MediaMessage message) {
    engine.onLoop(
        () -> {
          if (!ended) {
            session.connection().sendControl(message);
          }
        });
  }
}
