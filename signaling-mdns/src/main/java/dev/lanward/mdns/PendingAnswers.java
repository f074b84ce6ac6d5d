package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions whose answers have to wait a little. */
final class PendingAnswers {
  private final MdnsLimits limits;
  private final Counters counters;
  private final List<Pending> waiting = new ArrayList<>();

  PendingAnswers(MdnsLimits limits, Counters counters) {
    this.limits = limits;
    this.counters = counters;
  }

  void add(
      Tick asked, Tick due, Route route, InetSocketAddress asker, Question question, Known known) {
    Pending added = new Pending(asked, due, route, asker, question, known);
    if (waiting.stream().anyMatch(each -> each.covers(added))) {
      return;
    }
    if (waiting.size() >= limits.pendingAnswers()) {
      counters.count(MdnsCounter.TABLE_FULL);
      return;
    }
    waiting.add(added);
  }

  /** Takes in more known answers of an asker whose questions wait (RFC 6762 section 7.2). */
  void learn(InetSocketAddress asker, List<Rr> knownAnswers) {
    for (Pending each : waiting) {
      if (each.asker().equals(asker)
          && each.known().size() + knownAnswers.size() <= limits.maxRecords()) {
        each.known().add(knownAnswers);
      }
    }
  }

  /** Takes out those whose time has come. */
  List<Pending> due(Tick now) {
    List<Pending> due = waiting.stream().filter(each -> !now.isBefore(each.due())).toList();
    waiting.removeAll(due);
    return due;
  }

  Optional<Tick> nextTimeout() {
    return waiting.stream().map(Pending::due).min(Tick::compareTo);
  }

  /** A question that waits; {@code known} belongs to it alone or to its fellows of one packet. */
  record Pending(
      Tick asked, Tick due, Route route, InetSocketAddress asker, Question question, Known known) {

    /**
     * Whether answering this one tells the asker of {@code other} as much. Not so when this asker
     * knows answers that would be left out.
     */
    boolean covers(Pending other) {
      return route.equals(other.route)
          && question.name().equals(other.question.name())
          && question.type() == other.question.type()
          && (known.size() == 0 || asker.equals(other.asker))
          && !due.isBefore(other.asked);
    }
  }
}
