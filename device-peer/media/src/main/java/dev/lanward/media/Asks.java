package dev.lanward.media;

import dev.lanward.pairing.Grant;
import dev.lanward.peer.MediaPeer;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a peer has asked its owner for. Each grant is asked for once a session: whoever is refused
 * cannot nag.
 */
final class Asks {
  /** How long the owner has for an answer. */
  static final long ASKING_MILLIS = 120_000;

  private final MediaEngine engine;
  private final MediaPeer peer;
  private final Runnable onChange;
  private final Set<Grant> asking = EnumSet.noneOf(Grant.class);
  private final Set<Grant> refused = EnumSet.noneOf(Grant.class);
  private Set<Grant> known;

  Asks(MediaEngine engine, MediaPeer peer, Runnable onChange) {
    this.engine = engine;
    this.peer = peer;
    this.onChange = onChange;
    this.known = peer.grants();
  }

  /** These are needed, and not granted. */
  void ask(Set<Grant> missing) {
    Set<Grant> fresh = EnumSet.noneOf(Grant.class);
    fresh.addAll(missing);
    fresh.removeAll(asking);
    fresh.removeAll(refused);
    if (fresh.isEmpty()) {
      return;
    }
    asking.addAll(fresh);
    engine.listener().asked(peer.peer(), Set.copyOf(fresh));
    engine.later(ASKING_MILLIS, () -> lapse(fresh));
  }

  /**
   * The owner may have decided something: what it takes away, or does not grant of what it was
   * asked for, is refused.
   */
  void decided() {
    Set<Grant> now = peer.grants();
    if (!now.equals(known)) {
      refused.addAll(known);
      refuse();
      refused.removeAll(now);
      known = now;
    }
  }

  void refuse() {
    refused.addAll(asking);
    asking.clear();
  }

  /** Whether the owner is being asked for any of these. */
  boolean isAsking(Set<Grant> grants) {
    return grants.stream().anyMatch(asking::contains);
  }

  private void lapse(Set<Grant> grants) {
    if (asking.removeAll(grants)) {
      refused.addAll(grants);
      refused.removeAll(peer.grants());
      onChange.run();
    }
  }
}
