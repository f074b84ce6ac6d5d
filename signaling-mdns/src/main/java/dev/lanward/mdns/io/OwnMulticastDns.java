package dev.lanward.mdns.io;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.MdnsCounter;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.pairing.AdvertKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Multicast DNS by our own core, on one thread. */
final class OwnMulticastDns implements MulticastDns {
  /** How long closing may take; the goodbye needs a fraction of it. */
  private static final Duration CLOSE_TIME = Duration.ofMillis(150);

  private final MdnsLoop loop;
  private final Thread thread;

  private OwnMulticastDns(MdnsLoop loop) {
    this.loop = loop;
    this.thread = new Thread(loop, "lanward-mdns");
    thread.setDaemon(true);
  }

  static OwnMulticastDns start(MdnsLoop loop) {
    OwnMulticastDns mdns = new OwnMulticastDns(loop);
    mdns.thread.start();
    return mdns;
  }

  @Override
  public void announce(UUID host) {
    loop.submit((core, now) -> core.addHost(now, host));
  }

  @Override
  public void withdraw(UUID host) {
    loop.submit((core, now) -> core.removeHost(now, host));
  }

  @Override
  public CompletableFuture<Boolean> probe(UUID host) {
    return loop.probe(host);
  }

  @Override
  public Resolution resolve(UUID host, Duration timeout, Consumer<InetAddress> onAddress) {
    return loop.resolve(host, timeout, onAddress);
  }

  @Override
  public void publish(Service service, Consumer<ServiceInstance> onName) {
    loop.publish(service, onName);
  }

  @Override
  public PrivateAdvertising advertisePrivately(
      int port, List<String> knocks, List<AdvertKey> keys) {
    return loop.advertisePrivately(port, knocks, keys);
  }

  @Override
  public void withdraw(ServiceInstance wanted) {
    loop.withdraw(wanted);
  }

  @Override
  public Browsing browse(Browse browse, ServiceListener listener) {
    return loop.browse(browse, listener);
  }

  @Override
  public Map<MdnsCounter, Long> counters() {
    return loop.counters();
  }

  /** Within a fifth of a second. */
  @Override
  public void close() {
    loop.stop();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_TIME.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
