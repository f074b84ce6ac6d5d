package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.xbill.DNS.Type;

/** Whatever comes, the core goes on: it answers, finds, and holds no more than it should. */
class MalformedDnsZooTest {
  private static final Arrival NEIGHBOUR = new Arrival(1, Wire.at("192.168.7.9", 5353), true);

  /** A host that does everything at once. */
  static Host busyHost() {
    Host host = new Host().on(link(1, "192.168.7.2/24", "fe80::2/64"));
    host.core.addHost(host.clock.now(), Services.HOST);
    host.core.publish(host.clock.now(), Services.service("Doorbell", "_camera"));
    host.core.browse(host.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    host.quiet();
    host.core.publish(host.clock.now(), Services.service("Being probed"));
    host.core.probe(host.clock.now(), java.util.UUID.randomUUID());
    host.settle();
    return host;
  }

  @TestFactory
  Stream<DynamicTest> everyAnimalIsSurvived() {
    return Zoo.all().entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> survives(each.getValue())));
  }

  private static void survives(byte[] packet) {
    Host host = busyHost();
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 100; i++) {
            host.hears(NEIGHBOUR, packet);
            host.hears(new Arrival(1, Wire.at("fe80::9", 5353), true), packet);
            host.hears(new Arrival(1, Wire.at("192.168.7.9", 4711), false), packet);
          }
          host.pass(Duration.ofMinutes(3));
        });
    assertTrue(host.core.cachedRecords() <= 100, "kept: " + host.core.cachedRecords());
    goesOn(host);
  }

  /** The other services and hosts do not notice. */
  private static void goesOn(Host host) {
    host.events.clear();
    host.hears("192.168.7.20", Rfc6763Section04BrowsingTest.wholeService());
    assertTrue(
        host.events.stream()
            .anyMatch(
                each ->
                    each instanceof MdnsEvent.ServiceFound found
                        && found.service().instance().name().equals(Services.RANDOM)),
        "finds");
    host.pass(Duration.ofSeconds(2));
    assertEquals(
        1,
        host.hears("192.168.7.21", Wire.query(Wire.question(Services.HOST, Type.A))).size(),
        "answers");
  }

  /** The zoo bites: most of it is refused, and what is not is a message by the rules. */
  @Test
  void mostAreRefused() {
    Host host = busyHost();
    Map<String, byte[]> zoo = Zoo.all();
    long before = host.count(MdnsCounter.MALFORMED);
    zoo.values().forEach(each -> host.hears(NEIGHBOUR, each));
    long refused = host.count(MdnsCounter.MALFORMED) - before;

    assertTrue(zoo.size() > 100, "animals: " + zoo.size());
    assertTrue(refused > zoo.size() * 6L / 10, refused + " of " + zoo.size());
  }
}
