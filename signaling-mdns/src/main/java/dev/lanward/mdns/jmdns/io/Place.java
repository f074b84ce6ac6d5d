package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.Link;
import dev.lanward.mdns.LinkAddress;
import dev.lanward.mdns.io.LinkScanner;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where jmDNS speaks: one address of one interface, since two of its instances on one host take
 * each other for impostors.
 *
 * @param link the interface
 * @param address which of its addresses
 */
record Place(Link link, InetAddress address) {

  /**
   * The present one; empty while no interface is up.
   *
   * @param only the interface to use
   * @throws IOException when there are several and none was chosen
   */
  static Optional<Place> find(Optional<String> only) throws IOException {
    return choose(LinkScanner.links(only));
  }

  /**
   * Of one interface's addresses the one that most peers reach: IPv4, else routable IPv6.
   *
   * @throws IOException when there are several interfaces
   */
  static Optional<Place> choose(List<Link> links) throws IOException {
    if (links.size() > 1) {
      throw new IOException(
          "jmDNS speaks on one interface only, and here are "
              + links.stream().map(Link::name).sorted().collect(Collectors.joining(", "))
              + ": choose one with --interface");
    }
    return links.stream()
        .flatMap(link -> link.addresses().stream().map(each -> new Place(link, each.address())))
        .min(
            Comparator.comparing((Place each) -> !each.isIpv4())
                .thenComparing(each -> each.address().isLinkLocalAddress())
                .thenComparing(each -> each.address().getHostAddress()));
  }

  /** Whether jmDNS at one of the two speaks at the other: other addresses do not matter. */
  boolean isWhere(Place other) {
    return link.index() == other.link.index()
        && link.name().equals(other.link.name())
        && address.equals(other.address);
  }

  private boolean isIpv4() {
    return new LinkAddress(address, 0).isIpv4();
  }
}
