package dev.lanward.mdns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * A network interface, as the core is told about it. Each link answers with its own addresses only.
 *
 * @param index the operating system's number of the interface, from 1, which is also the scope id
 *     of link-local addresses on it
 * @param name what people call it, such as {@code eth0}
 * @param addresses this host's addresses on it, which decide what is answered there and whether
 *     IPv4, IPv6 or both are spoken
 */
public record Link(int index, String name, List<LinkAddress> addresses) {

  public Link {
    if (index < 1) {
      throw new IllegalArgumentException("an interface index is 1 or more, was " + index);
    }
    addresses = List.copyOf(addresses);
  }

  /** Whether this host has an address of that family here, and so can send with it. */
  public boolean speaks(Family family) {
    return addresses.stream().anyMatch(each -> each.isIpv4() == (family == Family.IPV4));
  }

  /**
   * Whether this is the network that it was as {@code before}, for all that is known: where an
   * address went away it may be another one.
   */
  boolean isSurelyStill(Link before) {
    return addresses.containsAll(before.addresses);
  }

  /** Whether {@code other} is a neighbour: in one of the subnets, or link-local by its form. */
  public boolean isOnLink(InetAddress other) {
    return (other instanceof Inet6Address && other.isLinkLocalAddress())
        || addresses.stream().anyMatch(each -> each.covers(other));
  }

  /**
   * Whether a neighbour can have {@code other}: it is on link, and neither loopback nor an address
   * of more than one host.
   */
  public boolean mayBeNeighbour(InetAddress other) {
    return isOnLink(other)
        && !other.isLoopbackAddress()
        && !other.isMulticastAddress()
        && addresses.stream().noneMatch(each -> each.isWholeSubnet(other));
  }
}
