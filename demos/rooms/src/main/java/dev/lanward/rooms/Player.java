package dev.lanward.rooms;

import dev.lanward.core.Tick;
import dev.lanward.introductions.Allowance;
import dev.lanward.pairing.Fingerprint;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** A player's place in a room. */
final class Player {
  /** Relayed messages at once, and then one each two milliseconds: seven others at 60 a second. */
  private static final int RELAYED = 1_000;

  /** Relayed bytes at once, in KiB, and as many each second. */
  private static final int RELAYED_KIB = 512;

  /** The pairing id, by which the other players know it as well. */
  final String id;

  final Set<String> reporters = new HashSet<>();
  Fingerprint fingerprint;
  String name;
  String visit;
  boolean isHere = true;

  /** When it was heard of last; while it is away, since when. */
  Tick since;

  private Allowance relayed;
  private Allowance relayedKib;

  Player(Tick now, String id, Fingerprint fingerprint, String name, String visit) {
    this.id = id;
    this.fingerprint = fingerprint;
    this.name = name;
    this.visit = visit;
    this.since = now;
    this.relayed = new Allowance(now, RELAYED, Duration.ofMillis(2));
    this.relayedKib = new Allowance(now, RELAYED_KIB, Duration.ofMillis(2));
  }

  boolean mayRelay(Tick now, int bytes) {
    return relayed.take(now) && relayedKib.take(now, 1 + bytes / 1024);
  }
}
