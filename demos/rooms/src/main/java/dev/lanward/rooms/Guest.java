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

  /** Relayed messages at once, and then one each two milliseconds: seven others at 60 a second. */
  private static final int RELAYED = 1_000;

  /** Relayed bytes at once, in KiB, and as many each second. */
  private static final int RELAYED_KIB = 512;

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
  private final Allowance relayed;
  private final Allowance relayedKib;

  Guest(Tick now, String peer, Fingerprint fingerprint) {
    this.peer = peer;
    this.fingerprint = fingerprint;
    this.messages = new Allowance(now, MESSAGES, Duration.ofMillis(100));
    this.fouls = new Allowance(now, FOULS, Duration.ofMillis(10));
    this.relayed = new Allowance(now, RELAYED, Duration.ofMillis(2));
    this.relayedKib = new Allowance(now, RELAYED_KIB, Duration.ofMillis(2));
  }

  boolean maySpeak(Tick now) {
    return messages.take(now);
  }

  boolean mayRelay(Tick now, int bytes) {
    return relayed.take(now) && relayedKib.take(now, 1 + bytes / 1024);
  }

  /** Whether that is still borne. */
  boolean isForgiven(Tick now, int cost) {
    return fouls.take(now, cost);
  }
}
