package dev.lanward.peer;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.mdns.Advert;
import dev.lanward.mdns.AdvertReader;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.ResolvableId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The services that one search has found, as devices: who they say they are, and whether that is
 * suspicious. As large as what multicast DNS tells a search at a time. One thread.
 */
final class Neighbourhood {
  /** More devices than one machine is likely to run, tests apart. */
  static final int MAX_OF_ONE_SOURCE = 8;

  private final Fingerprint own;
  private final Supplier<List<Pairing>> sought;
  private final Supplier<List<Pairing>> all;
  private final Map<String, FoundService> services = new LinkedHashMap<>();

  /** By source, how many services it tells of. */
  private final Map<InetAddress, Integer> instances = new LinkedHashMap<>();

  /**
   * @param own this device's, which is not its own neighbour
   * @param sought the pairings whose adverts are to be recognised
   * @param all the pairings whose names are known here
   */
  Neighbourhood(Fingerprint own, Supplier<List<Pairing>> sought, Supplier<List<Pairing>> all) {
    this.own = own;
    this.sought = sought;
    this.all = all;
  }

  /**
   * A service is there, or something about it changed.
   *
   * @return the services that are to be looked at now: this one, and those whose look it changed
   */
  List<FoundService> found(FoundService service) {
    Set<InetAddress> changed = forget(service.instance().name());
    services.put(service.instance().name(), service);
    count(service, 1, changed);
    return Stream.concat(Stream.of(service), at(changed).filter(each -> !each.equals(service)))
        .toList();
  }

  /** A service is gone. Returns the services whose look that changed. */
  List<FoundService> lost(String name) {
    return at(forget(name)).toList();
  }

  /** All services that are there: who is paired may have changed. */
  List<FoundService> all() {
    return List.copyOf(services.values());
  }

  /** The device that {@code service} is, unless it is this one or no advert can be read. */
  Optional<Nearby> look(FoundService service) {
    Advert advert;
    try {
      advert = AdvertReader.read(service.txt());
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
    return isOwn(advert) ? Optional.empty() : Optional.of(nearby(service, advert));
  }

  /**
   * Where the door of a sought device is by {@code service}, as far as that is to be followed
   * (protocol section 5): nowhere when it is suspicious, and not to addresses with which somebody
   * on the link could aim our knocks at others.
   */
  List<InetSocketAddress> doors(FoundService service) {
    return look(service)
        .filter(device -> device.known() == Nearby.Known.PAIRED)
        .flatMap(device -> device.peer().flatMap(this::pairingOf))
        .map(
            pairing ->
                service.addresses().stream()
                    .filter(address -> mayBeAt(pairing, address, service))
                    .map(address -> new InetSocketAddress(address, service.port()))
                    .toList())
        .orElse(List.of());
  }

  private Optional<Pairing> pairingOf(Peer peer) {
    return sought.get().stream().filter(each -> each.id().equals(peer.id())).findFirst();
  }

  private static boolean mayBeAt(Pairing pairing, InetAddress address, FoundService service) {
    return service
        .heard()
        .map(heard -> heard.neighbours().contains(address) || pairing.addresses().contains(address))
        .orElse(true);
  }

  private Nearby nearby(FoundService service, Advert advert) {
    Optional<Pairing> pairing =
        sought.get().stream().filter(each -> isMeant(each, advert)).findFirst();
    Optional<Suspicion> suspicion =
        Suspicions.ofName(service.instance(), pairing, all.get()).or(() -> crowd(service));
    return new Nearby(
        service.instance().name(),
        name(service.instance(), pairing),
        advert instanceof Advert.Visible visible
            ? visible.type()
            : pairing.map(Pairing::type).orElse(""),
        service.addresses(),
        service.port(),
        known(advert, pairing, suspicion),
        pairing.map(Peer::of),
        suspicion,
        advert.visibleFingerprint(),
        advert.pairing().open(),
        advert.pairing().nameplate());
  }

  /** A random name says nothing: who is known has another here. */
  private static String name(ServiceInstance instance, Optional<Pairing> pairing) {
    return pairing.filter(known -> instance.isRandom()).map(Pairing::name).orElse(instance.name());
  }

  private static Nearby.Known known(
      Advert advert, Optional<Pairing> pairing, Optional<Suspicion> suspicion) {
    if (suspicion.isPresent()) {
      return Nearby.Known.SUSPICIOUS;
    }
    if (pairing.isPresent()) {
      return Nearby.Known.PAIRED;
    }
    return advert instanceof Advert.Visible ? Nearby.Known.NEW : Nearby.Known.PRIVATE;
  }

  private static boolean isMeant(Pairing pairing, Advert advert) {
    return advert instanceof Advert.Private hidden
        ? ResolvableId.matches(pairing.peerAdvertKey(), hidden.id())
        : advert.visibleFingerprint().filter(pairing::accepts).isPresent();
  }

  /** This device, or another program's with the same pairings; without any nobody can tell. */
  private boolean isOwn(Advert advert) {
    return advert instanceof Advert.Private hidden
        ? all.get().stream()
            .anyMatch(each -> ResolvableId.matches(each.ownAdvertKey(), hidden.id()))
        : advert.visibleFingerprint().filter(own::equals).isPresent();
  }

  /**
   * By who speaks, not by the addresses that are claimed: those anybody can spread over others',
   * and claim somebody else's. Of a service of which several speak, one that is no crowd is enough,
   * so that whoever repeats another's advert harms only the own ones.
   */
  private Optional<Suspicion> crowd(FoundService service) {
    return sources(service).stream()
        .map(source -> instances.getOrDefault(source, 0))
        .min(Integer::compare)
        .filter(least -> least > MAX_OF_ONE_SOURCE)
        .map(least -> new Suspicion(Suspicion.Reason.CROWD, "more than " + MAX_OF_ONE_SOURCE));
  }

  /** A name server speaks for all: there the addresses are what there is. */
  private static Set<InetAddress> sources(FoundService service) {
    return service
        .heard()
        .map(FoundService.Heard::sources)
        .filter(sources -> !sources.isEmpty())
        .orElseGet(() -> Set.copyOf(service.addresses()));
  }

  /** Returns the sources that are a crowd no longer, to be changed by whoever asked. */
  private Set<InetAddress> forget(String name) {
    Set<InetAddress> changed = new HashSet<>();
    FoundService before = services.remove(name);
    if (before != null) {
      count(before, -1, changed);
    }
    return changed;
  }

  /** A source that becomes a crowd and ceases to be, or the other way round, has not changed. */
  private void count(FoundService service, int by, Set<InetAddress> changed) {
    for (InetAddress source : sources(service)) {
      int before = instances.getOrDefault(source, 0);
      int now = before + by;
      if (now == 0) {
        instances.remove(source);
      } else {
        instances.put(source, now);
      }
      boolean crosses = (before > MAX_OF_ONE_SOURCE) != (now > MAX_OF_ONE_SOURCE);
      if (crosses && !changed.add(source)) {
        changed.remove(source);
      }
    }
  }

  private Stream<FoundService> at(Set<InetAddress> changed) {
    return changed.isEmpty()
        ? Stream.empty()
        : services.values().stream()
            .filter(each -> sources(each).stream().anyMatch(changed::contains));
  }
}
