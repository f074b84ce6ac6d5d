package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * Brings our services before the network: asks whether their names are free, takes others where
 * they are not (RFC 6762 sections 8 and 9), and has them announced. Random names need no asking.
 */
final class Publisher {
  /** Before the first question, so that hosts that start together do not ask together (8.1). */
  private static final int FIRST_PROBE_MOST = 250;

  /** Whoever went first has answered by then if it is there at all (section 8.2). */
  private static final Duration DEFERRED = Duration.ofSeconds(1);

  /** So many conflicts within that time are more than chance (section 8.1). */
  private static final int MANY_CONFLICTS = 15;

  private static final Duration CONFLICT_WINDOW = Duration.ofSeconds(10);

  /** What to wait then before each question (section 8.1). */
  private static final Duration AFTER_MANY = Duration.ofSeconds(5);

  private final ServiceZone zone;
  private final Links links;
  private final Prober prober;
  private final Announcer announcer;
  private final Deque<MdnsEvent> events;
  private final MdnsLimits limits;
  private final Jitter jitter;
  private final Map<ServiceInstance, Publication> publications = new LinkedHashMap<>();
  private final Map<Name, Publication> byName = new LinkedHashMap<>();
  private final Deque<Tick> conflicts = new ArrayDeque<>();

  /** Those with random names, which need no asking. */
  private final Deque<Publication> ready = new ArrayDeque<>();

  private Optional<Tick> readyAt = Optional.empty();

  Publisher(
      ServiceZone zone,
      Links links,
      Prober prober,
      Announcer announcer,
      Deque<MdnsEvent> events,
      MdnsLimits limits,
      Jitter jitter) {
    this.zone = zone;
    this.links = links;
    this.prober = prober;
    this.announcer = announcer;
    this.events = events;
    this.limits = limits;
    this.jitter = jitter;
  }

  /** Begins, or goes on with other data; false when there are too many. */
  boolean publish(Tick now, Service service) {
    Publication known = publications.get(service.instance());
    if (known != null) {
      known.update(now, service);
      return true;
    }
    if (publications.size() >= limits.services() || isTakenByUs(service.instance())) {
      return false;
    }
    Publication added = new Publication(service);
    publications.put(service.instance(), added);
    added.begin(now, jitter.millis(0, FIRST_PROBE_MOST));
    return true;
  }

  void withdraw(Tick now, ServiceInstance wanted) {
    Publication gone = publications.remove(wanted);
    if (gone != null) {
      gone.end(now);
    }
  }

  void handleTimeout(Tick now) {
    readyAt = Optional.empty();
    for (Publication next = ready.poll(); next != null; next = ready.poll()) {
      next.free(now);
    }
  }

  Optional<Tick> nextTimeout() {
    return readyAt;
  }

  /** Somebody else speaks for {@code name} with other data (section 9). */
  void handleConflict(Tick now, Name name, int linkIndex, InetAddress source) {
    Publication publication = byName.get(name);
    if (publication == null || !zone.isRevealed(name)) {
      return;
    }
    if (publication.current.instance().isRandom()) {
      announcer.defend(now, name, linkIndex);
      events.add(new MdnsEvent.ServiceConflict(publication.current.instance(), source));
    } else {
      zone.hide(name);
      publication.probe(conflictPause(now));
    }
  }

  private boolean isTakenByUs(ServiceInstance instance) {
    return zone.contains(ServiceNames.of(instance));
  }

  /** Notes a conflict, and says from when on the next question may be asked. */
  private Tick conflictPause(Tick now) {
    conflicts.addLast(now);
    while (conflicts.size() > MANY_CONFLICTS) {
      conflicts.removeFirst();
    }
    boolean many =
        conflicts.size() == MANY_CONFLICTS
            && now.since(conflicts.getFirst()).compareTo(CONFLICT_WINDOW) < 0;
    return many ? now.plus(AFTER_MANY) : now;
  }

  /** One service and the name that it has come to. */
  private final class Publication implements Prober.Outcome {
    private final ServiceInstance wanted;
    private Service current;
    private int attempt = 1;

    Publication(Service service) {
      this.wanted = service.instance();
      this.current = service;
    }

    void begin(Tick now, Duration wait) {
      enter();
      if (wanted.isRandom()) {
        ready.add(this);
        readyAt = Optional.of(now);
      } else {
        probe(now.plus(wait));
      }
    }

    void probe(Tick first) {
      prober.start(first, name(), this);
    }

    void update(Tick now, Service service) {
      Service before = current;
      Service after = service.named(current.instance());
      if (after.equals(before)) {
        return;
      }
      boolean revealed = zone.isRevealed(name());
      Map<Integer, List<Rr>> told = new LinkedHashMap<>();
      links.all().forEach(l -> told.put(l.index(), zone.announcement(name(), l)));
      zone.remove(name());
      current = after;
      zone.add(current);
      if (revealed) {
        zone.reveal(name());
        told.forEach((link, records) -> announcer.goodbye(now, link, gone(link, records)));
        announcer.announceName(now, name());
      }
    }

    /** Shared records that are no more; of unique ones the new data take the place (10.2). */
    private List<Rr> gone(int linkIndex, List<Rr> before) {
      List<Rr> after =
          links.find(linkIndex).map(l -> zone.announcement(name(), l)).orElse(List.of());
      return before.stream().filter(rr -> !rr.cacheFlush() && !after.contains(rr)).toList();
    }

    void end(Tick now) {
      prober.cancel(name());
      ready.remove(this);
      if (zone.isRevealed(name())) {
        links
            .all()
            .forEach(link -> announcer.goodbye(now, link.index(), zone.announcement(name(), link)));
      }
      leave();
    }

    @Override
    public void free(Tick now) {
      zone.reveal(name());
      announcer.announceName(now, name());
      events.add(new MdnsEvent.ServicePublished(wanted, current.instance()));
    }

    @Override
    public void taken(Tick now) {
      Tick next = conflictPause(now);
      leave();
      do {
        attempt++;
        current = current.named(wanted.renamed(attempt));
      } while (isTakenByUs(current.instance()));
      enter();
      probe(next);
    }

    @Override
    public void deferred(Tick now) {
      probe(now.plus(DEFERRED));
    }

    private void enter() {
      zone.add(current);
      byName.put(name(), this);
    }

    private void leave() {
      zone.remove(name());
      byName.remove(name());
    }

    private Name name() {
      return ServiceNames.of(current.instance());
    }
  }
}
