package dev.lanward.peer.io;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;

/** How a {@link Loop} waits, and the sockets that it waits for. Belongs to the loop's thread. */
interface Poller {

  /**
   * Sends what sockets still gather, then handles what has arrived, for which it waits.
   *
   * @param nanos the longest wait: 0 for none, {@code Long.MAX_VALUE} for any
   */
  void poll(long nanos) throws IOException;

  /** Ends a wait. Any thread, once there is what makes the next one needless: a task. */
  void wakeUp();

  /**
   * Binds a socket, which is deaf until {@link UdpSocket#listen}. Any thread.
   *
   * @param port 0 for one that is free
   * @throws BindException when another program has the port, or the address is not this host's
   */
  UdpSocket bind(InetAddress address, int port, UdpCounters counters) throws IOException;

  /** Sends what sockets still gather; the last call. Closes the sockets, too. */
  void close() throws IOException;
}
