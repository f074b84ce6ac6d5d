package dev.lanward.peer;

import dev.lanward.peer.io.DatagramExit;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

/** Which of this host's addresses may lead to a peer's. */
final class NearestExits {
  /** How many of this host's addresses are tried with each of the device's. */
  private static final int MOST = 2;

  private NearestExits() {}

  /** Those of {@code exits} that look nearest to {@code remote}: a LAN shares its prefix. */
  static List<DatagramExit> to(InetAddress remote, List<DatagramExit> exits) {
    return exits.stream()
        .filter(exit -> mayReach(addressOf(exit), remote))
        .sorted(Comparator.comparingInt(exit -> -commonPrefixBits(addressOf(exit), remote)))
        .limit(MOST)
        .toList();
  }

  private static boolean mayReach(InetAddress local, InetAddress remote) {
    return local instanceof Inet4Address == remote instanceof Inet4Address
        && local.isLoopbackAddress() == remote.isLoopbackAddress()
        && (!(remote instanceof Inet6Address linkLocal)
            || !remote.isLinkLocalAddress()
            || isOnTheLinkOf(linkLocal, local));
  }

  /**
   * Every link has the same prefix for link-local IPv6, so only the scope tells which one is meant
   * (RFC 4007 section 6). What is said from another kind of address there could not be answered.
   */
  private static boolean isOnTheLinkOf(Inet6Address remote, InetAddress local) {
    return local instanceof Inet6Address own
        && local.isLinkLocalAddress()
        && (remote.getScopeId() == 0 || remote.getScopeId() == own.getScopeId());
  }

  private static InetAddress addressOf(DatagramExit exit) {
    return exit.localAddress().getAddress();
  }

  private static int commonPrefixBits(InetAddress a, InetAddress b) {
    byte[] left = a.getAddress();
    byte[] right = b.getAddress();
    for (int i = 0; i < left.length; i++) {
      int differing = (left[i] ^ right[i]) & 0xff;
      if (differing != 0) {
        return i * 8 + Integer.numberOfLeadingZeros(differing) - 24;
      }
    }
    return left.length * 8;
  }
}
