package dev.lanward.mdns;

import java.net.InetAddress;
import java.util.List;

/** Which of a link's addresses are told to others. */
final class AdvertisedAddresses {

  private AdvertisedAddresses() {}

  static List<InetAddress> of(Link link) {
    return link.addresses().stream().map(LinkAddress::address).toList();
  }
}
