package dev.lanward.mdns.unicast.io;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.unicast.DnsDomain;
import dev.lanward.mdns.unicast.DnsServer;
import dev.lanward.mdns.unicast.TsigKey;
import dev.lanward.mdns.unicast.UnicastCore;
import dev.lanward.mdns.unicast.UnicastEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells and finds services in a domain of ordinary DNS, by one name server.
 *
 * <pre>{@code
 * DnsServer server = DnsServer.parse("192.0.2.53").orElseThrow();
 * DnsDomain domain = DnsDomain.parse("example.org").orElseThrow();
 * try (UnicastDns dns = UnicastDns.start(server, domain, Optional.empty(), event -> ...)) {
 *   dns.browse(Browse.of(ServiceType.LANWARD));
 *   ...
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread and return at once, whether the server answers or
 * not. Events are told on the one thread of this object, which they must not block. Nothing here
 * looks a name up by the system's resolver.
 */
public final class UnicastDns implements AutoCloseable {
  /** How long closing may take: the server has so long to take our records out. */
  private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

  private final UnicastLoop loop;
  private final Thread thread;

  private UnicastDns(UnicastLoop loop) {
    this.loop = loop;
    this.thread = new Thread(loop, "lanward-dns");
    thread.setDaemon(true);
  }

  /**
   * Starts. Nothing is sent before there is something to tell or to find.
   *
   * @param server for publishing, the primary server of the zone that {@code domain} is in
   * @param key what updates are signed with; needed for publishing only
   * @param listener is told everything
   * @throws IOException when the system has no more sockets
   */
  public static UnicastDns start(
      DnsServer server, DnsDomain domain, Optional<TsigKey> key, Consumer<UnicastEvent> listener)
      throws IOException {
    UnicastCore core =
        UnicastCore.create(server, domain, key, InstantSource.system(), new SecureRandom());
    Selector selector = Selector.open();
    UnicastDns started =
        new UnicastDns(
            new UnicastLoop(
                core, selector, new ServerSockets(server, selector), listener, CLOSE_TIME));
    started.thread.start();
    return started;
  }

  /**
   * Tells {@code service}, or what has changed about it. Goes on trying until it is told, and tells
   * it anew from time to time.
   *
   * @param addresses of its host
   */
  public void publish(Service service, Collection<InetAddress> addresses) {
    List<InetAddress> told = List.copyOf(addresses);
    loop.submit((core, now) -> core.publish(now, service, told));
  }

  /** Takes a service back. */
  public void withdraw(ServiceInstance instance) {
    loop.submit((core, now) -> core.withdraw(now, instance));
  }

  /** Looks for services until told to stop. */
  public void browse(Browse browse) {
    loop.submit((core, now) -> core.browse(now, browse));
  }

  /** Looks for them no more. */
  public void stopBrowsing(Browse browse) {
    loop.submit((core, now) -> core.stopBrowsing(browse));
  }

  /** Takes everything back and ends, within about a second. A second call does nothing. */
  @Override
  public void close() {
    loop.stop();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_TIME.plusMillis(100).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
