package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    goodbyes.removeIf(each -> isTold(name, each));
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

  /** Nothing that was to be taken back on a link is any more. */
  void dropGoodbyes(int linkIndex) {
    goodbyes.removeIf(each -> each.linkIndex() == linkIndex);
  }

  /** Announces no more; what was taken back is still said. */
  void stop() {
    tasks.clear();
    periodic = Optional.empty();
  }

  void handleTimeout(Tick now) {
    sendGoodbyes();
    List<Task> due = tasks.stream().filter(each -> !now.isBefore(each.due())).toList();
    boolean again = periodic.filter(at -> !now.isBefore(at)).isPresent();
    if (again) {
      periodic = Optional.of(now.plus(limits.announcePeriod()));
    }
    if (again || !due.isEmpty()) {
      tasks.removeAll(due);
      links.all().forEach(link -> announce(now, link, subjects(now, link, due, again)));
      due.forEach(each -> each.next(now).ifPresent(this::schedule));
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

  /** All that is due on {@code link}, so that it goes out together (RFC 6762 section 6.4). */
  private Set<Name> subjects(Tick now, Link link, List<Task> due, boolean again) {
    Set<Name> all = zone.announced(now);
    Set<Name> subjects = new LinkedHashSet<>(again ? zone.repeated(now) : Set.of());
    for (Task each : due) {
      if (each.link().isEmpty() || each.link().get() == link.index()) {
        each.name().ifPresentOrElse(subjects::add, () -> subjects.addAll(all));
      }
    }
    subjects.retainAll(all);
    return subjects;
  }

  private void announce(Tick now, Link link, Set<Name> subjects) {
    for (Route route : Links.routes(link)) {
      Set<Rr> records = new LinkedHashSet<>();
      for (Name name : subjects) {
        records.addAll(
            RecordSet.wholeSets(
                zone.announcement(name, link),
                rr -> !history.within(now, route, rr, Responder.MULTICAST_GAP)));
      }
      if (!records.isEmpty()) {
        records.forEach(rr -> history.sent(now, route, rr));
        outbox.multicast(
            route, MdnsMessage.response(List.copyOf(records), related(now, route, link, records)));
      }
    }
  }

  /** The addresses of the hosts of services, which a listener would have to ask for otherwise. */
  private List<Rr> related(Tick now, Route route, Link link, Set<Rr> records) {
    return records.stream()
        .flatMap(each -> zone.related(each, link).stream())
        .filter(each -> !records.contains(each))
        .filter(each -> !history.within(now, route, each, Responder.MULTICAST_GAP))
        .distinct()
        .toList();
  }

  private boolean isTold(Name subject, Goodbye goodbye) {
    return links
        .find(goodbye.linkIndex())
        .map(link -> zone.announcement(subject, link))
        .orElse(List.of())
        .stream()
        .anyMatch(rr -> rr.record().equals(goodbye.rr().record()));
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
