package dev.lanward.mdns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Addresses made from bytes: never from text, which could start a look-up. */
public final class Addresses {
  /** fc00::/7 */
  private static final int UNIQUE_LOCAL = 0xfc;

  private static final int UNIQUE_LOCAL_MASK = 0xfe;

  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private Addresses() {}

  /** The same address with neither a scope nor a host name attached. */
  static InetAddress withoutScope(InetAddress address) {
    return ofBytes(address.getAddress(), 0);
  }

  /**
   * Whether {@code address} is of a range that every house may use for itself: RFC 1918, RFC 3927,
   * RFC 4193.
   */
  static boolean isPrivate(InetAddress address) {
    return address instanceof Inet6Address
        ? (address.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL
        : address.isSiteLocalAddress() || address.isLinkLocalAddress();
  }

  /**
   * The address that a peer says a host has, link-local IPv6 with {@code scope}; empty for one that
   * no host can have: multicast, broadcast, unspecified, or IPv4 spelled as IPv6.
   *
   * @param raw 4 or 16 bytes, or the peer's mistake
   * @param scope the index of the interface that it was heard on
   */
  public static Optional<InetAddress> ofHost(byte[] raw, int scope) {
    if (raw.length != IPV4_BYTES && raw.length != IPV6_BYTES) {
      return Optional.empty();
    }
    InetAddress address = ofBytes(raw, scope);
    boolean mapped = raw.length == IPV6_BYTES && address instanceof Inet4Address;
    boolean broadcast = raw.length == IPV4_BYTES && (raw[0] & 0xf0) == 0xf0;
    return mapped || broadcast || address.isMulticastAddress() || address.isAnyLocalAddress()
        ? Optional.empty()
        : Optional.of(address);
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
