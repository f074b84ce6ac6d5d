package dev.lanward.mdns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses made from bytes: never from text, which could start a look-up. */
final class Addresses {

  private Addresses() {}

  /** The same address with neither a scope nor a host name attached. */
  static InetAddress withoutScope(InetAddress address) {
    return ofBytes(address.getAddress(), 0);
  }

  /**
   * The address of these 4 or 16 bytes; {@code scope} is the interface index that a link-local IPv6
   * address needs to be reachable, and is ignored for others.
   */
  static InetAddress ofBytes(byte[] raw, int scope) {
    try {
      InetAddress plain = InetAddress.getByAddress(raw);
      return scope > 0 && plain instanceof Inet6Address && plain.isLinkLocalAddress()
          ? Inet6Address.getByAddress(null, raw, scope)
          : plain;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + raw.length, e);
    }
  }
}
