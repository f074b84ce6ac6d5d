package dev.lanward.peer.dtls;

import java.nio.ByteBuffer;

/** Where an endpoint's outgoing datagrams go. Called on the loop thread only. */
@FunctionalInterface
public interface DatagramSink {

  /**
   * Sends one datagram to the peer, or drops it: DTLS repeats what matters.
   *
   * @param datagram valid during this call only
   */
  void send(ByteBuffer datagram);
}
