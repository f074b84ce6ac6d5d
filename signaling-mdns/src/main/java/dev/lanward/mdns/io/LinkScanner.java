package dev.lanward.mdns.io;

import dev.lanward.mdns.Link;
import dev.lanward.mdns.LinkAddress;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the operating system's interfaces: cheap, and without a look-up. */
public final class LinkScanner {
  private final Optional<String> only;

  /**
   * @param only the one interface to use; empty means all that are up and can multicast, except
   *     loopback
   */
  LinkScanner(Optional<String> only) {
    this.only = only;
  }

  /**
   * The interfaces that multicast DNS can use now, which may be none.
   *
   * @param only the one interface to use; empty means all that are up and can multicast, except
   *     loopback
   */
  public static List<Link> links(Optional<String> only) throws SocketException {
    return new LinkScanner(only).scan().stream().map(Found::link).toList();
  }

  /** The interfaces that are usable now, which may be none. */
  List<Found> scan() throws SocketException {
    List<Found> found = new ArrayList<>();
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (isChosen(each)) {
        List<LinkAddress> addresses = addresses(each);
        if (!addresses.isEmpty()) {
          found.add(new Found(new Link(each.getIndex(), each.getName(), addresses), each));
        }
      }
    }
    return found;
  }

  private boolean isChosen(NetworkInterface candidate) {
    try {
      return candidate.getIndex() > 0
          && candidate.isUp()
          && only.map(candidate.getName()::equals)
              .orElse(candidate.supportsMulticast() && !candidate.isLoopback());
    } catch (SocketException e) {
      // It went away while being looked at.
      return false;
    }
  }

  private static List<LinkAddress> addresses(NetworkInterface from) {
    List<LinkAddress> addresses = new ArrayList<>();
    for (InterfaceAddress each : from.getInterfaceAddresses()) {
      InetAddress address = each.getAddress();
      int bits = address.getAddress().length * 8;
      int prefix = each.getNetworkPrefixLength();
      addresses.add(new LinkAddress(address, prefix < 0 || prefix > bits ? bits : prefix));
    }
    // The system lists them in no stable order, and an order must not look like a change.
    addresses.sort(
        Comparator.comparing(LinkAddress::isIpv4)
            .reversed()
            .thenComparing(each -> each.address().getHostAddress()));
    return addresses;
  }

  /** An interface as the core knows it and as sockets want it. */
  record Found(Link link, NetworkInterface device) {}
}
