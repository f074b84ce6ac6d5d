package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class Rfc6762Section05QueryingTest {
  private static final UUID WANTED = UUID.fromString("aaaaaaaa-2222-4333-8444-555555555555");
  private static final UUID OTHER = UUID.fromString("99999999-2222-4333-8444-555555555555");
  private static final String PEER = "192.168.7.9";

  /** Two questions over two families. */
  private static final int PACKETS = 4;

  private final Host host = new Host();

  @BeforeEach
  void start() {
    host.on(link(1, "192.168.7.2/24", "fe80::2/64"));
    host.quiet();
  }

  private void resolve(Duration timeout) {
    assertTrue(host.core.resolve(host.clock.now(), WANTED, timeout));
  }

  /** One question a packet, since Chromium answers no query that has two. */
  @Test
  void asksForBothAddressTypesOverBothFamilies() {
    resolve(Duration.ofSeconds(30));

    Set<String> asked = new HashSet<>();
    for (Transmit each : host.settle()) {
      Message query = Wire.parse(each.payload());
      assertEquals(1, query.getSection(Section.QUESTION).size());
      assertEquals(0, query.getHeader().getID());
      asked.add(each.family() + " " + Type.string(query.getQuestion().getType()));
    }
    assertEquals(Set.of("IPV4 A", "IPV4 AAAA", "IPV6 A", "IPV6 AAAA"), asked);
  }

  /** "the interval between the first two queries MUST be at least one second ... factor of two". */
  @Test
  void asksAgainAtOneThreeAndSevenSecondsThenGivesUpInTime() {
    resolve(Duration.ofSeconds(10));
    assertEquals(PACKETS, host.settle().size());
    assertEquals(0, host.pass(Duration.ofMillis(999)).size());
    assertEquals(PACKETS, host.pass(Duration.ofMillis(1)).size());
    assertEquals(PACKETS, host.pass(Duration.ofSeconds(2)).size());
    assertEquals(PACKETS, host.pass(Duration.ofSeconds(4)).size());
    assertEquals(List.of(), host.events);
    assertEquals(0, host.pass(Duration.ofSeconds(3)).size());
    assertEquals(List.of(new MdnsEvent.ResolutionEnded(WANTED)), host.events);
    assertEquals(0, host.pass(Duration.ofMinutes(5)).size());
  }

  @Test
  void asksAtMostOnceAMinuteInTheLongRun() {
    resolve(Duration.ofHours(1));
    host.pass(Duration.ofMinutes(10));

    assertEquals(PACKETS, host.pass(Duration.ofMinutes(1)).size());
  }

  @Test
  void tellsEveryAddressOnceAndLinkLocalOnesWithTheirLink() {
    resolve(Duration.ofSeconds(30));
    host.settle();
    Message answer =
        Wire.response(
            Wire.a(WANTED, "192.168.7.9", 120, Wire.FLUSH),
            Wire.aaaa(WANTED, "fe80::9", 120, Wire.FLUSH));
    host.hears(PEER, answer);
    host.hears(PEER, answer);

    assertEquals(List.of(Wire.ip("192.168.7.9"), Wire.ip("fe80::9")), host.resolved());
    assertEquals(1, ((Inet6Address) host.resolved().get(1)).getScopeId());
  }

  @Test
  void takesAddressesFromAdditionalRecordsToo() {
    resolve(Duration.ofSeconds(30));
    host.settle();
    Message answer = Wire.response(Wire.a(WANTED, "192.168.7.9", 120, Wire.FLUSH));
    answer.addRecord(Wire.aaaa(WANTED, "fd00::9", 120, Wire.FLUSH), Section.ADDITIONAL);
    host.hears(PEER, answer);

    assertEquals(2, host.resolved().size());
  }

  @Test
  void staysQuietOnceAnsweredAndAsksAgainAtEightyPercentOfTheLife() {
    resolve(Duration.ofMinutes(10));
    host.settle();
    host.hears(PEER, Wire.response(Wire.a(WANTED, "192.168.7.9", 120, Wire.FLUSH)));

    assertEquals(0, host.pass(Duration.ofMillis(95_999)).size());
    assertEquals(PACKETS, host.pass(Duration.ofMillis(1)).size());
  }

  @Test
  void hearsOfAMoveWithoutAsking() {
    resolve(Duration.ofMinutes(10));
    host.settle();
    host.hears(PEER, Wire.response(Wire.a(WANTED, "192.168.7.9", 120, Wire.FLUSH)));
    host.pass(Duration.ofSeconds(5));
    host.hears(PEER, Wire.response(Wire.a(WANTED, "192.168.7.10", 120, Wire.FLUSH)));

    assertEquals(List.of(Wire.ip("192.168.7.9"), Wire.ip("192.168.7.10")), host.resolved());
  }

  @Test
  void whatIsKnownIsToldAtOnceTheNextTimeAndNotAskedForInVain() {
    resolve(Duration.ofSeconds(30));
    host.settle();
    host.hears(PEER, Wire.response(Wire.a(WANTED, "192.168.7.9", 120, Wire.FLUSH)));
    host.core.cancelResolve(WANTED);
    host.events.clear();
    host.pass(Duration.ofSeconds(5));

    resolve(Duration.ofSeconds(30));
    List<Transmit> sent = host.settle();

    assertEquals(List.of(Wire.ip("192.168.7.9")), host.resolved());
    assertEquals(List.of("A 192.168.7.9 115"), Wire.answers(sent.get(0)), "7.1: known answers");
  }

  /** "the rrclass ... cache-flush bit ... after one second" (section 10.2). */
  @Test
  void replacedAddressIsForgottenAfterASecond() {
    resolve(Duration.ofSeconds(30));
    host.settle();
    host.hears(PEER, Wire.response(Wire.a(WANTED, "192.168.7.9", 120, Wire.FLUSH)));
    host.clock.advance(Duration.ofSeconds(3));
    host.hears(PEER, Wire.response(Wire.a(WANTED, "192.168.7.10", 120, Wire.FLUSH)));
    host.clock.advance(Duration.ofSeconds(1));

    host.events.clear();
    resolve(Duration.ofSeconds(30));
    host.settle();

    assertEquals(List.of(Wire.ip("192.168.7.10")), host.resolved());
  }

  /** "TTL value of zero ... one second" (section 10.1). */
  @Test
  void addressTakenBackIsForgottenAfterASecond() {
    resolve(Duration.ofSeconds(30));
    host.settle();
    host.hears(PEER, Wire.response(Wire.a(WANTED, "192.168.7.9", 120, Wire.FLUSH)));
    host.hears(PEER, Wire.response(Wire.a(WANTED, "192.168.7.9", 0, Wire.FLUSH)));
    host.clock.advance(Duration.ofSeconds(1));

    host.events.clear();
    resolve(Duration.ofSeconds(30));
    host.settle();

    assertEquals(List.of(), host.resolved());
  }

  /** "... silently ignore any ... responses ... where the source UDP port is not 5353" (6, 11). */
  @Test
  void answerFromAnotherPortOrFromAfarIsIgnored() {
    resolve(Duration.ofSeconds(30));
    host.settle();
    byte[] answer = Wire.response(Wire.a(WANTED, "192.168.7.9", 120, Wire.FLUSH)).toWire();

    host.hears(new Arrival(1, Wire.at(PEER, 5354), true), answer);
    host.hears(new Arrival(1, Wire.at("8.8.8.8", 5353), false), answer);

    assertEquals(List.of(), host.resolved());
    assertEquals(2, host.count(MdnsCounter.IGNORED));
  }

  @Test
  void answersAboutOthersAndAddressesThatNobodyHasAreIgnored() {
    resolve(Duration.ofSeconds(30));
    host.settle();
    host.hears(
        PEER,
        Wire.response(
            Wire.a(OTHER, "192.168.7.9", 120, Wire.FLUSH),
            Wire.a(WANTED, "224.0.0.251", 120, Wire.FLUSH),
            Wire.a(WANTED, "255.255.255.255", 120, Wire.FLUSH),
            Wire.a(WANTED, "0.0.0.0", 120, Wire.FLUSH),
            Wire.aaaa(WANTED, "ff02::fb", 120, Wire.FLUSH),
            Wire.aaaa(WANTED, "::", 120, Wire.FLUSH)));

    assertEquals(List.of(), host.resolved());
  }

  /** docs/protocol.md section 5: anybody on the link can answer. */
  @Test
  void addressesFarAwayAreIgnoredUnlessTheyArePrivate() {
    resolve(Duration.ofSeconds(30));
    host.settle();
    host.hears(
        PEER,
        Wire.response(
            Wire.a(WANTED, "8.8.8.8", 120, Wire.FLUSH),
            Wire.a(WANTED, "127.0.0.1", 120, Wire.FLUSH),
            Wire.a(WANTED, "192.168.7.255", 120, Wire.FLUSH),
            Wire.aaaa(WANTED, "2001:db8::9", 120, Wire.FLUSH),
            Wire.aaaa(WANTED, "::1", 120, Wire.FLUSH)));
    assertEquals(List.of(), host.resolved());

    host.hears(
        PEER,
        Wire.response(
            Wire.a(WANTED, "10.0.0.9", 120, Wire.FLUSH),
            Wire.aaaa(WANTED, "fd00::9", 120, Wire.FLUSH)));
    assertEquals(List.of(Wire.ip("10.0.0.9"), Wire.ip("fd00::9")), host.resolved());
  }

  @Test
  void addressesToldForOneNameAreBounded() {
    resolve(Duration.ofSeconds(30));
    host.settle();
    for (int i = 1; i < 200; i++) {
      host.hears(PEER, Wire.response(Wire.a(WANTED, "192.168.7." + i, 120, 0)));
    }

    assertEquals(MdnsLimits.defaults().addressesPerHost(), host.resolved().size());
  }

  @Test
  void namesLookedForAtATimeAreBounded() {
    for (int i = 0; i < MdnsLimits.defaults().resolutions(); i++) {
      assertTrue(host.core.resolve(host.clock.now(), new UUID(0, i), Duration.ofSeconds(9)));
    }
    assertFalse(host.core.resolve(host.clock.now(), WANTED, Duration.ofSeconds(9)));
    assertEquals(1, host.count(MdnsCounter.TABLE_FULL));
  }

  @Test
  void linkThatAppearsIsAskedAtOnce() {
    host.on();
    resolve(Duration.ofSeconds(30));
    host.settle();
    host.on(link(3, "10.0.0.2/8"));

    List<Transmit> sent = host.settle();

    assertEquals(2, sent.size());
    assertEquals(3, sent.get(0).linkIndex());
  }

  /** "... unicast response ... unless ... not multicast that record recently" (section 5.4). */
  @Test
  void unicastQuestionIsAnsweredAloneWhileAllKnowTheRecord() {
    host.core.addHost(host.clock.now(), OTHER);
    host.quiet();
    Record question = Wire.unicastQuestion(OTHER, Type.A);

    List<Transmit> fresh = host.hears(PEER, Wire.query(question));
    assertEquals(Wire.at(PEER, 5353), fresh.get(0).destination());
    assertEquals(List.of("A 192.168.7.2 120 flush"), Wire.answers(fresh.get(0)));

    host.clock.advance(Duration.ofSeconds(35));
    List<Transmit> stale = host.hears(PEER, Wire.query(question));
    assertEquals(MdnsProtocol.GROUP_IPV4, stale.get(0).destination().getAddress());
  }

  @Test
  void unicastAnswerNeverLeavesTheLink() {
    host.core.addHost(host.clock.now(), OTHER);
    host.quiet();

    List<Transmit> sent = host.hears("8.8.8.8", Wire.query(Wire.unicastQuestion(OTHER, Type.A)));

    assertEquals(MdnsProtocol.GROUP_IPV4, sent.get(0).destination().getAddress());
  }
}
