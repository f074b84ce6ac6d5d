package dev.lanward.mdns;

import java.net.InetSocketAddress;

/**
 * One way to multicast: a link and a family.
 *
 * @param linkIndex the link
 * @param family the family
 */
record Route(int linkIndex, Family family) {

  InetSocketAddress group() {
    return new InetSocketAddress(family.group(), MdnsProtocol.PORT);
  }
}
