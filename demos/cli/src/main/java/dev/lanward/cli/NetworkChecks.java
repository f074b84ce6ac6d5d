package dev.lanward.cli;

import dev.lanward.mdns.Family;
import dev.lanward.mdns.MdnsProtocol;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Interfaces, their addresses, and what multicast DNS needs of them. Nothing is sent. */
final class NetworkChecks {
  private final Optional<String> only;

  /**
   * @param only the one interface to look at, if just one shall be used
   */
  NetworkChecks(Optional<String> only) {
    this.only = only;
  }

  /** Every interface with its addresses, and whether there is one that a device can use. */
  List<Finding> interfaces() {
    List<Finding> findings = new ArrayList<>();
    List<NetworkInterface> all = all();
    if (only.isPresent() && all.isEmpty()) {
      return List.of(
          Finding.fail(
              "interface",
              "There is no interface " + only.get() + ".",
              "There are: " + names() + "."));
    }
    all.forEach(each -> findings.add(describe(each)));
    if (all.stream().noneMatch(each -> isUp(each) && !reachable(each).isEmpty())) {
      findings.add(
          Finding.fail(
              "network",
              "No interface has an address at which others could reach this machine.",
              "Plug a cable in or join a Wi-Fi; internet is not needed."));
    }
    return findings;
  }

  /** Whether the mDNS groups can be joined on every interface that is up. */
  List<Finding> multicast() {
    List<Finding> findings = new ArrayList<>();
    for (NetworkInterface each : all()) {
      if (isUp(each)) {
        findings.add(multicast(each));
      }
    }
    return findings;
  }

  /** Whether port 5353 can be shared with whoever has it. */
  Finding mdnsPort() {
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      share(channel);
      channel.bind(new InetSocketAddress(Family.IPV4.group(), MdnsProtocol.PORT));
      return Finding.ok("mdns-port", "UDP port 5353 can be shared.");
    } catch (BindException e) {
      return Finding.fail(
          "mdns-port",
          "Another program keeps UDP port 5353 for itself.",
          "Find it (ss -ulpn 'sport = :5353') and end it, or let it share the port.");
    } catch (IOException e) {
      return Finding.warn("mdns-port", "UDP port 5353: " + e.getMessage() + ".", "");
    }
  }

  /** Where a device would listen. */
  List<InetAddress> addresses() {
    return all().stream()
        .filter(NetworkChecks::isUp)
        .flatMap(each -> Collections.list(each.getInetAddresses()).stream())
        .toList();
  }

  private Finding describe(NetworkInterface each) {
    String name = each.getName();
    if (!isUp(each)) {
      return Finding.warn("interface", name + " is down.", "");
    }
    List<InetAddress> reachable = reachable(each);
    if (reachable.isEmpty()) {
      return Finding.warn(
          "interface",
          name + " has no address but link-local ones, which browsers do not use.",
          "Give it an address (DHCP, or by hand).");
    }
    return Finding.ok(
        "interface",
        name
            + ": "
            + reachable.stream()
                .map(address -> address.getHostAddress().replaceAll("%.*", ""))
                .collect(Collectors.joining(", ")));
  }

  private static Finding multicast(NetworkInterface each) {
    List<String> joined = new ArrayList<>();
    String problem = "it is switched off";
    for (Family family : Family.values()) {
      boolean ipv4 = family == Family.IPV4;
      if (Collections.list(each.getInetAddresses()).stream()
          .anyMatch(address -> address instanceof Inet4Address == ipv4)) {
        try {
          join(each, family);
          joined.add(ipv4 ? "IPv4" : "IPv6");
        } catch (IOException | RuntimeException e) {
          problem = String.valueOf(e.getMessage());
        }
      }
    }
    if (joined.isEmpty()) {
      return Finding.warn(
          "multicast",
          each.getName() + " cannot receive multicast (" + problem + "): no .local names there.",
          "Switch it on: ip link set " + each.getName() + " multicast on");
    }
    return Finding.ok("multicast", each.getName() + ": " + String.join(" and ", joined));
  }

  private static void join(NetworkInterface on, Family family) throws IOException {
    try (DatagramChannel channel =
        DatagramChannel.open(
            family == Family.IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
      if (!on.supportsMulticast() && !on.isLoopback()) {
        throw new IOException("it is switched off");
      }
      channel.bind(new InetSocketAddress(0));
      channel.join(family.group(), on);
    }
  }

  private static void share(DatagramChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }
  }

  /** The named one, or all without loopback. */
  private List<NetworkInterface> all() {
    try {
      return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
          .filter(each -> only.map(each.getName()::equals).orElseGet(() -> !isLoopback(each)))
          .toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  private static String names() {
    return new NetworkChecks(Optional.empty())
        .all().stream().map(NetworkInterface::getName).collect(Collectors.joining(", "));
  }

  private static List<InetAddress> reachable(NetworkInterface each) {
    return Collections.list(each.getInetAddresses()).stream()
        .filter(address -> address instanceof Inet4Address || !address.isLinkLocalAddress())
        .toList();
  }

  private static boolean isUp(NetworkInterface each) {
    try {
      return each.isUp();
    } catch (SocketException e) {
      return false;
    }
  }

  private static boolean isLoopback(NetworkInterface each) {
    try {
      return each.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }
}
