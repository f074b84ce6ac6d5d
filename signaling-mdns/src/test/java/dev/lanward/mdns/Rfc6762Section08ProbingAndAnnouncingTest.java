package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class Rfc6762Section08ProbingAndAnnouncingTest {
  private static final UUID OURS = UUID.fromString("11111111-2222-4333-8444-555555555555");
  private static final String PEER = "192.168.7.9";

  private final Host host = new Host();

  /** "MUST send at least two unsolicited responses, one second apart ... up to eight" (8.3). */
  @Test
  void newNameIsAnnouncedAtOnceThenAfterOneAndThreeSeconds() {
    host.on(link(1, "192.168.7.2/24"));
    host.quiet();
    host.core.addHost(host.clock.now(), OURS);

    List<Transmit> first = host.settle();
    assertEquals(1, first.size());
    assertEquals(List.of("A 192.168.7.2 120 flush"), Wire.answers(first.get(0)));
    assertEquals(MdnsProtocol.GROUP_IPV4, first.get(0).destination().getAddress());
    assertEquals(1, host.pass(Duration.ofSeconds(1)).size());
    assertEquals(1, host.pass(Duration.ofSeconds(2)).size());
    assertEquals(0, host.pass(Duration.ofSeconds(30)).size());
  }

  @Test
  void namesAreAnnouncedAgainEveryMinuteForLateListeners() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), OURS);
    host.quiet();

    assertEquals(5, host.pass(Duration.ofMinutes(5)).size());
  }

  @Test
  void linkThatComesUpHearsAllNames() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), OURS);
    host.quiet();
    host.on(link(1, "192.168.7.2/24"), link(2, "10.0.0.2/8"));

    List<Transmit> sent = host.pass(Duration.ofSeconds(4));

    assertEquals(List.of(2, 2, 2), sent.stream().map(Transmit::linkIndex).toList());
    assertEquals(List.of("A 10.0.0.2 120 flush"), Wire.answers(sent.get(0)));
  }

  /** Section 8.4: "... any record ... changes ... MUST ... repeat the announcing step". */
  @Test
  void changedAddressIsAnnouncedAndTheOldOneTakenBack() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), OURS);
    host.quiet();
    host.on(link(1, "192.168.7.3/24"));

    List<Transmit> sent = host.settle();

    assertEquals(List.of("A 192.168.7.2 0 flush"), Wire.answers(sent.get(0)));
    assertEquals(List.of("A 192.168.7.3 120 flush"), Wire.answers(sent.get(1)));
  }

  @Test
  void recognisedNameIsAnnouncedAtANewAddressWhileOthersMayRememberTheOldOne() {
    Host recognising = new Host(OURS::equals).on(link(1, "192.168.7.2/24"));
    recognising.quiet();
    recognising.hears(PEER, Wire.query(Wire.question(OURS, Type.A)));
    recognising.clock.advance(Duration.ofSeconds(10));
    recognising.on(link(1, "192.168.7.3/24"));

    List<Transmit> sent = recognising.settle();
    assertEquals(List.of("A 192.168.7.3 120 flush"), Wire.answers(sent.get(1)));

    recognising.quiet();
    recognising.pass(Duration.ofSeconds(121));
    recognising.sent.clear();
    recognising.on(link(1, "192.168.7.4/24"));
    assertEquals(List.of(), recognising.settle(), "forgotten when all others have forgotten it");
  }

  /** Nothing changes when the system lists the same interfaces once more. */
  @Test
  void sameLinksAreNoNews() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), OURS);
    host.quiet();
    host.on(link(1, "192.168.7.2/24"));

    assertEquals(List.of(), host.settle());
  }

  /** "three probe queries ... 250 ms apart ... by 250 ms after the third ... may be used" (8.1). */
  @Test
  void nameIsFreeWhenThreeQuestionsStayUnanswered() {
    host.on(link(1, "192.168.7.2/24"));
    host.quiet();
    host.core.probe(host.clock.now(), OURS);

    List<Transmit> sent = host.pass(Duration.ofMillis(749));
    assertEquals(3, sent.size());
    Message probe = Wire.parse(sent.get(0).payload());
    assertEquals(List.of(Wire.question(OURS, Type.ANY)), probe.getSection(Section.QUESTION));
    assertEquals(List.of("A 192.168.7.2 120"), Wire.records(probe, Section.AUTHORITY));
    assertEquals(List.of(), host.events);

    host.pass(Duration.ofMillis(1));
    assertEquals(List.of(new MdnsEvent.ProbeFree(OURS)), host.events);
    assertEquals(List.of(), host.pass(Duration.ofSeconds(5)));
  }

  @Test
  void nameIsTakenWhenSomebodyAnswers() {
    host.on(link(1, "192.168.7.2/24"));
    host.quiet();
    host.core.probe(host.clock.now(), OURS);
    host.settle();
    host.hears(PEER, Wire.response(Wire.a(OURS, "192.168.7.9", 120, Wire.FLUSH)));

    assertEquals(List.of(new MdnsEvent.ProbeTaken(OURS)), host.events);
    assertEquals(List.of(), host.pass(Duration.ofSeconds(5)));
  }

  @Test
  void twoOnOneLinkAgreeWhoMayHaveTheName() {
    Lan lan = new Lan();
    Host holder = lan.add("192.168.7.2/24");
    Host asker = lan.add("192.168.7.3/24");
    holder.core.addHost(lan.clock.now(), OURS);
    lan.pass(Duration.ofSeconds(10));
    asker.core.probe(lan.clock.now(), OURS);
    lan.pass(Duration.ofSeconds(1));

    assertEquals(List.of(new MdnsEvent.ProbeTaken(OURS)), asker.events);
  }

  /** "Simultaneous probe tiebreaking": the lexicographically later data wins (section 8.2). */
  @Test
  void ofTwoWhoProbeAtOnceTheGreaterGoesFirst() {
    Lan lan = new Lan();
    Host less = lan.add("192.168.7.2/24");
    Host greater = lan.add("192.168.7.200/24");
    less.core.probe(lan.clock.now(), OURS);
    greater.core.probe(lan.clock.now(), OURS);
    lan.pass(Duration.ofSeconds(2));

    assertEquals(List.of(new MdnsEvent.ProbeTaken(OURS)), less.events);
    assertEquals(List.of(new MdnsEvent.ProbeFree(OURS)), greater.events);
  }

  @Test
  void ownEchoIsNotSomebodyElse() {
    host.on(link(1, "192.168.7.2/24"), link(2, "192.168.7.3/24"));
    host.quiet();
    host.core.probe(host.clock.now(), OURS);
    for (Transmit each : host.settle()) {
      // A bridge carries what we send on one link to the other, and loops all back.
      for (int link = 1; link <= 2; link++) {
        host.hears(new Arrival(link, Wire.at("192.168.7.3", 5353), true), each.payload().toArray());
      }
    }
    host.pass(Duration.ofSeconds(1));

    assertEquals(List.of(new MdnsEvent.ProbeFree(OURS)), host.events);
  }

  @Test
  void recognisedNameIsNotAnsweredWhileItIsProbed() {
    Host recognising = new Host(OURS::equals).on(link(1, "192.168.7.2/24"));
    recognising.quiet();
    recognising.core.probe(recognising.clock.now(), OURS);
    recognising.settle();
    assertEquals(List.of(), recognising.hears(PEER, Wire.query(Wire.question(OURS, Type.A))));
    recognising.pass(Duration.ofSeconds(1));
    assertEquals(1, recognising.hears(PEER, Wire.query(Wire.question(OURS, Type.A))).size());
  }

  @Test
  void ownNameCannotBeProbed() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), OURS);

    assertThrows(IllegalStateException.class, () -> host.core.probe(host.clock.now(), OURS));
  }

  /** Section 9, turned round: a random name is never given up to somebody who claims it too. */
  @Test
  void impostorIsToldOfAndContradicted() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), OURS);
    host.quiet();
    host.hears(PEER, Wire.response(Wire.a(OURS, "192.168.7.66", 120, Wire.FLUSH)));

    assertEquals(List.of(new MdnsEvent.HostConflict(OURS, Wire.ip(PEER))), host.events);
    assertEquals(List.of("A 192.168.7.2 120 flush"), Wire.answers(host.settle().get(0)));
    for (int i = 0; i < 100; i++) {
      host.hears(PEER, Wire.response(Wire.a(OURS, "192.168.7.66", 120, Wire.FLUSH)));
      assertTrue(host.settle().isEmpty(), "contradiction obeys the limit of one a second");
    }
  }

  @Test
  void ownRecordsHeardOnAnotherLinkAreNoConflict() {
    host.on(link(1, "192.168.7.2/24"), link(2, "10.0.0.2/8"));
    host.core.addHost(host.clock.now(), OURS);
    host.quiet();
    host.hears("192.168.7.2", Wire.response(Wire.a(OURS, "10.0.0.2", 120, Wire.FLUSH)));

    assertEquals(List.of(), host.events);
  }
}
