package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.mdns.Advert;
import dev.lanward.mdns.AdvertWriter;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import dev.lanward.mdns.io.Browsing;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.mdns.io.ServiceListener;
import dev.lanward.pairing.Fingerprint;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whom {@link Device#browse} tells a program of: those that its filter lets pass, while it does.
 */
@Timeout(20)
class SurroundingsTest {
  private final List<String> told = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private Engine engine;
  private ServiceListener network;
  private NearbySearch search;

  @BeforeEach
  void start() throws Exception {
    engine = Engine.start();
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void theFilterDecidesWhoIsTold() throws Exception {
    search(Optional.empty(), device -> device.name().startsWith("Front"));
    network.found(service("Front door", "camera", 47470));
    network.found(service("Back door", "camera", 47470));
    network.lost(instance("Back door"));
    network.lost(instance("Front door"));
    assertEquals(List.of("found Front door", "lost Front door"), told());
  }

  /** A driver that knows no subtypes tells of every type (ADR 16). */
  @Test
  void theTypeDecidesToo() throws Exception {
    search(Optional.of("nas"), device -> true);
    network.found(service("Shelf", "nas", 47470));
    network.found(service("Front door", "camera", 47470));
    assertEquals(List.of("found Shelf"), told());
  }

  /** What changes may make a device another one in the filter's eyes. */
  @Test
  void whoPassesNoLongerIsLost() throws Exception {
    search(Optional.empty(), device -> device.port() == 47470);
    network.found(service("Shelf", "nas", 47470));
    network.found(service("Shelf", "nas", 49001));
    network.found(service("Shelf", "nas", 47470));
    assertEquals(List.of("found Shelf", "lost Shelf", "found Shelf"), told());
  }

  @Test
  void closingTheSearchEndsIt() throws Exception {
    search(Optional.empty(), device -> true);
    search.close();
    assertTrue(closed.get());
  }

  private void search(Optional<String> type, Predicate<Nearby> filter) throws Exception {
    Fingerprint own = fingerprint(1);
    NearbyListener listener =
        new NearbyListener() {
          @Override
          public void found(Nearby device) {
            told.add("found " + device.name());
          }

          @Override
          public void lost(Nearby device) {
            told.add("lost " + device.name());
          }
        };
    search = new Surroundings(new Trust(own), own, engine).search(mdns(), type, filter, listener);
  }

  /** Hands its listener to the test. */
  private MulticastDns mdns() {
    return fake(
        MulticastDns.class,
        arguments -> {
          network = (ServiceListener) arguments[1];
          return fake(Browsing.class, unused -> closed.getAndSet(true));
        });
  }

  private interface Answer {
    Object to(Object[] arguments);
  }

  /** Every method gives the same answer: each is called by one only. */
  private static <T> T fake(Class<T> type, Answer answer) {
    Object fake =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object given = answer.to(arguments);
              return method.getReturnType() == void.class ? null : given;
            });
    return type.cast(fake);
  }

  /** What was told once the callback thread has done everything. */
  private List<String> told() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    engine.callbacks().run(done::countDown);
    assertTrue(done.await(10, TimeUnit.SECONDS));
    return told;
  }

  private static ServiceInstance instance(String name) {
    return new ServiceInstance(name, ServiceType.LANWARD);
  }

  private static FoundService service(String name, String type, int port) {
    Advert advert =
        new Advert.Visible(
            1, List.of("lw1"), Advert.PairingMode.CLOSED, fingerprint(name.hashCode()), type);
    Bytes txt = AdvertWriter.write(advert);
    return new FoundService(instance(name), "host.local", port, txt, List.of(), Optional.empty());
  }

  private static Fingerprint fingerprint(int first) {
    byte[] hash = new byte[Fingerprint.LENGTH_BYTES];
    hash[0] = (byte) first;
    return new Fingerprint(Bytes.copyOf(hash));
  }
}
