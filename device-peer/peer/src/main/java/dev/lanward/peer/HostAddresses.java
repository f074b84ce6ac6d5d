package dev.lanward.peer;

import java.net.InetAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/** Where the hosts are that pages name in place of their addresses, by multicast DNS. */
@FunctionalInterface
public interface HostAddresses {

  /**
   * Looks for the addresses of {@code <host>.local}. Any thread; returns at once.
   *
   * @param host whose addresses are wanted
   * @param time how long to look
   * @param onAddress is told each as soon as it is known, perhaps more than once, on a thread that
   *     it must not hold up; never called where multicast DNS cannot be used
   * @return ends it sooner; any thread
   */
  Runnable find(UUID host, Duration time, Consumer<InetAddress> onAddress);
}
