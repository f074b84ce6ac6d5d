package dev.lanward.media;

import dev.lanward.pairing.IpLiteral;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.UUID;

/**
 * A candidate of a page that names a host under {@code .local} in place of an address.
 *
 * @param mid the section that it is of
 * @param section which one that is, from 0
 * @param foundation as the page wrote it: 1 to 32 ice-chars
 * @param priority 0 to 2^31-1
 * @param host whose name it is
 * @param port 1 to 65,535
 */
public record NamedCandidate(
    String mid, int section, String foundation, long priority, UUID host, int port) {

  /** As RFC 8839 writes it, if {@code address} is one of a local network. */
  public Optional<String> at(InetAddress address) {
    return isOfLocalNetwork(address)
        ? Optional.of(text(foundation, priority, address, port))
        : Optional.empty();
  }

  /** A candidate of a host over UDP, as RFC 8839 writes it, from {@code candidate:} on. */
  public static String text(String foundation, long priority, InetAddress address, int port) {
    String literal = IpLiteral.format(address);
    return "candidate:"
        + foundation
        + " 1 udp "
        + priority
        + " "
        + literal
        + " "
        + port
        + " typ host";
  }

  /**
   * Only neighbours: no page aims the device at a host on the Internet. Who has another address is
   * found all the same, by its own checks.
   */
  static boolean isOfLocalNetwork(InetAddress address) {
    return address instanceof Inet6Address
        ? (address.getAddress()[0] & 0xfe) == 0xfc // RFC 4193
        : address.isSiteLocalAddress() || address.isLinkLocalAddress();
  }
}
