package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import java.net.InetSocketAddress;

/**
 * A datagram to be sent.
 *
 * @param linkIndex the link to send it on
 * @param destination the multicast group or one neighbour
 * @param payload the datagram
 */
public record Transmit(int linkIndex, InetSocketAddress destination, Bytes payload) {

  /** The family of the destination, which says which socket to send with. */
  public Family family() {
    return Family.of(destination.getAddress());
  }
}
