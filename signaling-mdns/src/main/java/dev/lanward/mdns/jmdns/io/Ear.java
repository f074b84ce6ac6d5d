package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.MdnsLimits;
import dev.lanward.mdns.ServiceType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jmDNS that looks for others: opened when somebody first looks, under a host name of its own
 * that means nothing. On the loop's thread.
 */
final class Ear {
  private static final Logger LOG = LoggerFactory.getLogger(Ear.class);
  private static final MdnsLimits LIMITS = MdnsLimits.defaults();

  private final JmdnsLoop loop;
  private final Map<ServiceType, TypeSearch> types = new LinkedHashMap<>();
  private final Set<JmdnsResolution> resolutions = new LinkedHashSet<>();
  private Optional<Station> station = Optional.empty();

  Ear(JmdnsLoop loop) {
    this.loop = loop;
  }

  void add(JmdnsBrowsing browsing) {
    if (browsing.isOver()) {
      return;
    }
    ServiceType type = browsing.browse().type();
    if (!types.containsKey(type)) {
      if (types.size() >= LIMITS.browses()) {
        browsing.fail("too many kinds of services are being looked for already");
        return;
      }
      TypeSearch search = new TypeSearch(loop, type);
      types.put(type, search);
      look(search);
    }
    types.get(type).add(browsing);
  }

  void remove(JmdnsBrowsing browsing) {
    TypeSearch search = types.get(browsing.browse().type());
    if (search != null && !search.remove(browsing)) {
      types.remove(browsing.browse().type());
      search.detach();
    }
  }

  void add(JmdnsResolution resolution) {
    if (resolution.isOver()) {
      return;
    }
    if (resolutions.size() >= LIMITS.resolutions()) {
      resolution.fail("too many host names are being looked for already");
      return;
    }
    resolutions.add(resolution);
    look(resolution);
  }

  void remove(JmdnsResolution resolution) {
    resolutions.remove(resolution);
    resolution.detach();
  }

  /** Begins anew where the host is now. */
  void move() {
    station.ifPresent(Station::close);
    station = Optional.empty();
    searches().forEach(Search::detach);
    searches().forEach(this::look);
  }

  /** Begins anew when it must. */
  void check() {
    boolean isWanted = !searches().isEmpty();
    if (station.isPresent() ? station.get().isOverfull() : isWanted && loop.place().isPresent()) {
      move();
    }
  }

  Optional<Station> station() {
    return station;
  }

  void refuseAll() {
    searches().forEach(Search::refuse);
    types.clear();
    resolutions.clear();
  }

  private void look(Search search) {
    if (station.isEmpty()) {
      station = open();
    }
    station.ifPresent(search::attach);
  }

  private Optional<Station> open() {
    try {
      return loop.place().isPresent()
          ? Optional.of(Station.open(UUID.randomUUID(), loop.place().get()))
          : Optional.empty();
    } catch (IOException e) {
      LOG.warn("jmDNS could not be started; it is tried again", e);
      return Optional.empty();
    }
  }

  private Set<Search> searches() {
    Set<Search> all = new LinkedHashSet<>(types.values());
    all.addAll(resolutions);
    return all;
  }
}
