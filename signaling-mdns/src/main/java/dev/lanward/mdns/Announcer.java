package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * Tells names unasked: when they are new, when an address changes, now and then, and at the end.
 */
final class Announcer {
  private static final Duration FIRST_GAP = Duration.ofSeconds(1);

  private final Zone zone;
  private final Links links;
  private final SentHistory history;
  private final Outbox outbox;
  private final MdnsLimits limits;
  private final List<Task> tasks = new ArrayList<>();
  private final List<Goodbye> goodbyes = new ArrayList<>();
  private Optional<Tick> goodbyeDue = Optional.empty();
  private Optional<Tick> periodic = Optional.empty();

  Announcer(Zone zone, Links links, SentHistory history, Outbox outbox, MdnsLimits limits) {
    this.zone = zone;
    this.links = links;
    this.history = history;
    this.outbox = outbox;
    this.limits = limits;
  }

  /** A name is new: tell it on every link. */
  void announceName(Tick now, Name name) {
    goodbyes.removeIf(each -> each.rr().record().getName().equals(name));
    schedule(new Task(Optional.of(name), Optional.empty(), now, limits.announcements(), FIRST_GAP));
  }

  /** A link is new or has other addresses: tell all names there. */
  void announceLink(Tick now, int linkIndex) {
    schedule(
        new Task(Optional.empty(), Optional.of(linkIndex), now, limits.announcements(), FIRST_GAP));
  }

  /** Somebody else spoke for one of our names: say once more what is true. */
  void defend(Tick now, Name name, int linkIndex) {
    schedule(new Task(Optional.of(name), Optional.of(linkIndex), now, 1, FIRST_GAP));
  }

  /** Takes records back on a link. */
  void goodbye(Tick now, int linkIndex, Collection<Rr> records) {
    goodbyeDue = Optional.of(now);
    for (Rr each : records) {
      goodbyes.add(new Goodbye(linkIndex, each.withTtl(0)));
    }
  }

  /** Announces no more; what was taken back is still said. */
  void stop() {
    tasks.clear();
    periodic = Optional.empty();
  }

  void handleTimeout(Tick now) {
    sendGoodbyes();
    if (periodic.isPresent() && !now.isBefore(periodic.get())) {
      periodic = Optional.of(now.plus(limits.announcePeriod()));
      links.all().forEach(link -> announce(now, link, zone.announced(now)));
    }
    List<Task> due = tasks.stream().filter(each -> !now.isBefore(each.due())).toList();
    tasks.removeAll(due);
    for (Task each : due) {
      run(now, each);
      each.next(now).ifPresent(this::schedule);
    }
  }

  Optional<Tick> nextTimeout() {
    Optional<Tick> task = tasks.stream().map(Task::due).min(Tick::compareTo);
    return Ticks.earliest(task, periodic, goodbyeDue);
  }

  private void schedule(Task task) {
    tasks.removeIf(each -> each.sameScope(task) && each.left() <= task.left());
    tasks.add(task);
    if (periodic.isEmpty()) {
      periodic = Optional.of(task.due().plus(limits.announcePeriod()));
    }
  }

  private void run(Tick now, Task task) {
    Collection<Name> all = zone.announced(now);
    Collection<Name> names =
        task.name()
            .map(one -> all.contains(one) ? List.of(one) : List.<Name>of())
            .orElse(List.copyOf(all));
    for (Link each : links.all()) {
      if (task.link().isEmpty() || task.link().get() == each.index()) {
        announce(now, each, names);
      }
    }
  }

  private void announce(Tick now, Link link, Collection<Name> names) {
    for (Route route : Links.routes(link)) {
      List<Rr> records = new ArrayList<>();
      for (Name name : names) {
        zone.records(name, link).records().stream()
            .filter(rr -> !history.within(now, route, rr, Responder.MULTICAST_GAP))
            .forEach(records::add);
      }
      if (!records.isEmpty()) {
        records.forEach(rr -> history.sent(now, route, rr));
        outbox.multicast(route, MdnsMessage.response(records, List.of()));
      }
    }
  }

  private void sendGoodbyes() {
    for (Link link : links.all()) {
      List<Rr> records =
          goodbyes.stream()
              .filter(each -> each.linkIndex() == link.index())
              .map(Goodbye::rr)
              .toList();
      if (!records.isEmpty()) {
        for (Route route : Links.routes(link)) {
          records.forEach(rr -> history.forget(route, rr));
          outbox.multicast(route, MdnsMessage.response(records, List.of()));
        }
      }
    }
    goodbyes.clear();
    goodbyeDue = Optional.empty();
  }

  private record Goodbye(int linkIndex, Rr rr) {}

  /** What to announce ({@code name}, or all), where ({@code link}, or everywhere), and when. */
  private record Task(
      Optional<Name> name, Optional<Integer> link, Tick due, int left, Duration gap) {

    boolean sameScope(Task other) {
      return name.equals(other.name) && link.equals(other.link);
    }

    /** The next one, after twice the time (RFC 6762 section 8.3). */
    Optional<Task> next(Tick now) {
      return left > 1
          ? Optional.of(new Task(name, link, now.plus(gap), left - 1, gap.multipliedBy(2)))
          : Optional.empty();
    }
  }
}
