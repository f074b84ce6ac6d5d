package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.MdnsCounter;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.io.Browsing;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.mdns.io.Resolution;
import dev.lanward.mdns.io.ServiceListener;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Multicast DNS by jmDNS. */
final class JmdnsMulticastDns implements MulticastDns {
  private static final Duration RESOLVE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration PROBE_INTERVAL = Duration.ofMillis(250);
  private static final Duration PROBE_TIME = Duration.ofMillis(750);
  private static final long CLOSE_MILLIS = 250;

  private final JmdnsLoop loop;

  JmdnsMulticastDns(JmdnsLoop loop) {
    this.loop = loop;
  }

  @Override
  public void announce(UUID host) {
    loop.submit(() -> loop.announce(host));
  }

  @Override
  public void withdraw(UUID host) {
    loop.submit(() -> loop.withdraw(host));
  }

  @Override
  public CompletableFuture<Boolean> probe(UUID host) {
    CompletableFuture<Boolean> free = new CompletableFuture<>();
    loop.submit(
        () -> {
          if (loop.announces(host)) {
            free.completeExceptionally(new IllegalStateException(host + " is ours"));
          }
        });
    resolve(host, PROBE_INTERVAL, PROBE_TIME, taken -> free.complete(false))
        .ended()
        .whenComplete(
            (unused, failure) -> {
              if (failure == null) {
                free.complete(true);
              } else {
                free.completeExceptionally(failure);
              }
            });
    return free;
  }

  @Override
  public Resolution resolve(UUID host, Duration timeout, Consumer<InetAddress> onAddress) {
    return resolve(host, RESOLVE_INTERVAL, timeout, onAddress);
  }

  @Override
  public void publish(Service service, Consumer<ServiceInstance> onName) {
    Wording.of(service);
    loop.submit(() -> loop.publish(service, onName));
  }

  @Override
  public void withdraw(ServiceInstance wanted) {
    loop.submit(() -> loop.withdraw(wanted));
  }

  @Override
  public Browsing browse(Browse browse, ServiceListener listener) {
    JmdnsBrowsing browsing = new JmdnsBrowsing(loop, browse, listener);
    loop.submit(() -> loop.ear().add(browsing));
    if (loop.hasEnded()) {
      browsing.fail(JmdnsLoop.CLOSED);
    }
    return browsing;
  }

  @Override
  public Map<MdnsCounter, Long> counters() {
    return Map.of();
  }

  @Override
  public void close() {
    try {
      loop.close().get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // Its goodbye is out; the rest of it ends by itself.
    }
  }

  private Resolution resolve(
      UUID host, Duration interval, Duration timeout, Consumer<InetAddress> onAddress) {
    JmdnsResolution resolution = new JmdnsResolution(loop, host, interval, onAddress);
    loop.submit(() -> loop.ear().add(resolution));
    loop.after(timeout, resolution::close);
    if (loop.hasEnded()) {
      resolution.fail(JmdnsLoop.CLOSED);
    }
    return resolution;
  }
}
