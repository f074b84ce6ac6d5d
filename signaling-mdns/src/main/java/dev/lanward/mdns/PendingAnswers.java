package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.xbill.DNS.Record;

/** Questions whose answers have to wait a little. */
final class PendingAnswers {
  private final MdnsLimits limits;
  private final Counters counters;
  private final List<Pending> waiting = new ArrayList<>();

  PendingAnswers(MdnsLimits limits, Counters counters) {
    this.limits = limits;
    this.counters = counters;
  }

  void add(Pending added) {
    if (waiting.stream().anyMatch(each -> each.covers(added))) {
      return;
    }
    if (waiting.size() >= limits.pendingAnswers()) {
      counters.count(MdnsCounter.TABLE_FULL);
      return;
    }
    waiting.add(added);
  }

  /**
   * Takes in more known answers of an asker whose questions wait (RFC 6762 section 7.2): of the
   * thousands that it may know only those that {@code ours} would answer with.
   */
  void learn(InetSocketAddress asker, List<Rr> knownAnswers, Function<Question, List<Rr>> ours) {
    for (Pending each : waiting) {
      if (each.asker().equals(asker) && !knownAnswers.isEmpty()) {
        Set<Record> answers = new HashSet<>();
        ours.apply(each.question()).forEach(rr -> answers.add(rr.record()));
        each.known()
            .add(knownAnswers.stream().filter(rr -> answers.contains(rr.record())).toList());
      }
    }
  }

  /** Somebody else told everybody {@code records}: the askers heard it (section 7.4). */
  void heard(Route route, List<Rr> records) {
    for (Pending each : waiting) {
      if (each.route().equals(route)
          && each.heard().size() + records.size() <= limits.maxRecords()) {
        each.heard().add(records);
      }
    }
  }

  /**
   * Takes out those whose time has come, and with them those that may go already and would leave
   * the same way, so that they share packets (section 6.4).
   */
  List<Pending> due(Tick now) {
    Set<Route> routes = new HashSet<>();
    waiting.stream()
        .filter(each -> !now.isBefore(each.due()))
        .forEach(each -> routes.add(each.route()));
    List<Pending> due =
        waiting.stream()
            .filter(
                each ->
                    !now.isBefore(each.due())
                        || (routes.contains(each.route()) && !now.isBefore(each.from())))
            .toList();
    waiting.removeAll(due);
    return due;
  }

  Optional<Tick> nextTimeout() {
    return waiting.stream().map(Pending::due).min(Tick::compareTo);
  }

  /**
   * A question that waits.
   *
   * @param asked when it came
   * @param from the earliest time at which it may be answered, with others
   * @param due the time at which it is answered
   * @param alone whether the asker alone gets the answer
   * @param known what the asker knows; shared with its fellows of one packet
   * @param heard what everybody heard from somebody else since
   */
  record Pending(
      Tick asked,
      Tick from,
      Tick due,
      boolean alone,
      Route route,
      InetSocketAddress asker,
      Question question,
      Known known,
      Known heard) {

    /**
     * Whether answering this one tells the asker of {@code other} as much. Not so when this asker
     * knows answers that would be left out.
     */
    boolean covers(Pending other) {
      return route.equals(other.route)
          && !alone
          && question.name().equals(other.question.name())
          && question.type() == other.question.type()
          && (known.size() == 0 || asker.equals(other.asker))
          && !due.isBefore(other.asked);
    }

    /** This one, no earlier than {@code last} and {@code gap} after it (section 6). */
    Pending notBefore(Optional<Tick> last, Duration gap) {
      Optional<Tick> least = last.map(at -> at.plus(gap));
      return new Pending(
          asked,
          least.filter(from::isBefore).orElse(from),
          least.filter(due::isBefore).orElse(due),
          alone,
          route,
          asker,
          question,
          known,
          heard);
    }
  }
}
