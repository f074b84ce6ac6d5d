package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A thousand services on fifty hosts, in virtual time: all found soon, and traffic that is linear.
 */
class ThousandServicesTest {
  private static final int HOSTS = 50;

  private final Lan lan = new Lan();
  private final List<Host> publishers = new ArrayList<>();

  private void hosts() {
    for (int i = 0; i < HOSTS; i++) {
      publishers.add(lan.add("192.168.7." + (10 + i) + "/24"));
    }
  }

  private void publish(int services) {
    for (int i = 0; i < services; i++) {
      Host host = publishers.get(i % HOSTS);
      UUID uuid = new UUID(0x4000L + i % HOSTS, 0x8000_0000_0000_0000L);
      host.core.addHost(lan.clock.now(), uuid);
      host.core.publish(
          lan.clock.now(),
          new Service(
              Services.instance(String.format("%08x-bbbb-4ccc-8ddd-eeeeeeeeeeee", i)),
              Set.of("_camera"),
              uuid,
              47470,
              Services.TXT));
    }
  }

  private static Set<String> found(Host browser) {
    Set<String> names = new HashSet<>();
    for (MdnsEvent each : browser.events) {
      if (each instanceof MdnsEvent.ServiceFound found) {
        names.add(found.service().instance().name());
      }
    }
    return names;
  }

  @Test
  void allAreFoundWithinASecondByWhoListenedAlready() {
    hosts();
    Host browser = lan.add("192.168.7.2/24");
    browser.core.browse(lan.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    lan.pass(Duration.ofSeconds(10));
    publish(1000);
    lan.pass(Duration.ofMillis(100));

    assertEquals(1000, found(browser).size());
  }

  @Test
  void allAreFoundWithinASecondByWhoComesLater() {
    hosts();
    publish(1000);
    lan.pass(Duration.ofSeconds(10));
    Host browser = lan.add("192.168.7.2/24");
    browser.core.browse(lan.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    lan.pass(Duration.ofSeconds(1));

    assertEquals(1000, found(browser).size());
  }

  /** Packets and bytes of a cold browse, publishers and browser together. */
  @Test
  void trafficOfABrowseGrowsNoFasterThanTheServices() {
    long[] hundred = traffic(100);
    long[] thousand = traffic(1000);
    assertTrue(thousand[0] <= 11 * hundred[0], "packets: " + hundred[0] + ", " + thousand[0]);
    assertTrue(thousand[1] <= 11 * hundred[1], "bytes: " + hundred[1] + ", " + thousand[1]);
  }

  private static long[] traffic(int services) {
    ThousandServicesTest test = new ThousandServicesTest();
    test.hosts();
    test.publish(services);
    test.lan.pass(Duration.ofSeconds(10));
    test.publishers.forEach(each -> each.sent.clear());
    Lan fresh = test.lan;
    fresh.forgetDelivered();
    Host browser = fresh.add("192.168.7.2/24");
    browser.core.browse(fresh.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    fresh.pass(Duration.ofSeconds(20));
    assertEquals(services, found(browser).size());
    long packets = browser.sent.size();
    long bytes = browser.sent.stream().mapToLong(each -> each.payload().length()).sum();
    for (Host each : test.publishers) {
      packets += each.sent.size();
      bytes += each.sent.stream().mapToLong(sent -> sent.payload().length()).sum();
    }
    return new long[] {packets, bytes};
  }
}
