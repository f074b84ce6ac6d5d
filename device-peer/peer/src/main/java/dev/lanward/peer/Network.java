package dev.lanward.peer;

import dev.lanward.peer.io.DatagramHandler;
import dev.lanward.peer.io.LocalAddresses;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * This host's addresses as they come and go: ports follow them, and peers are told the present
 * ones. Looks every second, on a thread of its own, since listing interfaces can take the kernel a
 * while.
 */
final class Network implements AutoCloseable {

  /** What is bound to this host's addresses; on the loop's thread. */
  interface Follower {
    /**
     * These are the addresses now.
     *
     * @return whether all of them could be taken; if not, this is called again in a second
     */
    boolean follow(Set<InetAddress> addresses);
  }

  /** As many as a link or a hello may hold (protocol section 8). */
  private static final int MAX_TOLD = 8;

  private static final long POLL_MILLIS = 1000;

  private final Engine engine;
  private final Optional<String> interfaceName;
  private final Problems problems;
  private final ScheduledExecutorService thread;
  private volatile List<InetAddress> told = List.of();

  private volatile boolean incomplete;

  private volatile Set<InetAddress> bound = Set.of();

  /** The loop's. */
  private final Set<Follower> followers = new LinkedHashSet<>();

  private Network(Engine engine, Optional<String> interfaceName, Problems problems) {
    this.engine = engine;
    this.interfaceName = interfaceName;
    this.problems = problems;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread fresh = new Thread(task, "lanward-network");
              fresh.setDaemon(true);
              return fresh;
            });
  }

  /**
   * Looks, and goes on looking.
   *
   * @throws SocketException when there is no such interface
   */
  static Network of(Engine engine, Optional<String> interfaceName, Problems problems)
      throws SocketException {
    Network network = new Network(engine, interfaceName, problems);
    network.bound = toBind(interfaceName);
    network.told = toTell(interfaceName);
    network.thread.scheduleWithFixedDelay(
        network::look, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    return network;
  }

  /** The addresses of the interface, or of all and loopback; never none. */
  static Set<InetAddress> toBind(Optional<String> interfaceName) throws SocketException {
    Set<InetAddress> addresses = new LinkedHashSet<>(LocalAddresses.of(interfaceName));
    if (interfaceName.isEmpty() || addresses.isEmpty()) {
      addresses.add(InetAddress.getLoopbackAddress());
    }
    return addresses;
  }

  /** What peers are told now: at most eight, IPv4 first, no link-local IPv6. */
  List<InetAddress> told() {
    return told;
  }

  /** What ports are bound to now. */
  Set<InetAddress> bound() {
    return bound;
  }

  /**
   * Binds {@code number} on this host's addresses. Some may not be ready yet (a fresh IPv6 address
   * is tentative for a second): the port gets those when it {@linkplain #follow follows}.
   *
   * @throws BindException when not one of the addresses has it free
   */
  UdpPort bind(int number, DatagramHandler handler) throws IOException {
    IOException last = new BindException("this host has no address");
    for (InetAddress address : bound) {
      try {
        return UdpPort.bind(engine.loop(), number, List.of(address), handler);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /**
   * Binds a port of whatever number on all of this host's addresses or, where some are not ready
   * yet, on one that is.
   *
   * @throws IOException when no port can be had
   */
  UdpPort bindAny(DatagramHandler handler) throws IOException {
    try {
      return UdpPort.bind(engine.loop(), 0, bound, handler);
    } catch (IOException e) {
      return bind(0, handler);
    }
  }

  /**
   * Has the door's ports follow from now on, at once and at each change. Any thread.
   *
   * @param changed runs on the loop's thread after each change
   */
  void follow(List<UdpPort> ports, Runnable changed) {
    engine.onLoop(() -> add(new DoorPorts(ports, problems, changed)));
  }

  /** Has {@code follower} follow from now on, at once and at each change. On the loop's thread. */
  void add(Follower follower) {
    followers.add(follower);
    if (!follower.follow(bound)) {
      incomplete = true;
    }
  }

  /** On the loop's thread. */
  void remove(Follower follower) {
    followers.remove(follower);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void look() {
    try {
      Set<InetAddress> now = toBind(interfaceName);
      told = toTell(interfaceName);
      if (!now.equals(bound) || incomplete) {
        bound = now;
        engine.onLoop(this::changed);
      }
    } catch (SocketException e) {
      // The interface is away for now: what is bound stays.
    }
  }

  private void changed() {
    boolean all = true;
    for (Follower each : List.copyOf(followers)) {
      all &= each.follow(bound);
    }
    incomplete = !all;
  }

  private static List<InetAddress> toTell(Optional<String> interfaceName) throws SocketException {
    List<InetAddress> addresses = new ArrayList<>(LocalAddresses.of(interfaceName));
    addresses.removeIf(each -> !(each instanceof Inet4Address) && each.isLinkLocalAddress());
    addresses.sort(Comparator.comparing(each -> !(each instanceof Inet4Address)));
    return List.copyOf(addresses.subList(0, Math.min(MAX_TOLD, addresses.size())));
  }
}
