package dev.lanward.mdns.jmdns.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.core.Bytes;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private int woken;
  private final Arrivals arrivals = new Arrivals(3, () -> woken++);

  @Test
  void ofEachServiceTheLatestIsTold() {
    arrivals.put(instance("a"), Optional.of(service("a", 1)));
    arrivals.put(instance("a"), Optional.of(service("a", 2)));
    arrivals.put(instance("b"), Optional.of(service("b", 3)));
    arrivals.put(instance("b"), Optional.empty());
    assertEquals(
        Map.of(instance("a"), Optional.of(service("a", 2)), instance("b"), Optional.empty()),
        arrivals.take());
    assertEquals(Map.of(), arrivals.take());
  }

  @Test
  void whoTakesIsWokenOnceForAllThatWaits() {
    arrivals.put(instance("a"), Optional.empty());
    arrivals.put(instance("b"), Optional.empty());
    assertEquals(1, woken);
    arrivals.take();
    arrivals.put(instance("c"), Optional.empty());
    assertEquals(2, woken);
  }

  @Test
  void noMoreWaitThanTheMostButNewsOfThoseThatDoIsKept() {
    for (int i = 0; i < 100; i++) {
      arrivals.put(instance("" + i), Optional.of(service("" + i, 1)));
    }
    arrivals.put(instance("0"), Optional.of(service("0", 2)));
    Map<ServiceInstance, Optional<FoundService>> all = arrivals.take();
    assertEquals(3, all.size());
    assertEquals(Optional.of(service("0", 2)), all.get(instance("0")));
  }

  private static ServiceInstance instance(String name) {
    return new ServiceInstance(name, ServiceType.LANWARD);
  }

  private static FoundService service(String name, int port) {
    return new FoundService(
        instance(name),
        "host.local",
        port,
        Bytes.ofHex("00"),
        List.of(InetAddress.getLoopbackAddress()),
        Optional.empty());
  }
}
