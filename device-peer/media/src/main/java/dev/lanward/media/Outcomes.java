package dev.lanward.media;

import dev.lanward.pairing.Grant;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.pairing.MediaMessage.Outcome;
import dev.lanward.pairing.MediaMessage.State;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a page is told of what became of its wants. */
final class Outcomes {
  private Outcomes() {}

  static State of(MediaLink link, MediaEngine engine) {
    Kinds flows = link.flows();
    Outcome outcome = outcome(link, engine, flows);
    Optional<String> reason =
        link.broken()
            .or(() -> outcome == Outcome.INTERRUPTED ? engine.interruption() : Optional.empty())
            .map(Outcomes::shortened);
    return new State(
        link.request(),
        outcome,
        outcome == Outcome.LIVE ? flows : Kinds.NONE,
        link.takes(),
        taking(link),
        reason);
  }

  private static Outcome outcome(MediaLink link, MediaEngine engine, Kinds flows) {
    if (link.broken().isPresent()) {
      return Outcome.REFUSED;
    }
    if (!link.wantsAnything()) {
      return engine.available().isNone() ? Outcome.NONE : Outcome.LIVE;
    }
    if (link.wanted().isNone()) {
      return Outcome.NONE;
    }
    if (!flows.isNone()) {
      return engine.interruption().isPresent() ? Outcome.INTERRUPTED : Outcome.LIVE;
    }
    Set<Grant> needed = EnumSet.noneOf(Grant.class);
    if (link.wanted().video()) {
      needed.add(Grant.VIDEO);
    }
    if (link.wanted().audio()) {
      needed.add(Grant.AUDIO);
    }
    return link.asks().isAsking(needed) ? Outcome.ASKING : Outcome.REFUSED;
  }

  private static Outcome taking(MediaLink link) {
    if (link.sendable().isNone()) {
      return Outcome.NONE;
    }
    if (link.broken().isPresent()) {
      return Outcome.REFUSED;
    }
    if (!link.takes().isNone()) {
      return Outcome.LIVE;
    }
    Set<Grant> needed = link.sendGrant().map(Set::of).orElse(Set.of());
    return link.asks().isAsking(needed) ? Outcome.ASKING : Outcome.REFUSED;
  }

  /** Of what others wrote only what can be seen. */
  private static String shortened(String why) {
    String seen = why.replaceAll("[^\\x20-\\x7e]", "");
    return seen.substring(0, Math.min(State.MAX_REASON_CHARS, seen.length()));
  }
}
