package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static dev.lanward.mdns.Services.HOST;
import static dev.lanward.mdns.Services.HOST_NAME;
import static dev.lanward.mdns.Services.RANDOM;
import static dev.lanward.mdns.Services.TXT;
import static dev.lanward.mdns.Services.TYPE;
import static dev.lanward.mdns.Services.full;
import static dev.lanward.mdns.Services.instance;
import static dev.lanward.mdns.Services.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Browsing: from the type to the instance, to its data and its host's addresses. */
class Rfc6763Section04BrowsingTest {
  static final Browse ALL = Browse.of(ServiceType.LANWARD);
  private static final String PEER = "192.168.7.9";
  private static final String NAME = full(RANDOM);
  private static final Duration FIRST = Duration.ofMillis(120);

  private final Host host = new Host();

  private Host browsing() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.browse(host.clock.now(), ALL);
    host.pass(Duration.ofSeconds(5));
    host.sent.clear();
    return host;
  }

  static Message wholeService() {
    Message response =
        Wire.response(
            Wire.ptr(TYPE, NAME, 4500),
            Wire.srv(NAME, HOST_NAME, 47470, 120),
            Wire.txt(NAME, 4500, "txtvers=1", "ty=camera"));
    response.addRecord(Wire.a(HOST, PEER, 120, Wire.FLUSH), Section.ADDITIONAL);
    return response;
  }

  /** As heard from the peer. */
  static FoundService found(int port, String... addresses) {
    return found(port, List.of(PEER), addresses);
  }

  static FoundService found(int port, List<String> sources, String... addresses) {
    List<InetAddress> all = new ArrayList<>();
    for (String each : addresses) {
      all.add(Wire.ip(each));
    }
    Set<InetAddress> told = new HashSet<>();
    sources.forEach(each -> told.add(Wire.ip(each)));
    return new FoundService(
        instance(RANDOM),
        HOST + ".local",
        port,
        TXT,
        all,
        Optional.of(new FoundService.Heard(Set.copyOf(all), told)));
  }

  private static List<String> asked(List<Transmit> sent) {
    List<String> questions = new ArrayList<>();
    for (Transmit each : sent) {
      for (Record question : Wire.parse(each.payload()).getSection(Section.QUESTION)) {
        questions.add(Type.string(question.getType()) + " " + question.getName());
      }
    }
    return questions;
  }

  @Test
  void serviceThatIsToldWholeIsFoundAtOnce() {
    browsing().hears(PEER, wholeService());

    assertEquals(List.of(new MdnsEvent.ServiceFound(ALL, found(47470, PEER))), host.events);
    assertEquals(List.of(), host.pass(Duration.ofSeconds(1)), "nothing is left to ask");
  }

  /** What a responder leaves out is asked for, in one packet. */
  @Test
  void whatIsMissingIsAsked() {
    browsing().hears(PEER, Wire.response(Wire.ptr(TYPE, NAME, 4500)));
    assertEquals(List.of("SRV " + NAME, "TXT " + NAME), asked(host.pass(FIRST)));
    host.hears(PEER, Wire.response(Wire.srv(NAME, HOST_NAME, 47470, 120)));
    assertEquals(List.of("A " + HOST_NAME, "AAAA " + HOST_NAME), asked(host.pass(FIRST)));
    host.hears(PEER, Wire.response(Wire.a(HOST, PEER, 120, Wire.FLUSH)));
    assertEquals(List.of(), host.events);
    host.hears(PEER, Wire.response(Wire.txt(NAME, 4500, "txtvers=1", "ty=camera")));

    assertEquals(List.of(new MdnsEvent.ServiceFound(ALL, found(47470, PEER))), host.events);
    host.sent.clear();
    assertEquals(List.of(), host.pass(Duration.ofSeconds(1)));
  }

  @Test
  void whatIsMissingIsAskedAgainLessAndLessOften() {
    browsing().hears(PEER, Wire.response(Wire.ptr(TYPE, NAME, 4500)));
    host.pass(FIRST);
    for (int gap = 1; gap <= 32; gap *= 2) {
      host.sent.clear();
      host.pass(Duration.ofSeconds(gap));
      assertEquals(
          1,
          asked(host.sent).stream().filter(each -> each.startsWith("SRV")).count(),
          "gap " + gap);
    }
  }

  @Test
  void newPortTextAndAddressAreToldAndTheSameAgainIsNot() {
    browsing().hears(PEER, wholeService());
    host.events.clear();
    host.hears(PEER, wholeService());
    assertEquals(List.of(), host.events);

    host.pass(Duration.ofSeconds(2));
    host.hears(PEER, Wire.response(Wire.srv(NAME, HOST_NAME, 4711, 120)));
    assertEquals(List.of(new MdnsEvent.ServiceFound(ALL, found(4711, PEER))), host.events);

    host.events.clear();
    host.hears(PEER, Wire.response(Wire.a(HOST, "192.168.7.10", 120, Wire.FLUSH)));
    host.pass(Duration.ofSeconds(1));
    assertEquals(
        new MdnsEvent.ServiceFound(ALL, found(4711, "192.168.7.10")),
        host.events.get(host.events.size() - 1));
  }

  /** RFC 6762 section 10.1: a goodbye takes effect one second later. */
  @Test
  void section101GoodbyeLosesTheServiceAfterASecond() {
    browsing().hears(PEER, wholeService());
    host.events.clear();
    host.hears(PEER, Wire.response(Wire.ptr(TYPE, NAME, 0)));
    host.pass(Duration.ofMillis(999));
    assertEquals(List.of(), host.events);
    host.pass(Duration.ofMillis(1));

    assertEquals(List.of(new MdnsEvent.ServiceLost(ALL, instance(RANDOM))), host.events);
    assertEquals(0, host.core.cachedRecords(), "nothing of it is kept");
  }

  @Test
  void section101ServiceThatIsRescuedWithinTheSecondStays() {
    browsing().hears(PEER, wholeService());
    host.events.clear();
    host.hears(PEER, Wire.response(Wire.ptr(TYPE, NAME, 0)));
    host.pass(Duration.ofMillis(500));
    host.hears(PEER, Wire.response(Wire.ptr(TYPE, NAME, 4500)));
    host.pass(Duration.ofSeconds(5));

    assertEquals(List.of(), host.events);
  }

  /** A host that falls silent is gone when its records are. */
  @Test
  void serviceOfAHostThatFellSilentIsLostWithItsRecords() {
    browsing().hears(PEER, wholeService());
    host.events.clear();
    host.pass(Duration.ofSeconds(119));
    assertEquals(List.of(), host.events);
    host.pass(Duration.ofSeconds(1));
    assertEquals(List.of(new MdnsEvent.ServiceLost(ALL, instance(RANDOM))), host.events);
    host.events.clear();
    host.hears(PEER, wholeService());
    assertEquals(List.of(new MdnsEvent.ServiceFound(ALL, found(47470, PEER))), host.events);
  }

  /** Section 7.1: browsing for a subtype tells those alone. */
  @Test
  void section71SubtypesAreBrowsedAlone() {
    Lan lan = new Lan();
    Host browser = lan.add("192.168.7.2/24");
    Browse cameras = new Browse(ServiceType.LANWARD, Optional.of("_camera"));
    browser.core.browse(lan.clock.now(), cameras);
    Host camera = lan.add("192.168.7.3/24");
    camera.core.publish(lan.clock.now(), service("Door", "_camera"));
    Host nas = lan.add("192.168.7.4/24");
    UUID other = UUID.fromString("99999999-2222-4333-8444-555555555555");
    nas.core.publish(
        lan.clock.now(), new Service(instance("Files"), Set.of("_nas"), other, 1, TXT));
    lan.pass(Duration.ofSeconds(5));

    assertEquals(1, browser.events.size(), browser.events::toString);
    MdnsEvent.ServiceFound found = (MdnsEvent.ServiceFound) browser.events.get(0);
    assertEquals(instance("Door"), found.service().instance());
    assertEquals(cameras, found.browse());
  }

  /** Random names: found within 0.1 s of being published, and by a browser that comes later. */
  @Test
  void publishedServiceIsFoundAtOnceAndByWhoComesLater() {
    Lan lan = new Lan();
    Host early = lan.add("192.168.7.2/24");
    early.core.browse(lan.clock.now(), ALL);
    Host publisher = lan.add("192.168.7.3/24");
    lan.pass(Duration.ofSeconds(10));
    publisher.core.addHost(lan.clock.now(), HOST);
    publisher.core.publish(lan.clock.now(), service(RANDOM));
    lan.pass(Duration.ofMillis(100));
    assertEquals(
        List.of(
            new MdnsEvent.ServiceFound(ALL, found(47470, List.of("192.168.7.3"), "192.168.7.3"))),
        early.events);

    lan.pass(Duration.ofMinutes(5));
    Host late = lan.add("192.168.7.4/24");
    late.core.browse(lan.clock.now(), ALL);
    lan.pass(Duration.ofMillis(250));
    assertEquals(
        List.of(
            new MdnsEvent.ServiceFound(ALL, found(47470, List.of("192.168.7.3"), "192.168.7.3"))),
        late.events);

    publisher.core.stop(lan.clock.now());
    lan.pass(Duration.ofSeconds(2));
    assertTrue(late.events.contains(new MdnsEvent.ServiceLost(ALL, instance(RANDOM))));
    assertTrue(early.events.contains(new MdnsEvent.ServiceLost(ALL, instance(RANDOM))));
  }

  /** Two links: the addresses of both, and one link less loses nothing that the other knows. */
  @Test
  void serviceOnTwoLinksHasTheAddressesOfBoth() {
    host.on(link(1, "192.168.7.2/24"), link(2, "10.0.0.2/8"));
    host.core.browse(host.clock.now(), ALL);
    host.pass(Duration.ofSeconds(5));
    host.hears(PEER, wholeService());
    Message onSecond = wholeService();
    onSecond.removeRecord(Wire.a(HOST, PEER, 120, Wire.FLUSH), Section.ADDITIONAL);
    onSecond.addRecord(Wire.a(HOST, "10.0.0.9", 120, Wire.FLUSH), Section.ADDITIONAL);
    host.hears(new Arrival(2, Wire.at("10.0.0.9", 5353), true), onSecond.toWire());
    assertEquals(
        new MdnsEvent.ServiceFound(ALL, found(47470, List.of(PEER, "10.0.0.9"), PEER, "10.0.0.9")),
        host.events.get(1));

    host.events.clear();
    host.on(link(2, "10.0.0.2/8"));
    host.settle();
    assertEquals(
        List.of(new MdnsEvent.ServiceFound(ALL, found(47470, List.of("10.0.0.9"), "10.0.0.9"))),
        host.events);
  }

  /** Who has said where it runs, which is not who has told its addresses. */
  @Test
  void theSendersOfItsServiceRecordAreItsSources() {
    browsing().hears(PEER, wholeService());
    host.hears("192.168.7.66", Wire.response(Wire.a(HOST, "192.168.7.66", 120, 0)));
    assertEquals(Set.of(Wire.ip(PEER)), last().heard().orElseThrow().sources());

    host.hears("192.168.7.66", wholeService());
    assertEquals(
        Set.of(Wire.ip(PEER), Wire.ip("192.168.7.66")), last().heard().orElseThrow().sources());
    host.events.clear();
    host.hears(PEER, wholeService());
    assertEquals(List.of(), host.events, "it is told again by whom it was told before");
  }

  @Test
  void aServiceThatMovesToAnotherHostHasTheSourcesOfThat() {
    browsing().hears(PEER, wholeService());
    host.pass(Duration.ofSeconds(2));
    host.hears("192.168.7.66", Wire.response(Wire.srv(NAME, HOST_NAME, 4711, 120)));
    assertEquals(4711, last().port());
    assertEquals(Set.of(Wire.ip("192.168.7.66")), last().heard().orElseThrow().sources());
  }

  @Test
  void sourcesAreBoundedAndTheFirstOfThemStay() {
    browsing().hears(PEER, wholeService());
    for (int i = 100; i < 200; i++) {
      host.hears("192.168.7." + i, wholeService());
    }
    Set<InetAddress> sources = last().heard().orElseThrow().sources();
    assertEquals(8, sources.size());
    assertTrue(sources.contains(Wire.ip(PEER)));
  }

  /** Whoever copies another's advert can write any address into it. */
  @Test
  void whatNoNeighbourCanHaveIsToldButNotAmongTheNeighbours() {
    browsing().hears(PEER, wholeService());
    host.events.clear();
    host.hears(
        "192.168.7.66",
        Wire.response(
            Wire.a(HOST, "8.8.8.8", 120, 0),
            Wire.a(HOST, "192.168.7.255", 120, 0),
            Wire.a(HOST, "127.0.0.1", 120, 0),
            Wire.aaaa(HOST, "2001:db8::9", 120, 0)));

    FoundService service = last();
    assertEquals(5, service.addresses().size());
    assertEquals(Set.of(Wire.ip(PEER)), service.heard().orElseThrow().neighbours());
  }

  @Test
  void anAddressIsANeighboursOnTheLinkWhereItWasTold() {
    host.on(link(1, "192.168.7.2/24"), link(2, "10.0.0.2/8"));
    host.core.browse(host.clock.now(), ALL);
    host.pass(Duration.ofSeconds(5));
    host.hears(PEER, wholeService());
    Message onFirst = Wire.response(Wire.a(HOST, "10.0.0.9", 120, 0));
    host.hears(PEER, onFirst);
    assertEquals(Set.of(Wire.ip(PEER)), last().heard().orElseThrow().neighbours());

    host.hears(new Arrival(2, Wire.at("10.0.0.9", 5353), true), onFirst.toWire());
    assertEquals(
        Set.of(Wire.ip(PEER), Wire.ip("10.0.0.9")), last().heard().orElseThrow().neighbours());
  }

  @Test
  void whatIsANeighboursChangesWithTheHostsOwnAddresses() {
    browsing().hears(PEER, wholeService());
    host.on(link(1, "172.16.0.2/24"));
    host.settle();
    assertEquals(Set.of(), last().heard().orElseThrow().neighbours());
    host.on(link(1, "172.16.0.2/24", "192.168.7.3/24"));
    host.settle();
    assertEquals(Set.of(Wire.ip(PEER)), last().heard().orElseThrow().neighbours());
  }

  /** A device that has one link-local address on two links is at two places. */
  @Test
  void oneLinkLocalAddressOnTwoLinksIsTwo() {
    host.on(link(1, "192.168.7.2/24"), link(2, "10.0.0.2/8"));
    host.core.browse(host.clock.now(), ALL);
    host.pass(Duration.ofSeconds(5));
    host.hears(PEER, wholeService());
    Message linkLocal = Wire.response(Wire.aaaa(HOST, "fe80::9", 120, 0));
    host.hears(PEER, linkLocal);
    host.hears(new Arrival(2, Wire.at("10.0.0.9", 5353), true), linkLocal.toWire());

    assertEquals(
        List.of(1, 2),
        last().addresses().stream()
            .filter(Inet6Address.class::isInstance)
            .map(each -> ((Inet6Address) each).getScopeId())
            .sorted()
            .toList());
  }

  private FoundService last() {
    return ((MdnsEvent.ServiceFound) host.events.get(host.events.size() - 1)).service();
  }

  @Test
  void linkLocalAddressesHaveTheirLinkAsScope() {
    browsing().hears(PEER, wholeService());
    host.events.clear();
    host.hears(PEER, Wire.response(Wire.aaaa(HOST, "fe80::9", 120, Wire.FLUSH)));

    FoundService service = ((MdnsEvent.ServiceFound) host.events.get(0)).service();
    Inet6Address address = (Inet6Address) service.addresses().get(1);
    assertEquals(1, address.getScopeId());
  }

  @Test
  void nothingIsToldOrRememberedAfterTheEnd() {
    browsing().hears(PEER, wholeService());
    host.events.clear();
    host.core.stopBrowsing(host.clock.now(), ALL);
    assertEquals(0, host.core.cachedRecords());
    host.hears(PEER, wholeService());

    assertEquals(List.of(), host.events);
    assertEquals(List.of(), host.pass(Duration.ofHours(2)));
  }

  @Test
  void twoBrowsesOfOneServiceAreToldEach() {
    Browse cameras = new Browse(ServiceType.LANWARD, Optional.of("_camera"));
    browsing().core.browse(host.clock.now(), cameras);
    Message response = wholeService();
    response.addRecord(Wire.ptr("_camera._sub." + TYPE, NAME, 4500), Section.ANSWER);
    host.hears(PEER, response);
    assertEquals(2, host.events.size());
    host.events.clear();

    host.core.stopBrowsing(host.clock.now(), ALL);
    host.hears(PEER, Wire.response(Wire.ptr("_camera._sub." + TYPE, NAME, 0)));
    host.pass(Duration.ofSeconds(1));
    assertEquals(List.of(new MdnsEvent.ServiceLost(cameras, instance(RANDOM))), host.events);
  }

  @Test
  void browsesAreBounded() {
    for (int i = 0; i < MdnsLimits.defaults().browses(); i++) {
      assertTrue(
          host.core.browse(
              host.clock.now(), new Browse(ServiceType.LANWARD, Optional.of("_t" + i))));
    }
    assertFalse(host.core.browse(host.clock.now(), ALL));
    assertEquals(1, host.count(MdnsCounter.TABLE_FULL));
  }
}
