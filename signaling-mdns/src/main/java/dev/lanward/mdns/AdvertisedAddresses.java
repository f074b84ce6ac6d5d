package dev.lanward.mdns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which of a link's addresses are told to others: link-local IPv6 only where there is nothing else.
 * A browser takes one IPv6 address of a name, without its scope; of a link-local one it makes a
 * candidate that leads nowhere, and never looks at the others.
 */
final class AdvertisedAddresses {

  private AdvertisedAddresses() {}

  static List<InetAddress> of(Link link) {
    List<InetAddress> all = link.addresses().stream().map(LinkAddress::address).toList();
    List<InetAddress> routable = all.stream().filter(each -> !isLinkLocal(each)).toList();
    return routable.isEmpty() ? all : routable;
  }

  private static boolean isLinkLocal(InetAddress address) {
    return address instanceof Inet6Address && address.isLinkLocalAddress();
  }
}
