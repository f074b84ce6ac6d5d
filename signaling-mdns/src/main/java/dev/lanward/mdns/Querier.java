package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Finds other hosts' addresses (RFC 6762 section 5.2): asks, and listens to what is announced. */
final class Querier {
  private static final List<Integer> ADDRESS_TYPES = List.of(Type.A, Type.AAAA);
  private static final Duration FIRST_GAP = Duration.ofSeconds(1);
  private static final Duration MAX_GAP = Duration.ofSeconds(60);

  private final Links links;
  private final Outbox outbox;
  private final AddressCache cache;
  private final Deque<MdnsEvent> events;
  private final MdnsLimits limits;
  private final Map<UUID, Resolution> resolutions = new HashMap<>();

  Querier(Links links, Outbox outbox, Deque<MdnsEvent> events, MdnsLimits limits) {
    this.links = links;
    this.outbox = outbox;
    this.cache = new AddressCache(limits);
    this.events = events;
    this.limits = limits;
  }

  /** Starts looking for {@code host}, anew if that is going on; false when too many are. */
  boolean start(Tick now, UUID host, Duration timeout) {
    if (!resolutions.containsKey(host) && resolutions.size() >= limits.resolutions()) {
      return false;
    }
    Tick deadline = now.plus(timeout);
    Resolution before = resolutions.get(host);
    if (before != null && deadline.isBefore(before.deadline)) {
      deadline = before.deadline;
    }
    resolutions.put(host, new Resolution(now, deadline));
    return true;
  }

  void cancel(UUID host) {
    resolutions.remove(host);
  }

  /** The links changed: what went out on them before is asked on the new ones. */
  void linksChanged(Tick now) {
    cache.retainLinks(links);
    resolutions.values().forEach(each -> each.restart(now));
  }

  void handleTimeout(Tick now) {
    for (UUID host : List.copyOf(resolutions.keySet())) {
      Resolution resolution = resolutions.get(host);
      if (resolution == null) {
        continue;
      }
      if (!now.isBefore(resolution.deadline)) {
        resolutions.remove(host);
        events.add(new MdnsEvent.ResolutionEnded(host));
      } else if (!now.isBefore(resolution.nextQuery)) {
        tell(now, host, resolution);
        ask(now, host, resolution);
      }
    }
  }

  /** Takes addresses out of a response: of names being looked for, or known from before. */
  void handleResponse(Tick now, Link link, MdnsMessage response) {
    Set<UUID> touched = new HashSet<>();
    take(now, link, response.answers(), touched);
    take(now, link, response.additionals(), touched);
    for (UUID host : touched) {
      Resolution resolution = resolutions.get(host);
      if (resolution != null) {
        tell(now, host, resolution);
        resolution.answered(now, cache.refresh(now, host));
      }
    }
  }

  Optional<Tick> nextTimeout() {
    return resolutions.values().stream()
        .map(each -> each.nextQuery.isBefore(each.deadline) ? each.nextQuery : each.deadline)
        .min(Tick::compareTo);
  }

  private void take(Tick now, Link link, List<Rr> records, Set<UUID> touched) {
    for (Rr each : records) {
      Optional<UUID> host =
          each.isInternet() ? HostName.parse(each.record().getName()) : Optional.empty();
      Optional<InetAddress> address = RecordAddress.of(each.record(), link.index());
      if (host.isPresent()
          && address.filter(at -> isCredible(link, at)).isPresent()
          && isWanted(host.get())) {
        cache.put(now, host.get(), link.index(), address.get(), each);
        touched.add(host.get());
      }
    }
  }

  /**
   * Anybody on the link can answer, and so aim what is sent to the host at somebody far away.
   * Private addresses are told all the same: in a house of several networks a router may repeat on
   * one what is said on another.
   */
  private static boolean isCredible(Link link, InetAddress address) {
    return link.mayBeNeighbour(address)
        || (Addresses.isPrivate(address) && !link.isOnLink(address));
  }

  private boolean isWanted(UUID host) {
    return resolutions.containsKey(host) || cache.contains(host);
  }

  private void tell(Tick now, UUID host, Resolution resolution) {
    for (AddressCache.Known each : cache.find(now, host)) {
      if (resolution.told.size() < limits.addressesPerHost()
          && resolution.told.add(new Told(each.linkIndex(), each.address()))) {
        events.add(new MdnsEvent.HostResolved(host, each.address(), each.linkIndex()));
      }
    }
  }

  /** One question a packet: Chromium answers no query that has two. */
  private void ask(Tick now, UUID host, Resolution resolution) {
    Name name = HostName.of(host);
    for (Link link : links.all()) {
      List<Rr> known =
          cache.find(now, host).stream()
              .filter(each -> each.linkIndex() == link.index())
              .map(each -> remaining(now, name, each))
              .filter(rr -> rr.record().getTTL() >= MdnsProtocol.HOST_TTL_SECONDS / 2)
              .toList();
      for (int type : ADDRESS_TYPES) {
        List<Rr> answers = known.stream().filter(rr -> rr.record().getType() == type).toList();
        MdnsMessage query = MdnsMessage.query(List.of(Question.of(name, type)), answers, List.of());
        Links.routes(link).forEach(route -> outbox.query(route, query));
      }
    }
    resolution.asked(now);
  }

  private static Rr remaining(Tick now, Name name, AddressCache.Known known) {
    Rr rr = HostZone.address(name, known.address());
    // In a query the top bit of the class means nothing and must be clear (section 10.2).
    return new Rr(rr.record(), false).withTtl(known.expires().since(now).toSeconds());
  }

  private record Told(int linkIndex, InetAddress address) {}

  /** One name being looked for. */
  private static final class Resolution {
    private final Tick deadline;
    private final Set<Told> told = new HashSet<>();
    private Tick nextQuery;
    private Duration gap = FIRST_GAP;

    Resolution(Tick now, Tick deadline) {
      this.deadline = deadline;
      this.nextQuery = now;
    }

    void restart(Tick now) {
      nextQuery = now;
      gap = FIRST_GAP;
    }

    void asked(Tick now) {
      nextQuery = now.plus(gap);
      Duration twice = gap.multipliedBy(2);
      gap = twice.compareTo(MAX_GAP) > 0 ? MAX_GAP : twice;
    }

    /** Asks again only when the answers grow old; if that stays unanswered, at once more often. */
    void answered(Tick now, Optional<Tick> refresh) {
      gap = FIRST_GAP;
      nextQuery =
          refresh.filter(at -> now.plus(FIRST_GAP).isBefore(at)).orElse(now.plus(FIRST_GAP));
    }
  }
}
