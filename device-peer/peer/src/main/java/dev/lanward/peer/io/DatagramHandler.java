package dev.lanward.peer.io;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Hears of every datagram that a {@link UdpPort} receives, on the loop's thread. */
@FunctionalInterface
public interface DatagramHandler {

  /**
   * One datagram has arrived.
   *
   * @param datagram valid during this call only
   * @param source who sent it, as the network says: not a proof of anything
   * @param via where it arrived, and where a reply must leave from
   */
  void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via);
}
