package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** Puts services together from the records of the cache, and knows what is missing of them. */
final class FoundServices {
  private final RecordCache cache;
  private final Links links;

  /** By host, the instances that run there; and back. */
  private final Map<Name, Set<Name>> instances = new HashMap<>();

  private final Map<Name, Name> targets = new HashMap<>();

  FoundServices(RecordCache cache, Links links) {
    this.cache = cache;
    this.links = links;
  }

  /** Takes note of where an instance runs, so that the host's addresses are listened to. */
  void learn(Tick now, Record record) {
    if (record instanceof SRVRecord) {
      newest(now, record.getName(), Type.SRV)
          .ifPresent(srv -> moveTo(record.getName(), ((SRVRecord) srv.record()).getTarget()));
    }
  }

  boolean isTarget(Name host) {
    return instances.containsKey(host);
  }

  Set<Name> instancesOn(Name host) {
    return Set.copyOf(instances.getOrDefault(host, Set.of()));
  }

  /** What is known of {@code instance} now. */
  State look(Tick now, Name instance) {
    Optional<SRVRecord> srv =
        newest(now, instance, Type.SRV).map(each -> (SRVRecord) each.record());
    Optional<Bytes> txt =
        newest(now, instance, Type.TXT)
            .map(each -> Bytes.copyOf(each.record().rdataToWireCanonical()));
    Map<Place, Boolean> addresses =
        srv.map(each -> addresses(now, each.getTarget())).orElse(Map.of());
    Set<InetAddress> sources = srv.map(each -> sources(now, each)).orElse(Set.of());
    return new State(instance, srv, txt, addresses, sources);
  }

  /** Forgets {@code instance}, and returns all that could be asked about it. */
  Set<RecordCache.Key> forget(Name instance) {
    Set<RecordCache.Key> questions = new LinkedHashSet<>();
    questions.add(new RecordCache.Key(instance, Type.SRV));
    questions.add(new RecordCache.Key(instance, Type.TXT));
    Optional.ofNullable(targets.remove(instance))
        .filter(host -> leave(instance, host))
        .ifPresent(host -> questions.addAll(addressKeys(host)));
    questions.forEach(cache::forget);
    return questions;
  }

  private void moveTo(Name instance, Name host) {
    Name before = targets.put(instance, host);
    if (before != null && !before.equals(host) && leave(instance, before)) {
      addressKeys(before).forEach(cache::forget);
    }
    instances.computeIfAbsent(host, unused -> new LinkedHashSet<>()).add(instance);
  }

  /** Returns whether nothing runs on {@code host} any more. */
  private boolean leave(Name instance, Name host) {
    Set<Name> others = instances.getOrDefault(host, Set.of());
    others.remove(instance);
    if (others.isEmpty()) {
      instances.remove(host);
      return true;
    }
    return false;
  }

  private Optional<CachedRecord> newest(Tick now, Name name, int type) {
    return cache.find(now, name, type).stream()
        .max(Comparator.comparing(CachedRecord::received).thenComparingLong(each -> each.number));
  }

  private Set<InetAddress> sources(Tick now, SRVRecord record) {
    return cache.find(now, record.getName(), Type.SRV).stream()
        .filter(each -> each.record().equals(record))
        .flatMap(each -> each.sources().stream())
        .collect(Collectors.toSet());
  }

  /** With each whether it was told on a link where a neighbour can have it. */
  private Map<Place, Boolean> addresses(Tick now, Name host) {
    Map<Place, Boolean> addresses = new LinkedHashMap<>();
    for (RecordCache.Key key : addressKeys(host)) {
      for (CachedRecord each : cache.find(now, host, key.type())) {
        RecordAddress.of(each.record(), each.linkIndex)
            .ifPresent(
                address ->
                    addresses.merge(
                        Place.of(address),
                        links
                            .find(each.linkIndex)
                            .filter(link -> link.mayBeNeighbour(address))
                            .isPresent(),
                        Boolean::logicalOr));
      }
    }
    return addresses;
  }

  private static List<RecordCache.Key> addressKeys(Name host) {
    return List.of(new RecordCache.Key(host, Type.A), new RecordCache.Key(host, Type.AAAA));
  }

  /** An address, of which a link-local one of each link is another: {@code equals} has them one. */
  private record Place(InetAddress address, int scope) {
    static Place of(InetAddress address) {
      return new Place(address, address instanceof Inet6Address scoped ? scoped.getScopeId() : 0);
    }
  }

  /** What is known of an instance; of each address whether a neighbour can have it. */
  record State(
      Name name,
      Optional<SRVRecord> srv,
      Optional<Bytes> txt,
      Map<Place, Boolean> addresses,
      Set<InetAddress> sources) {

    /** The service, when nothing is missing. */
    Optional<FoundService> service(ServiceInstance instance) {
      return missing().isEmpty()
          ? srv.map(
              each ->
                  new FoundService(
                      instance,
                      each.getTarget().toString(true),
                      each.getPort(),
                      txt.orElseThrow(),
                      addresses.keySet().stream().map(Place::address).toList(),
                      Optional.of(new FoundService.Heard(neighbours(), sources))))
          : Optional.empty();
    }

    private Set<InetAddress> neighbours() {
      return addresses.entrySet().stream()
          .filter(Map.Entry::getValue)
          .map(each -> each.getKey().address())
          .collect(Collectors.toSet());
    }

    /** What to ask. */
    List<RecordCache.Key> missing() {
      List<RecordCache.Key> missing = new ArrayList<>();
      if (srv.isEmpty()) {
        missing.add(new RecordCache.Key(name, Type.SRV));
      }
      if (txt.isEmpty()) {
        missing.add(new RecordCache.Key(name, Type.TXT));
      }
      if (addresses.isEmpty()) {
        srv.ifPresent(each -> missing.addAll(addressKeys(each.getTarget())));
      }
      return missing;
    }

    /** What need not be asked. */
    List<RecordCache.Key> known() {
      List<RecordCache.Key> known = new ArrayList<>();
      srv.ifPresent(each -> known.add(new RecordCache.Key(name, Type.SRV)));
      txt.ifPresent(each -> known.add(new RecordCache.Key(name, Type.TXT)));
      if (!addresses.isEmpty()) {
        srv.ifPresent(each -> known.addAll(addressKeys(each.getTarget())));
      }
      return known;
    }
  }
}
