package dev.lanward.mdns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The links there are now. */
final class Links {
  private final Map<Integer, Link> byIndex = new LinkedHashMap<>();

  void replace(List<Link> links) {
    byIndex.clear();
    links.forEach(each -> byIndex.put(each.index(), each));
  }

  Optional<Link> find(int index) {
    return Optional.ofNullable(byIndex.get(index));
  }

  Collection<Link> all() {
    return byIndex.values();
  }

  /** Whether this host has {@code address} on any link. */
  boolean isOurs(InetAddress address) {
    return byIndex.values().stream()
        .flatMap(link -> link.addresses().stream())
        .anyMatch(each -> each.address().equals(address));
  }

  /** The ways to multicast on {@code link}. */
  static List<Route> routes(Link link) {
    List<Route> routes = new ArrayList<>();
    for (Family family : Family.values()) {
      if (link.speaks(family)) {
        routes.add(new Route(link.index(), family));
      }
    }
    return routes;
  }
}
