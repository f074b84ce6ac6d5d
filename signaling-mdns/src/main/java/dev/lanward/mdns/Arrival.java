package dev.lanward.mdns;

import java.net.InetSocketAddress;

/**
 * Where a datagram came from.
 *
 * @param linkIndex the link that it arrived on
 * @param source the sender's address and port
 * @param toGroup whether it was sent to the multicast group, which proves that the sender is on the
 *     link, as routers never pass the group on
 */
public record Arrival(int linkIndex, InetSocketAddress source, boolean toGroup) {

  Family family() {
    return Family.of(source.getAddress());
  }
}
