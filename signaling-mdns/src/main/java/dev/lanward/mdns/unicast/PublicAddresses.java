package dev.lanward.mdns.unicast;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Addresses that mean the same host to everybody who reads them in a zone. */
final class PublicAddresses {

  private PublicAddresses() {}

  /** Those of {@code all} that can be told, in an order that stays the same. */
  static List<InetAddress> of(Collection<InetAddress> all) {
    return all.stream()
        .filter(PublicAddresses::isTold)
        .map(InetAddress::getAddress)
        .sorted(Arrays::compareUnsigned)
        .map(PublicAddresses::ofBytes)
        .distinct()
        .limit(UnicastProtocol.MAX_ADDRESSES)
        .toList();
  }

  /** Not of one link or one host only, and of a host at all. */
  static boolean isTold(InetAddress address) {
    return !address.isLinkLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !isReserved(address);
  }

  /** 240.0.0.0/4, with the broadcast address of every link (RFC 1112 section 4). */
  private static boolean isReserved(InetAddress address) {
    return address instanceof Inet4Address && (address.getAddress()[0] & 0xf0) == 0xf0;
  }

  /** The same without a scope or a name attached. */
  private static InetAddress ofBytes(byte[] raw) {
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has the bytes of one", e);
    }
  }
}
