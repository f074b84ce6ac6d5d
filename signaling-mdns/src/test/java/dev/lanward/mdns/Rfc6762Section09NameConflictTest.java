package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static dev.lanward.mdns.Services.HOST;
import static dev.lanward.mdns.Services.HOST_NAME;
import static dev.lanward.mdns.Services.RANDOM;
import static dev.lanward.mdns.Services.TYPE;
import static dev.lanward.mdns.Services.full;
import static dev.lanward.mdns.Services.instance;
import static dev.lanward.mdns.Services.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Tick;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Names that people chose: probed, given up to whoever has them, and found again. */
class Rfc6762Section09NameConflictTest {
  private static final String PEER = "192.168.7.9";
  private static final String OURS = full("Doorbell");
  private static final Record THEIRS = Wire.srv(OURS, "other.local.", 80, 120);

  /** As we claim it ourselves, so that the SRV decides. */
  private static final Record CLAIMED_TXT =
      new TXTRecord(Wire.name(OURS), DClass.IN, 4500, List.of("txtvers=1", "ty=camera"));

  private final Host host = new Host();

  @BeforeEach
  void startQuietly() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), HOST);
    host.quiet();
  }

  private static boolean isProbe(Transmit transmit) {
    return !Wire.records(Wire.parse(transmit.payload()), Section.AUTHORITY).isEmpty();
  }

  private static String asked(Transmit transmit) {
    return Wire.parse(transmit.payload()).getQuestion().getName().getLabelString(0);
  }

  private void published() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.quiet();
  }

  /** Section 8.1: three probes 250 ms apart after a random 0 to 250 ms, then it is ours. */
  @Test
  void section81ThreeProbesBeforeTheFirstAnnouncement() {
    Set<Duration> firsts = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Tick start = host.clock.now();
      host.core.publish(start, service("Doorbell " + i));
      Duration wait = host.core.nextTimeout().orElseThrow().since(start);
      firsts.add(wait);
      assertTrue(wait.compareTo(Duration.ofMillis(250)) <= 0, wait::toString);
      assertEquals(3, host.pass(wait.plusMillis(749)).size());
      assertEquals(List.of(), host.events);
      Transmit announcement = host.pass(Duration.ofMillis(1)).get(0);
      assertTrue(!isProbe(announcement));
      assertEquals(1, host.events.size());
      host.quiet();
    }
    assertTrue(firsts.size() > 15, "random");
  }

  /** Section 8.2: a probe says in its authority section what is about to be claimed. */
  @Test
  void section82ProbeCarriesTheClaim() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    Message probe = Wire.parse(host.pass(Duration.ofMillis(250)).get(0).payload());

    assertEquals(List.of(Wire.question(OURS, Type.ANY)), probe.getSection(Section.QUESTION));
    assertEquals(
        List.of(
            OURS + " SRV 0 0 47470 " + HOST_NAME + " 120",
            OURS + " TXT \"txtvers=1\" \"ty=camera\" 4500"),
        Wire.named(probe, Section.AUTHORITY));
  }

  /** Nobody is told of a name that is still being asked about. */
  @Test
  void nameBeingProbedIsNotAnswered() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.hears(PEER, Wire.query(Wire.question(OURS, Type.SRV)));
    host.hears(PEER, Wire.query(Wire.question(TYPE, Type.PTR)));

    assertTrue(host.pass(Duration.ofMillis(700)).stream().allMatch(each -> isProbe(each)));
  }

  /** Section 8.1: what comes before the first probe "MUST be silently ignored". */
  @Test
  void section81AnswersBeforeTheFirstProbeAreIgnored() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.hears(PEER, Wire.response(THEIRS));
    host.pass(Duration.ofSeconds(2));

    assertEquals(
        List.of(new MdnsEvent.ServicePublished(instance("Doorbell"), instance("Doorbell"))),
        host.events);
  }

  /** Section 8.1: "a host MUST NOT consult its cache": what was heard before may be long gone. */
  @Test
  void section81TheCacheIsNotConsulted() {
    host.core.browse(host.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    host.hears(PEER, Wire.response(Wire.ptr(TYPE, OURS, 4500), THEIRS));
    host.pass(Duration.ofSeconds(5));
    assertTrue(host.core.cachedRecords() >= 2, "they are in the cache");

    host.core.publish(host.clock.now(), service("Doorbell"));
    host.pass(Duration.ofSeconds(2));
    assertTrue(
        host.events.contains(
            new MdnsEvent.ServicePublished(instance("Doorbell"), instance("Doorbell"))));
  }

  /** Section 6.6: our records with less than half of their life left: said again as they are. */
  @Test
  void section66ForgedGoodbyeIsContradicted() {
    published();
    host.hears(PEER, Wire.response(Wire.ptr(TYPE, OURS, 0)));
    assertTrue(Wire.answers(host.settle().get(0)).contains("PTR Doorbell." + TYPE + " 4500"));
    host.pass(Duration.ofSeconds(1));
    host.hears(PEER, Wire.response(Wire.ptr(TYPE, OURS, 2249)));
    assertEquals(1, host.settle().size());
    host.pass(Duration.ofSeconds(1));
    host.hears(PEER, Wire.response(Wire.a(HOST, "192.168.7.2", 59, Wire.FLUSH)));
    assertEquals(List.of("A 192.168.7.2 120 flush"), Wire.answers(host.settle().get(0)));

    host.pass(Duration.ofSeconds(1));
    host.hears(PEER, Wire.response(Wire.ptr(TYPE, OURS, 2250)));
    host.hears(PEER, Wire.response(Wire.a(HOST, "192.168.7.2", 60, Wire.FLUSH)));
    assertEquals(List.of(), host.settle());
  }

  /** Section 9: "MUST ... choose a new name": the next one, probed in its turn. */
  @Test
  void takenNameIsNumbered() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.pass(Duration.ofMillis(300));
    host.hears(PEER, Wire.response(THEIRS));
    host.sent.clear();
    host.pass(Duration.ofMillis(10));
    assertEquals("Doorbell\\032\\(2\\)", asked(host.sent.get(0)));
    host.pass(Duration.ofSeconds(1));

    assertEquals(
        List.of(new MdnsEvent.ServicePublished(instance("Doorbell"), instance("Doorbell (2)"))),
        host.events);
    assertEquals(List.of(), host.hears(PEER, Wire.query(Wire.question(OURS, Type.SRV))));
  }

  @Test
  void ofManyWithOneNameEachGetsItsOwn() {
    Lan lan = new Lan();
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Host each = lan.add("192.168.7." + (2 + i) + "/24");
      hosts.add(each);
      each.core.publish(lan.clock.now(), Services.atPort("Doorbell", 1000 + i));
    }
    lan.pass(Duration.ofSeconds(30));

    Set<String> names = new HashSet<>();
    for (Host each : hosts) {
      assertEquals(1, each.events.size(), each.events::toString);
      names.add(((MdnsEvent.ServicePublished) each.events.get(0)).actual().name());
    }
    assertEquals(
        Set.of("Doorbell", "Doorbell (2)", "Doorbell (3)", "Doorbell (4)", "Doorbell (5)"), names);
  }

  /** Section 8.2: the lesser data wait a second, and find the name taken. */
  @Test
  void section82TheLesserDataWaitASecond() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.pass(Duration.ofMillis(250));
    Message greater = Wire.query(Wire.question(OURS, Type.ANY));
    greater.addRecord(Wire.srv(OURS, HOST_NAME, 47471, 120), Section.AUTHORITY);
    greater.addRecord(CLAIMED_TXT, Section.AUTHORITY);
    host.hears(PEER, greater);

    assertEquals(List.of(), host.pass(Duration.ofMillis(999)));
    assertTrue(isProbe(host.pass(Duration.ofMillis(1)).get(0)));
    host.pass(Duration.ofMillis(750));
    assertEquals(
        List.of(new MdnsEvent.ServicePublished(instance("Doorbell"), instance("Doorbell"))),
        host.events);
  }

  @Test
  void section82TheGreaterDataGoOn() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.pass(Duration.ofMillis(250));
    Message lesser = Wire.query(Wire.question(OURS, Type.ANY));
    lesser.addRecord(Wire.srv(OURS, HOST_NAME, 47469, 120), Section.AUTHORITY);
    lesser.addRecord(CLAIMED_TXT, Section.AUTHORITY);
    host.hears(PEER, lesser);
    host.pass(Duration.ofMillis(750));

    assertEquals(1, host.events.size());
  }

  /** Section 8.2.1: several records are compared in order; who has more when equal wins. */
  @Test
  void section821RecordsAreComparedInOrderAndMoreIsGreater() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.pass(Duration.ofMillis(250));
    Message same = Wire.query(Wire.question(OURS, Type.ANY));
    // In the other order, and with one record more of a greater type.
    same.addRecord(Wire.a(HOST, "192.168.7.9", 120, 0), Section.AUTHORITY);
    same.addRecord(
        new org.xbill.DNS.NSECRecord(
            Wire.name(OURS), 1, 120, Wire.name(OURS), new int[] {Type.SRV}),
        Section.AUTHORITY);
    same.addRecord(Wire.srv(OURS, HOST_NAME, 47470, 120), Section.AUTHORITY);
    same.addRecord(CLAIMED_TXT, Section.AUTHORITY);
    host.hears(PEER, same);

    assertEquals(List.of(), host.pass(Duration.ofMillis(999)));
  }

  /** Section 8.1: "... any Multicast DNS responses ... that match": our own data do not count. */
  @Test
  void ownDataFromElsewhereAreNoConflict() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.pass(Duration.ofMillis(250));
    host.hears(PEER, Wire.response(Wire.srv(OURS, HOST_NAME, 47470, 120)));
    host.pass(Duration.ofSeconds(1));

    assertEquals(
        List.of(new MdnsEvent.ServicePublished(instance("Doorbell"), instance("Doorbell"))),
        host.events);
  }

  /** Section 9: an established name in conflict goes back to being probed. */
  @Test
  void section9EstablishedNameInConflictIsProbedAgainAndKeptIfFree() {
    published();
    host.hears(PEER, Wire.response(THEIRS));

    assertTrue(isProbe(host.settle().get(0)));
    assertEquals(List.of(), host.hears(PEER, Wire.query(Wire.question(OURS, Type.SRV))));
    host.pass(Duration.ofSeconds(1));
    assertEquals(
        List.of(new MdnsEvent.ServicePublished(instance("Doorbell"), instance("Doorbell"))),
        host.events);
  }

  @Test
  void section9EstablishedNameIsGivenUpToWhoDefendsIt() {
    published();
    host.hears(PEER, Wire.response(THEIRS));
    host.settle();
    host.hears(PEER, Wire.response(THEIRS));
    host.pass(Duration.ofSeconds(2));

    assertEquals(
        List.of(new MdnsEvent.ServicePublished(instance("Doorbell"), instance("Doorbell (2)"))),
        host.events);
  }

  @Test
  void recordsOfOtherTypesAndGoodbyesAreNoConflict() {
    published();
    host.hears(PEER, Wire.response(Wire.srv(OURS, "other.local.", 80, 0)));
    host.hears(PEER, Wire.response(Wire.ptr(TYPE, full("Other"), 4500)));

    assertEquals(List.of(), host.pass(Duration.ofSeconds(3)));
  }

  /** What we said before a change may come back late, by a bridge: it is not somebody else. */
  @Test
  void ownEarlierDataAreNoConflict() {
    published();
    host.core.publish(host.clock.now(), Services.atPort("Doorbell", 4711));
    host.quiet();
    host.hears(PEER, Wire.response(Wire.srv(OURS, HOST_NAME, 47470, 120)));

    assertEquals(List.of(), host.pass(Duration.ofSeconds(3)));
  }

  /** Section 9, turned round: a random name is kept, and the impostor contradicted. */
  @Test
  void randomNameIsDefendedAndTheImpostorTold() {
    host.core.publish(host.clock.now(), service(RANDOM));
    host.quiet();
    host.hears(PEER, Wire.response(Wire.srv(full(RANDOM), "other.local.", 80, 120)));

    assertEquals(
        List.of(new MdnsEvent.ServiceConflict(instance(RANDOM), Wire.ip(PEER))), host.events);
    assertTrue(Wire.answers(host.settle().get(0)).get(1).startsWith("SRV 0 0 47470"));
  }

  /** "fifteen conflicts ... in any ten-second period ... MUST wait at least five seconds". */
  @Test
  void section81FifteenConflictsSlowTheProbingDown() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.pass(Duration.ofMillis(250));
    for (int i = 0; i < 15; i++) {
      host.hears(PEER, Wire.response(Wire.srv(full(name(i)), "other.local.", 80, 120)));
      if (i < 14) {
        host.sent.clear();
        host.settle();
        assertTrue(isProbe(host.sent.get(0)), "conflict " + i);
      }
    }
    assertEquals(List.of(), host.pass(Duration.ofMillis(4999)));
    assertTrue(isProbe(host.pass(Duration.ofMillis(1)).get(0)));
  }

  private static String name(int attempts) {
    return attempts == 0 ? "Doorbell" : "Doorbell\\032(" + (attempts + 1) + ")";
  }

  /** RFC 6763 appendix D; the number must fit the 63 bytes, and no character may be halved. */
  @Test
  void longNamesAreCutBetweenCharacters() {
    String longest = "ä".repeat(31) + "x";
    String next = instance(longest).renamed(12).name();

    assertEquals("ä".repeat(29) + " (12)", next);
    assertEquals(63, next.getBytes(StandardCharsets.UTF_8).length);
    assertEquals("a (2)", instance("a").renamed(2).name());
    String emoji = "\uD83D\uDD14".repeat(15);
    assertEquals("\uD83D\uDD14".repeat(14) + " (2)", instance(emoji).renamed(2).name());
  }

  /** Section 8.1: several names are asked about in one packet, split where it grows too large. */
  @Test
  void section81ProbesOfManyNamesShareSmallPackets() {
    host.core.setInterfaces(host.clock.now(), List.of());
    for (int i = 0; i < 50; i++) {
      host.core.publish(host.clock.now(), service("Doorbell " + i));
    }
    host.clock.advance(Duration.ofMillis(250));
    host.on(link(1, "192.168.7.2/24"));

    List<Transmit> probes = host.settle().stream().filter(each -> isProbe(each)).toList();

    assertTrue(probes.size() > 1 && probes.size() < 20, "packets: " + probes.size());
    assertTrue(probes.stream().allMatch(each -> each.payload().length() <= 1440));
    assertEquals(
        50,
        probes.stream()
            .mapToInt(each -> Wire.parse(each.payload()).getSection(Section.QUESTION).size())
            .sum());
  }

  /** Section 8.3: "MUST NOT send regular periodic announcements as a matter of course". */
  @Test
  void servicesAreNotAnnouncedPeriodically() {
    published();
    List<Transmit> sent = host.pass(Duration.ofHours(2));
    assertTrue(sent.size() > 100, "the host name is: browsers ask once");
    assertTrue(
        sent.stream()
            .flatMap(each -> Wire.answers(each).stream())
            .allMatch(each -> each.startsWith("A ")));
  }

  @Test
  void withdrawnWhileProbedSaysNothing() {
    host.core.publish(host.clock.now(), service("Doorbell"));
    host.pass(Duration.ofMillis(300));
    host.core.withdraw(host.clock.now(), instance("Doorbell"));

    assertEquals(List.of(), host.pass(Duration.ofSeconds(5)));
    assertEquals(List.of(), host.events);
  }
}
