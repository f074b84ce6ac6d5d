package dev.lanward.rooms;

import dev.lanward.core.Tick;
import dev.lanward.pairing.Fingerprint;
import java.util.HashSet;
import java.util.Set;

/** A player's place in a room. */
final class Player {
  /** The pairing id, by which the other players know it as well. */
  final String id;

  final Set<String> reporters = new HashSet<>();
  Fingerprint fingerprint;
  String name;
  String visit;
  boolean isHere = true;

  /** When it was heard of last; while it is away, since when. */
  Tick since;

  Player(Tick now, String id, Fingerprint fingerprint, String name, String visit) {
    this.id = id;
    this.fingerprint = fingerprint;
    this.name = name;
    this.visit = visit;
    this.since = now;
  }
}
