package dev.lanward.peer;

import dev.lanward.peer.io.UdpPort;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * The ports at which the door listens, on whatever addresses this host has. On the loop's thread.
 */
final class DoorPorts implements Network.Follower {
  /** A tentative address is ready long before. */
  private static final int LOOKS_UNTIL_PROBLEM = 5;

  private final List<UdpPort> ports;
  private final Problems problems;
  private final Runnable changed;

  /** Attempts in a row that left an address out. */
  private int incompleteLooks;

  /**
   * @param changed runs after each change
   */
  DoorPorts(List<UdpPort> ports, Problems problems, Runnable changed) {
    this.ports = ports;
    this.problems = problems;
    this.changed = changed;
  }

  @Override
  public boolean follow(Set<InetAddress> addresses) {
    boolean all = true;
    for (UdpPort port : ports) {
      all &= port.follow(addresses);
    }
    incompleteLooks = all ? 0 : incompleteLooks + 1;
    if (incompleteLooks == LOOKS_UNTIL_PROBLEM) {
      problems.report(
          "address-in-use",
          "Another program has the port on one of this host's addresses; peers that try that"
              + " address will not find this device. Choose another port.");
    }
    changed.run();
    return all;
  }
}
