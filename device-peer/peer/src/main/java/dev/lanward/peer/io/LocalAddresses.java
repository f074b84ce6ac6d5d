package dev.lanward.peer.io;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The unicast addresses of this host, as they are now. */
public final class LocalAddresses {
  private LocalAddresses() {}

  /**
   * The addresses of one interface or, when none is named, of all that are up, without loopback.
   * Nothing is looked up anywhere.
   *
   * @param interfaceName such as {@code eth0}; {@code lo} is allowed when it is asked for
   * @throws SocketException when there is no such interface
   */
  public static List<InetAddress> of(Optional<String> interfaceName) throws SocketException {
    List<InetAddress> addresses = new ArrayList<>();
    for (NetworkInterface each : interfaces(interfaceName)) {
      if (each.isUp() && (interfaceName.isPresent() || !each.isLoopback())) {
        addresses.addAll(Collections.list(each.getInetAddresses()));
      }
    }
    return List.copyOf(addresses);
  }

  /**
   * The MTU of the interface that has {@code address}, in bytes; 0 when there is none, as when the
   * address has just left the host.
   */
  public static int mtuBytes(InetAddress address) {
    try {
      NetworkInterface owner = NetworkInterface.getByInetAddress(address);
      return owner == null ? 0 : owner.getMTU();
    } catch (SocketException e) {
      return 0;
    }
  }

  private static List<NetworkInterface> interfaces(Optional<String> name) throws SocketException {
    if (name.isEmpty()) {
      return Collections.list(NetworkInterface.getNetworkInterfaces());
    }
    NetworkInterface found = NetworkInterface.getByName(name.get());
    if (found == null) {
      String there =
          NetworkInterface.networkInterfaces()
              .map(NetworkInterface::getName)
              .sorted()
              .limit(20)
              .collect(Collectors.joining(", "));
      throw new SocketException(
          "there is no network interface called " + name.get() + "; there are: " + there);
    }
    return List.of(found);
  }
}
