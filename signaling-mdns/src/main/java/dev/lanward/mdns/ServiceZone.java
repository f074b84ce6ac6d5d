package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * Our services. An instance's SRV and TXT belong to it alone; the PTR records of a type and of its
 * subtypes are shared with everybody on the link (RFC 6763 section 4).
 */
final class ServiceZone implements Zone {
  private final HostZone hosts;
  private final Map<Name, Service> services = new LinkedHashMap<>();

  /** By type and by subtype, the instances to tell. */
  private final Map<Name, Set<Name>> pointers = new LinkedHashMap<>();

  /** Those being asked about, which nobody is told of yet. */
  private final Set<Name> withheld = new HashSet<>();

  ServiceZone(HostZone hosts) {
    this.hosts = hosts;
  }

  /** Takes in {@code service}, known to nobody until {@link #reveal}. */
  void add(Service service) {
    Name name = ServiceNames.of(service.instance());
    services.put(name, service);
    withheld.add(name);
  }

  /** From now on {@code name} is answered for. */
  void reveal(Name name) {
    Service service = services.get(name);
    if (service != null && withheld.remove(name)) {
      for (Name each : owners(service)) {
        pointers.computeIfAbsent(each, unused -> new LinkedHashSet<>()).add(name);
      }
    }
  }

  void remove(Name name) {
    hide(name);
    withheld.remove(name);
    services.remove(name);
  }

  /** Stays silent about {@code name} until it is revealed again. */
  void hide(Name name) {
    Service service = services.get(name);
    if (service == null || !withheld.add(name)) {
      return;
    }
    for (Name each : owners(service)) {
      Set<Name> instances = pointers.get(each);
      if (instances != null && instances.remove(name) && instances.isEmpty()) {
        pointers.remove(each);
      }
    }
  }

  boolean contains(Name name) {
    return services.containsKey(name);
  }

  /** Whether {@code name} is ours and answered for. */
  boolean isRevealed(Name name) {
    return services.containsKey(name) && !withheld.contains(name);
  }

  int size() {
    return services.size();
  }

  @Override
  public Optional<RecordSet> find(Tick now, Name name, Link link, InetAddress asker) {
    if (isRevealed(name)) {
      return Optional.of(new RecordSet(name, true, unique(name)));
    }
    if (name.equals(ServiceNames.TYPES) && !pointers.isEmpty()) {
      return Optional.of(new RecordSet(name, false, types()));
    }
    return Optional.ofNullable(pointers.get(name))
        .map(all -> new RecordSet(name, false, all.stream().map(to -> pointer(name, to)).toList()));
  }

  /** To a PTR its SRV and TXT, and to these the addresses (RFC 6763 sections 12.1 and 12.2). */
  @Override
  public List<Rr> related(Rr answer, Link link) {
    if (answer.record() instanceof PTRRecord ptr && isRevealed(ptr.getTarget())) {
      return Stream.concat(
              unique(ptr.getTarget()).stream(), addresses(ptr.getTarget(), link).stream())
          .toList();
    }
    return answer.record() instanceof SRVRecord
        ? addresses(answer.record().getName(), link)
        : List.of();
  }

  @Override
  public Set<Name> announced(Tick now) {
    Set<Name> names = new LinkedHashSet<>(services.keySet());
    names.removeAll(withheld);
    return names;
  }

  @Override
  public boolean isAnnounced(Tick now, Name subject) {
    return isRevealed(subject);
  }

  /** None: who comes later asks, and asks again if need be (RFC 6762 section 5.2). */
  @Override
  public Set<Name> repeated(Tick now) {
    return Set.of();
  }

  @Override
  public List<Rr> announcement(Name subject, Link link) {
    Service service = services.get(subject);
    if (service == null) {
      return List.of();
    }
    List<Rr> all = new ArrayList<>();
    owners(service).forEach(owner -> all.add(pointer(owner, subject)));
    all.addAll(unique(subject));
    return all;
  }

  @Override
  public List<Rr> claims(Name subject, Link link) {
    return services.containsKey(subject) ? unique(subject) : List.of();
  }

  private List<Rr> addresses(Name instance, Link link) {
    Service service = services.get(instance);
    return service == null ? List.of() : hosts.announcement(HostName.of(service.host()), link);
  }

  private List<Rr> types() {
    return services.entrySet().stream()
        .filter(each -> !withheld.contains(each.getKey()))
        .map(each -> ServiceNames.of(each.getValue().instance().type()))
        .distinct()
        .map(type -> pointer(ServiceNames.TYPES, type))
        .toList();
  }

  private List<Rr> unique(Name name) {
    Service service = services.get(name);
    if (service == null) {
      return List.of();
    }
    Record srv =
        new SRVRecord(
            name,
            DClass.IN,
            MdnsProtocol.HOST_TTL_SECONDS,
            0,
            0,
            service.port(),
            HostName.of(service.host()));
    byte[] txt = service.txt().length() == 0 ? new byte[1] : service.txt().toArray();
    Record text = Record.newRecord(name, Type.TXT, DClass.IN, MdnsProtocol.OTHER_TTL_SECONDS, txt);
    return List.of(Rr.unique(srv), Rr.unique(text));
  }

  private static Rr pointer(Name owner, Name target) {
    return new Rr(new PTRRecord(owner, DClass.IN, MdnsProtocol.OTHER_TTL_SECONDS, target), false);
  }

  /** The names under which an instance is listed. */
  private static List<Name> owners(Service service) {
    ServiceType type = service.instance().type();
    List<Name> owners = new ArrayList<>(List.of(ServiceNames.of(type)));
    service.subtypes().stream()
        .sorted()
        .forEach(each -> owners.add(ServiceNames.subtype(type, each)));
    return owners;
  }
}
