package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Finds services: asks for the instances of what is looked for, then for what is still missing of
 * each, and tells those that are complete (RFC 6763 section 4). Only what helps one of the browses
 * is remembered.
 */
final class Browser {
  /** Before a first question, milliseconds (RFC 6762 section 5.2). */
  private static final int FIRST_LEAST = 20;

  private static final int FIRST_MOST = 120;

  private final Links links;
  private final Outbox outbox;
  private final Deque<MdnsEvent> events;
  private final MdnsLimits limits;
  private final Counters counters;
  private final Jitter jitter;
  private final RecordCache cache;
  private final QueryPlans plans = new QueryPlans();
  private final Map<Browse, Search> browses = new LinkedHashMap<>();
  private final FoundServices found;
  private Optional<Tick> relinked = Optional.empty();

  Browser(
      Links links,
      Outbox outbox,
      Deque<MdnsEvent> events,
      MdnsLimits limits,
      Counters counters,
      Jitter jitter) {
    this.links = links;
    this.outbox = outbox;
    this.events = events;
    this.limits = limits;
    this.counters = counters;
    this.jitter = jitter;
    this.cache = new RecordCache(limits, counters, jitter);
    this.found = new FoundServices(cache, links);
  }

  /** Starts; false when there are too many. What is looked for already goes on. */
  boolean start(Tick now, Browse browse) {
    if (!browses.containsKey(browse) && browses.size() >= limits.browses()) {
      return false;
    }
    if (!browses.containsKey(browse)) {
      Search added = new Search(browse);
      browses.put(browse, added);
      plans.start(soon(now), added.pointers());
    }
    return true;
  }

  void stop(Tick now, Browse browse) {
    Search gone = browses.remove(browse);
    if (gone != null) {
      plans.stop(gone.pointers());
      cache.forget(gone.pointers());
      List.copyOf(gone.sightings.keySet()).forEach(this::forgetIfUnseen);
    }
  }

  /**
   * What is known of the links that are gone is forgotten, and all is asked on the new ones. What
   * is on link may have become another.
   */
  void linksChanged(Tick now) {
    plans.restart(soon(now));
    relinked = Optional.of(now);
  }

  /** Takes in what helps: pointers first, then what they lead to. */
  void handleResponse(Tick now, Arrival arrival, MdnsMessage response) {
    if (browses.isEmpty()) {
      return;
    }
    List<Rr> all =
        Stream.concat(response.answers().stream(), response.additionals().stream())
            .filter(Rr::isInternet)
            .toList();
    List<Record> touched = new ArrayList<>();
    take(now, arrival, all, type -> type == Type.PTR, touched);
    take(now, arrival, all, type -> type == Type.SRV || type == Type.TXT, touched);
    take(now, arrival, all, type -> type == Type.A || type == Type.AAAA, touched);
    update(now, affected(touched));
  }

  /** Learns from what others ask: what need not be asked, and what is not answered any more. */
  void handleQuery(Tick now, Arrival arrival, MdnsMessage query) {
    if (!arrival.toGroup() || query.truncated() || links.isOurs(arrival.source().getAddress())) {
      return;
    }
    Set<Record> known = new HashSet<>();
    query.answers().forEach(each -> known.add(each.record()));
    Route route = new Route(arrival.linkIndex(), arrival.family());
    for (Question each : query.questions()) {
      if (each.isInternet() && !each.unicastResponse()) {
        RecordCache.Key key = new RecordCache.Key(each.name(), each.type());
        if (plans.isSoon(now, key) && knowsAll(now, key, known)) {
          plans.heard(now, key, route, routes());
        }
        cache.asked(now, arrival.linkIndex(), key, known);
      }
    }
  }

  void handleTimeout(Tick now) {
    if (relinked.isPresent()) {
      relinked = Optional.empty();
      Set<Name> instances = affected(cache.retainLinks(links));
      browses.values().forEach(each -> instances.addAll(each.sightings.keySet()));
      update(now, instances);
    }
    update(now, affected(cache.expire(now)));
    Set<RecordCache.Key> questions = new LinkedHashSet<>(plans.due(now));
    questions.addAll(cache.refresh(now));
    if (!questions.isEmpty()) {
      links.all().forEach(link -> ask(now, link, questions));
    }
  }

  Optional<Tick> nextTimeout() {
    return Ticks.earliest(relinked, cache.nextTimeout(), plans.nextTimeout());
  }

  /** Records remembered, for tests of the bounds. */
  int cachedRecords() {
    return cache.size();
  }

  private void take(
      Tick now, Arrival arrival, List<Rr> all, IntPredicate types, List<Record> touched) {
    for (Rr each : all) {
      if (types.test(each.record().getType()) && isWanted(each.record(), arrival)) {
        cache.put(now, arrival.linkIndex(), arrival.source().getAddress(), each);
        touched.add(each.record());
        if (each.record() instanceof PTRRecord ptr && !each.isGoodbye()) {
          sight(ptr);
        }
        found.learn(now, each.record());
      }
    }
  }

  private boolean isWanted(Record record, Arrival arrival) {
    return switch (record.getType()) {
      case Type.PTR ->
          browses.values().stream().anyMatch(each -> each.instance(record).isPresent());
      case Type.SRV, Type.TXT -> isSighted(record.getName());
      default ->
          found.isTarget(record.getName())
              && RecordAddress.of(record, arrival.linkIndex()).isPresent();
    };
  }

  private boolean isSighted(Name instance) {
    return browses.values().stream().anyMatch(each -> each.sightings.containsKey(instance));
  }

  private void sight(PTRRecord ptr) {
    for (Search each : browses.values()) {
      if (!each.sightings.containsKey(ptr.getTarget())) {
        each.instance(ptr).ifPresent(instance -> sight(each, ptr.getTarget(), instance));
      }
    }
  }

  private void sight(Search search, Name name, ServiceInstance instance) {
    if (search.sightings.size() >= limits.instances()) {
      counters.count(MdnsCounter.TABLE_FULL);
    } else {
      search.sightings.put(name, new Sighting(instance));
    }
  }

  /** The instances that {@code records} speak of. */
  private Set<Name> affected(List<Record> records) {
    Set<Name> instances = new LinkedHashSet<>();
    for (Record each : records) {
      switch (each.getType()) {
        case Type.PTR -> instances.add(((PTRRecord) each).getTarget());
        case Type.SRV, Type.TXT -> instances.add(each.getName());
        default -> instances.addAll(found.instancesOn(each.getName()));
      }
    }
    return instances;
  }

  private void update(Tick now, Set<Name> instances) {
    // One time for all, so that what is missing of them is asked for together.
    Tick first = soon(now);
    instances.stream().filter(this::isSighted).forEach(each -> update(now, first, each));
  }

  private void update(Tick now, Tick first, Name name) {
    FoundServices.State state = found.look(now, name);
    browses.forEach(
        (browse, search) -> {
          Sighting sighting = search.sightings.get(name);
          if (sighting != null && isListed(now, search, name)) {
            tell(browse, sighting, state.service(sighting.instance));
          } else if (sighting != null) {
            tell(browse, sighting, Optional.empty());
            search.sightings.remove(name);
          }
        });
    if (!forgetIfUnseen(name)) {
      state.known().forEach(plans::stop);
      state.missing().forEach(question -> plans.start(first, question));
    }
  }

  private boolean isListed(Tick now, Search search, Name instance) {
    Record pointer = new PTRRecord(search.name, DClass.IN, 0, instance);
    return links.all().stream().anyMatch(each -> cache.contains(now, each.index(), pointer));
  }

  private void tell(Browse browse, Sighting sighting, Optional<FoundService> now) {
    if (now.equals(sighting.told)) {
      return;
    }
    now.ifPresentOrElse(
        service -> events.add(new MdnsEvent.ServiceFound(browse, service)),
        () -> events.add(new MdnsEvent.ServiceLost(browse, sighting.instance)));
    sighting.told = now;
  }

  /** Returns whether {@code name} is in no browse any more, and so forgotten. */
  private boolean forgetIfUnseen(Name name) {
    if (isSighted(name)) {
      return false;
    }
    found.forget(name).forEach(plans::stop);
    return true;
  }

  private void ask(Tick now, Link link, Collection<RecordCache.Key> keys) {
    List<Question> questions = new ArrayList<>();
    List<Rr> known = new ArrayList<>();
    for (RecordCache.Key each : keys) {
      questions.add(Question.of(each.name(), each.type()));
      cache.find(now, each.name(), each.type()).stream()
          .filter(record -> record.linkIndex == link.index())
          .forEach(
              record ->
                  record
                      .knownFor(now)
                      .ifPresent(ttl -> known.add(new Rr(record.record(), false).withTtl(ttl))));
    }
    for (Route route : Links.routes(link)) {
      outbox.queries(route, questions, known);
    }
  }

  private boolean knowsAll(Tick now, RecordCache.Key key, Set<Record> known) {
    Set<Record> ours = new HashSet<>();
    cache.find(now, key.name(), key.type()).forEach(each -> ours.add(each.record()));
    return known.stream()
        .filter(each -> RecordCache.keyOf(each).equals(key))
        .allMatch(ours::contains);
  }

  private Set<Route> routes() {
    Set<Route> all = new HashSet<>();
    links.all().forEach(link -> all.addAll(Links.routes(link)));
    return all;
  }

  private Tick soon(Tick now) {
    return now.plus(jitter.millis(FIRST_LEAST, FIRST_MOST));
  }

  /** A browse, the name whose pointers list its instances, and those that were seen. */
  private static final class Search {
    private final ServiceType type;
    private final Name name;
    private final Map<Name, Sighting> sightings = new LinkedHashMap<>();

    Search(Browse browse) {
      this.type = browse.type();
      this.name = browse.name();
    }

    RecordCache.Key pointers() {
      return new RecordCache.Key(name, Type.PTR);
    }

    /** The instance that {@code record} lists; empty when it lists none of this. */
    Optional<ServiceInstance> instance(Record record) {
      return record instanceof PTRRecord ptr && name.equals(record.getName())
          ? ServiceNames.instance(ptr.getTarget(), type)
          : Optional.empty();
    }
  }

  /** An instance that a browse has seen, and what was told of it. */
  private static final class Sighting {
    private final ServiceInstance instance;
    private Optional<FoundService> told = Optional.empty();

    Sighting(ServiceInstance instance) {
      this.instance = instance;
    }
  }
}
