package dev.lanward.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The two ways that multicast DNS travels, which do not mix (RFC 6762 section 20). */
public enum Family {
  /** IPv4, group 224.0.0.251. */
  IPV4(MdnsProtocol.GROUP_IPV4),
  /** IPv6, group ff02::fb. */
  IPV6(MdnsProtocol.GROUP_IPV6);

  private final InetAddress group;

  Family(InetAddress group) {
    this.group = group;
  }

  /** The family's multicast group. */
  public InetAddress group() {
    return group;
  }

  /** The family that {@code address} belongs to. */
  public static Family of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }
}
