package dev.lanward.peer.io;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A local address and port from which datagrams leave. Belongs to the loop's thread. Stands between
 * the engine and the sockets so that faster ones, or a simulated network, can take their place.
 */
public interface DatagramExit {

  /**
   * Sends one datagram, or drops it: the protocols above repeat what matters, and none of them
   * sends an empty one.
   *
   * @param datagram not empty and not kept; its position moves to its limit
   * @return whether it was sent, or queued to be sent when the socket has room
   */
  boolean send(ByteBuffer datagram, InetSocketAddress target);

  /** The address and port that the receiver will see, unless something translates them. */
  InetSocketAddress localAddress();

  /** Whether it still exists: an address that left the host takes its exit with it. */
  boolean isOpen();
}
