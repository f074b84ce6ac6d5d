package dev.lanward.mdns.unicast;

import dev.lanward.pairing.IpLiteral;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A name server, by its address: there is no name to look up before names can be looked up.
 *
 * @param address where it is
 * @param port its UDP and TCP port, 1 to 65535
 */
public record DnsServer(InetAddress address, int port) {
  /** The port of DNS (RFC 1035 section 4.2). */
  public static final int DEFAULT_PORT = 53;

  /**
   * @throws IllegalArgumentException when the port is out of its range
   */
  public DnsServer {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("a server's port is 1 to 65535, was " + port);
    }
  }

  /**
   * The server that {@code text} spells: {@code 192.0.2.1}, {@code 192.0.2.1:5300}, {@code
   * 2001:db8::1} or {@code [2001:db8::1]:5300}. Empty for anything else, names included.
   */
  public static Optional<DnsServer> parse(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0
          ? Optional.empty()
          : of(text.substring(1, end), text.substring(end + 1), Inet6Address.class);
    }
    int colon = text.indexOf(':');
    boolean hasPort = colon >= 0 && colon == text.lastIndexOf(':');
    int end = hasPort ? colon : text.length();
    return of(text.substring(0, end), text.substring(end), InetAddress.class);
  }

  /** As {@link #parse} reads it, the port only where it is not the usual one. */
  @Override
  public String toString() {
    String host = IpLiteral.format(address);
    if (port == DEFAULT_PORT) {
      return host;
    }
    return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
  }

  private static Optional<DnsServer> of(
      String host, String colonPort, Class<? extends InetAddress> kind) {
    if (!colonPort.matches("|:[1-9][0-9]{0,4}")) {
      return Optional.empty();
    }
    int port = colonPort.isEmpty() ? DEFAULT_PORT : Integer.parseInt(colonPort.substring(1));
    return IpLiteral.parse(host)
        .filter(kind::isInstance)
        .filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress())
        .filter(address -> port <= 0xffff)
        .map(address -> new DnsServer(address, port));
  }
}
