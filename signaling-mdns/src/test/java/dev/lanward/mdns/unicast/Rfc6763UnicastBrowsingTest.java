package dev.lanward.mdns.unicast;

import static dev.lanward.mdns.unicast.Site.HOST;
import static dev.lanward.mdns.unicast.Site.OTHER_HOST;
import static dev.lanward.mdns.unicast.Site.instance;
import static dev.lanward.mdns.unicast.Site.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceType;
import dev.lanward.mdns.unicast.UnicastEvent.BrowseComplete;
import dev.lanward.mdns.unicast.UnicastEvent.BrowseFailed;
import dev.lanward.mdns.unicast.UnicastEvent.ServiceFound;
import dev.lanward.mdns.unicast.UnicastEvent.ServiceLost;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

class Rfc6763UnicastBrowsingTest {
  private static final Browse ALL = Browse.of(ServiceType.LANWARD);
  private static final Duration ROUND = Duration.ofSeconds(10);

  private final Site site = new Site();
  private final Site.Member device = site.join();
  private final Site.Member viewer = site.join();

  @Test
  void whatIsRegisteredIsFoundWithAllThatIsNeeded() {
    device.publish(service("Küche 2."), "10.77.0.1", "fd77::1");
    browse(ALL);
    FoundService expected =
        new FoundService(
            instance("Küche 2."),
            HOST + ".example.org",
            47470,
            Site.TXT,
            Site.addresses("10.77.0.1", "fd77::1"),
            Optional.empty());
    assertEquals(
        List.of(new ServiceFound(ALL, expected), new BrowseComplete(ALL, 1)), viewer.events());
  }

  @Test
  void anEmptyZoneIsCompleteAtOnce() {
    browse(ALL);
    assertEquals(List.of(new BrowseComplete(ALL, 0)), viewer.events());
  }

  @Test
  void aSubtypeFindsOnlyItsOwn() {
    device.publish(service("Doorbell"), "10.77.0.1");
    Browse nas = new Browse(ServiceType.LANWARD, Optional.of("_nas"));
    Browse camera = new Browse(ServiceType.LANWARD, Optional.of("_camera"));
    browse(nas);
    assertEquals(List.of(new BrowseComplete(nas, 0)), viewer.events());
    browse(camera);
    assertEquals(new BrowseComplete(camera, 1), viewer.events().get(1));
  }

  @Test
  void anotherThatComesIsFoundWithinTheRound() {
    browse(ALL);
    viewer.events();
    device.publish(service("Doorbell"), "10.77.0.1");
    site.pass(ROUND);
    assertEquals(instance("Doorbell"), found().instance());
  }

  @Test
  void oneThatGoesIsLostOnce() {
    device.publish(service("Doorbell"), "10.77.0.1");
    browse(ALL);
    viewer.events();
    device.core.withdrawAll(site.now());
    site.pass(ROUND.multipliedBy(3));
    List<UnicastEvent> told = viewer.events();
    assertEquals(new ServiceLost(ALL, instance("Doorbell")), told.get(0));
    assertEquals(1, told.stream().filter(ServiceLost.class::isInstance).count());
  }

  @Test
  void aChangeIsToldAndAnotherOrderIsNone() {
    device.publish(service("Doorbell"), "10.77.0.1", "10.77.0.2");
    browse(ALL);
    viewer.events();
    List<Record> shuffled = new java.util.ArrayList<>(site.server.records);
    java.util.Collections.reverse(shuffled);
    site.server.records.clear();
    site.server.records.addAll(shuffled);
    site.pass(Duration.ofMinutes(1));
    assertTrue(viewer.events().stream().allMatch(BrowseComplete.class::isInstance));
    device.publish(service("Doorbell", HOST, 5000), "10.77.0.1", "10.77.0.2");
    site.pass(Duration.ofSeconds(40));
    assertEquals(5000, found().port());
  }

  @Test
  void aServerThatAddsNoAddressesIsAskedForThem() {
    site.server.addsAddresses = false;
    device.publish(service("Doorbell"), "10.77.0.1", "fd77::1");
    browse(ALL);
    assertEquals(2, found().addresses().size());
  }

  @Test
  void aFamilyThatIsNotAddedIsAskedFor() {
    device.publish(service("Doorbell"), "10.77.0.1");
    browse(ALL);
    assertEquals(1, found().addresses().size());
    assertTrue(
        site.server.queries.stream().anyMatch(each -> each.getQuestion().getType() == Type.AAAA));
    assertTrue(
        site.server.queries.stream().noneMatch(each -> each.getQuestion().getType() == Type.A));
  }

  @Test
  void anAnswerThatIsCutIsAskedForByTcp() {
    for (int i = 0; i < 40; i++) {
      device.publish(service("Doorbell " + i), "10.77.0.1");
    }
    site.server.maxUdpAnswer = 512;
    browse(ALL);
    site.pass(Duration.ofSeconds(1));
    assertEquals(
        1, viewer.sent.stream().filter(each -> each.transport() == Request.Transport.TCP).count());
    List<UnicastEvent> told = viewer.events();
    assertEquals(new BrowseComplete(ALL, 40), told.get(told.size() - 1));
  }

  @Test
  void aServerThatFailsTakesNothingBack() {
    device.publish(service("Doorbell"), "10.77.0.1");
    browse(ALL);
    viewer.events();
    site.fate = Site.Fate.LOST;
    site.pass(Duration.ofMinutes(5));
    List<UnicastEvent> told = viewer.events();
    assertEquals(1, told.size(), told.toString());
    assertEquals("dns-unreachable", ((BrowseFailed) told.get(0)).problem().code());
    site.fate = Site.Fate.DELIVERED;
    site.pass(Duration.ofMinutes(2));
    assertTrue(viewer.events().stream().allMatch(BrowseComplete.class::isInstance));
  }

  @Test
  void aRefusalIsSaid() {
    site.server.answersAlways = Rcode.REFUSED;
    browse(ALL);
    BrowseFailed failed = (BrowseFailed) viewer.events().get(0);
    assertEquals("dns-refused", failed.problem().code());
    assertTrue(failed.problem().message().contains("allow-query"));
  }

  @Test
  void whatIsIncompleteOrFromAnotherDomainIsNotTold() {
    String type = "_lanward._udp.example.org.";
    add(new PTRRecord(name(type), DClass.IN, 60, name("bare." + type)));
    add(new PTRRecord(name(type), DClass.IN, 60, name("x._lanward._udp.example.com.")));
    add(new PTRRecord(name(type), DClass.IN, 60, name("a.b." + type)));
    add(new PTRRecord(name(type), DClass.IN, 60, name(type)));
    add(new PTRRecord(name(type), DClass.IN, 60, name("\\255." + type)));
    browse(ALL);
    assertEquals(List.of(new BrowseComplete(ALL, 0)), viewer.events());
  }

  @Test
  void addressesOfOneLinkOnlyAreNotBelieved() {
    device.publish(service("Doorbell"), "10.77.0.1");
    Name host = name(HOST + ".example.org.");
    add(new AAAARecord(host, DClass.IN, 120, ipv6("fe80::5")));
    add(new AAAARecord(host, DClass.IN, 120, ipv6("::1")));
    add(new AAAARecord(host, DClass.IN, 120, ipv6("ff02::fb")));
    for (InetAddress each : Site.addresses("127.0.0.1", "224.0.0.251", "255.255.255.255")) {
      add(new ARecord(host, DClass.IN, 120, each));
    }
    browse(ALL);
    assertEquals(Site.addresses("10.77.0.1"), found().addresses());
  }

  /** RFC 2782: the lowest priority goes first, and "." means that there is no such service. */
  @Test
  void ofSeveralSrvRecordsTheFirstInPriorityCounts() {
    device.publish(service("Doorbell"), "10.77.0.1");
    SRVRecord registered =
        (SRVRecord) site.server.at("Doorbell._lanward._udp.example.org.", Type.SRV).get(0);
    site.server.records.remove(registered);
    add(new SRVRecord(registered.getName(), 1, 120, 9, 0, 9, registered.getTarget()));
    add(new SRVRecord(registered.getName(), 1, 120, 0, 0, 1, Name.root));
    add(new SRVRecord(registered.getName(), 1, 120, 3, 0, 3, registered.getTarget()));
    browse(ALL);
    assertEquals(3, found().port());
  }

  @Test
  void manyAreFoundAFewQuestionsAtATime() {
    int many = 300;
    for (int i = 0; i < many; i++) {
      Name owner = new DomainNames(Site.DOMAIN).of(instance("S " + i));
      add(new PTRRecord(name("_lanward._udp.example.org."), DClass.IN, 120, owner));
      add(new SRVRecord(owner, 1, 120, 0, 0, i, name(OTHER_HOST + ".example.org.")));
      add(new org.xbill.DNS.TXTRecord(owner, 1, 120, "txtvers=1"));
    }
    add(new AAAARecord(name(OTHER_HOST + ".example.org."), 1, 120, ipv6("fd77::1")));
    browse(ALL);
    List<UnicastEvent> told = viewer.events();
    assertEquals(new BrowseComplete(ALL, many), told.get(told.size() - 1));
    assertEquals(many + 1, Set.copyOf(told).size());
  }

  @Test
  void oneBrowseIsOneWhateverHowOftenItIsAskedFor() {
    browse(ALL);
    browse(ALL);
    assertEquals(1, site.server.queries.size());
    viewer.core.stopBrowsing(ALL);
    site.pass(Duration.ofMinutes(5));
    assertEquals(1, site.server.queries.size());
  }

  private FoundService found() {
    return viewer.events().stream()
        .filter(ServiceFound.class::isInstance)
        .map(each -> ((ServiceFound) each).service())
        .findFirst()
        .orElseThrow();
  }

  private void browse(Browse browse) {
    viewer.core.browse(site.now(), browse);
    viewer.drain();
  }

  private void add(Record record) {
    site.server.records.add(record);
  }

  private static Name name(String text) {
    return Name.fromConstantString(text);
  }

  private static java.net.InetAddress ipv6(String literal) {
    return Site.addresses(literal).get(0);
  }
}
