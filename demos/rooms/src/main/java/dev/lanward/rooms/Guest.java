package dev.lanward.rooms;

import dev.lanward.core.Tick;
import dev.lanward.introductions.Allowance;
import dev.lanward.pairing.Fingerprint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A page that has the desk open, in a room or not yet; or had it open lately: who opens it anew has
 * no more allowed to it by that.
 */
final class Guest {
  /** Messages on the desk at once, and then ten each second. */
  private static final int MESSAGES = 60;

  /** What may be wrong before it is too much; one is forgiven each 10 ms. */
  private static final int FOULS = 1_000;

  /** What a message costs that no page of good will sends: twenty at once are too much. */
  static final int MALFORMED = 50;

  final String peer;
  Fingerprint fingerprint;
  boolean isOpen = true;
  @Nullable Room room;
  private final Allowance messages;
  private final Allowance fouls;

  Guest(Tick now, String peer, Fingerprint fingerprint) {
    this.peer = peer;
    this.fingerprint = fingerprint;
    this.messages = new Allowance(now, MESSAGES, Duration.ofMillis(100));
    this.fouls = new Allowance(now, FOULS, Duration.ofMillis(10));
  }

  boolean maySpeak(Tick now) {
    return messages.take(now);
  }

  /** Whether that is still borne. */
  boolean isForgiven(Tick now, int cost) {
    return fouls.take(now, cost);
  }
}
