package dev.lanward.peer.io;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port number on a set of local addresses, a socket each. Belongs to the loop's thread, {@link
 * #bind} excepted.
 */
public final class UdpPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpPort.class);

  /** An ephemeral port that is free at one address may be taken at another. */
  private static final int EPHEMERAL_ATTEMPTS = 16;

  /**
   * What has happened so far.
   *
   * @param unsent datagrams dropped because the kernel had no room for long, or the address is gone
   * @param sendErrors datagrams that the kernel refused
   */
  public record Statistics(
      long received, long sent, long unsent, long sendErrors, long receiveErrors) {}

  private final int port;
  private final Map<InetAddress, UdpSocket> sockets = new LinkedHashMap<>();
  private final UdpCounters counters = new UdpCounters();
  private final Loop loop;
  private final DatagramHandler handler;

  private UdpPort(Loop loop, DatagramHandler handler, int port) {
    this.loop = loop;
    this.handler = handler;
    this.port = port;
  }

  /**
   * Binds {@code port} on all of {@code addresses} and starts to listen. Not necessarily on the
   * loop's thread, whose port it becomes.
   *
   * @param port 1 to 65535, or 0 for one that is free
   * @param addresses of this host, at least one; none of them a wildcard
   * @throws BindException when another program has the port at one of the addresses
   */
  public static UdpPort bind(
      Loop loop, int port, Collection<InetAddress> addresses, DatagramHandler handler)
      throws IOException {
    requireSpecific(addresses);
    for (int attempt = 1; ; attempt++) {
      UdpPort bound = null;
      try {
        int number = port != 0 ? port : freePort(loop, addresses.iterator().next());
        bound = new UdpPort(loop, handler, number);
        for (InetAddress address : new LinkedHashSet<>(addresses)) {
          bound.sockets.put(address, loop.bind(address, number, bound.counters));
        }
        bound.listen(List.copyOf(bound.sockets.values()));
        LOG.debug(
            "port {} through {}, with receive buffers of {} bytes",
            number,
            loop.kind(),
            bound.receiveBufferBytes());
        return bound;
      } catch (IOException e) {
        if (bound != null) {
          bound.close();
        }
        if (port != 0 || attempt == EPHEMERAL_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Follows a change of the host's addresses: sockets at addresses that are still there stay as
   * they are, the others are closed, new ones are bound. An address that cannot be bound (yet: a
   * fresh IPv6 address is tentative for a second) is left out; ask again.
   *
   * @return whether every address is bound now
   */
  public boolean follow(Collection<InetAddress> addresses) {
    requireSpecific(addresses);
    sockets
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !addresses.contains(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
    boolean all = true;
    for (InetAddress address : addresses) {
      if (!sockets.containsKey(address)) {
        all &= bindOne(address);
      }
    }
    return all;
  }

  /** The port number. */
  public int port() {
    return port;
  }

  /** Where this port listens. */
  public List<InetSocketAddress> localAddresses() {
    return sockets.values().stream().map(UdpSocket::localAddress).toList();
  }

  /** The exits, one for each of {@link #localAddresses()}, for whoever speaks first. */
  public List<DatagramExit> exits() {
    return new ArrayList<>(sockets.values());
  }

  /** The smallest receive buffer among the sockets, as the kernel reports it. */
  public int receiveBufferBytes() {
    return sockets.values().stream().mapToInt(UdpSocket::receiveBufferBytes).min().orElse(0);
  }

  /** What has happened so far. */
  public Statistics statistics() {
    return counters.snapshot();
  }

  /** Closes all sockets. */
  @Override
  public void close() {
    sockets.values().forEach(UdpSocket::close);
    sockets.clear();
  }

  private boolean bindOne(InetAddress address) {
    try {
      UdpSocket socket = loop.bind(address, port, counters);
      sockets.put(address, socket);
      listen(List.of(socket));
      return true;
    } catch (IOException e) {
      LOG.debug("port {} is not available at a new address: {}", port, e.getMessage());
      return false;
    }
  }

  private void listen(List<UdpSocket> fresh) {
    if (!loop.isLoopThread()) {
      loop.execute(() -> listen(fresh));
      return;
    }
    fresh.forEach(socket -> socket.listen(handler));
  }

  private static int freePort(Loop loop, InetAddress address) throws IOException {
    try (UdpSocket probe = loop.bind(address, 0, new UdpCounters())) {
      return probe.localAddress().getPort();
    }
  }

  private static void requireSpecific(Collection<InetAddress> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("a port needs at least one address");
    }
    for (InetAddress address : addresses) {
      if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
        throw new IllegalArgumentException(
            "a port is bound to addresses of this host, not to " + address.getHostAddress());
      }
    }
  }
}
