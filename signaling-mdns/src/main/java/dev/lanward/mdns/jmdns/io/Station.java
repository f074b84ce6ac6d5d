package dev.lanward.mdns.jmdns.io;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.jmdns.JmDNS;
import javax.jmdns.impl.JmDNSImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One jmDNS, which answers for one host name at one address. Its calls that wait, some for seconds,
 * are made one after the other on a thread of its own.
 */
final class Station {
  private static final Logger LOG = LoggerFactory.getLogger(Station.class);

  /** Names in jmDNS's memory, which it does not bound itself. */
  private static final int MAX_CACHED_NAMES = 16_384;

  private final UUID host;
  private final Place place;
  private final JmDNSImpl jmdns;
  private final ExecutorService calls;

  private Station(UUID host, Place place, JmDNSImpl jmdns) {
    this.host = host;
    this.place = place;
    this.jmdns = jmdns;
    this.calls = Executors.newSingleThreadExecutor(task -> daemon(task, "lanward-jmdns-" + host));
  }

  /** Opens one whose name jmDNS then probes for and announces. */
  static Station open(UUID host, Place place) throws IOException {
    return new Station(
        host, place, (JmDNSImpl) JmDNS.create(named(place, host.toString()), host.toString()));
  }

  /** jmDNS asks its address for its name, which without one means seconds in a look-up. */
  private static InetAddress named(Place place, String name) throws IOException {
    byte[] raw = place.address().getAddress();
    return place.address().isLinkLocalAddress() && place.address() instanceof Inet6Address
        ? Inet6Address.getByAddress(name, raw, place.link().index())
        : InetAddress.getByAddress(name, raw);
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  JmDNSImpl jmdns() {
    return jmdns;
  }

  Place place() {
    return place;
  }

  /** Whether another host made jmDNS give the name up. */
  boolean hasLostItsName() {
    return !Wording.of(host).equalsIgnoreCase(jmdns.getHostName());
  }

  /** Whether strangers have told it more than it should remember. */
  boolean isOverfull() {
    return jmdns.getCache().size() > MAX_CACHED_NAMES;
  }

  /** Does {@code call}, when those before it are done. */
  void call(Call call) {
    calls.execute(
        () -> {
          try {
            call.on(jmdns);
          } catch (IOException | RuntimeException e) {
            LOG.warn("jmDNS failed", e);
          }
        });
  }

  /**
   * Takes its names back. Completes when jmDNS has ended, which takes it seconds; its goodbye goes
   * out at once.
   */
  CompletableFuture<Void> close() {
    calls.shutdownNow();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    daemon(
            () -> {
              try {
                jmdns.close();
              } catch (RuntimeException e) {
                LOG.debug("closing jmDNS", e);
              } finally {
                closed.complete(null);
              }
            },
            "lanward-jmdns-close")
        .start();
    return closed;
  }

  /** A call that waits for the network. */
  @FunctionalInterface
  interface Call {
    void on(JmDNS jmdns) throws IOException;
  }
}
