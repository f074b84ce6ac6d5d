package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static dev.lanward.mdns.Services.HOST_NAME;
import static dev.lanward.mdns.Services.RANDOM;
import static dev.lanward.mdns.Services.TYPE;
import static dev.lanward.mdns.Services.full;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** When services are asked for, and with what (RFC 6762 sections 5.2, 7 and 10). */
class Rfc6762Section05BrowsingTest {
  private static final Browse ALL = Rfc6763Section04BrowsingTest.ALL;
  private static final String PEER = "192.168.7.9";
  private static final String OTHER = "192.168.7.10";
  private static final String NAME = full(RANDOM);

  private final Host host = new Host();

  @BeforeEach
  void start() {
    host.on(link(1, "192.168.7.2/24"));
    host.quiet();
  }

  private void browsing() {
    host.core.browse(host.clock.now(), ALL);
    host.pass(Duration.ofSeconds(3).plusMillis(200));
    host.sent.clear();
  }

  private static Message typeQuery() {
    return Wire.query(Wire.question(TYPE, Type.PTR));
  }

  /** When questions of that type are sent from now on, as milliseconds from {@code start}. */
  private List<Long> times(Tick start, int type, Duration span) {
    List<Long> times = new ArrayList<>();
    Tick end = start.plus(span);
    while (host.core.nextTimeout().filter(at -> !end.isBefore(at)).isPresent()) {
      host.clock.set(host.core.nextTimeout().get());
      for (Transmit each : host.settle()) {
        if (Wire.parse(each.payload()).getSection(Section.QUESTION).stream()
            .anyMatch(question -> question.getType() == type)) {
          times.add(host.clock.now().since(start).toMillis());
        }
      }
    }
    host.clock.set(end);
    return times;
  }

  /**
   * "the interval between the first two queries MUST be at least one second, the intervals ... MUST
   * increase by at least a factor of two ... 60 minutes".
   */
  @Test
  void section52QuestionsGetRarerUpToOnceAnHour() {
    Tick start = host.clock.now();
    host.core.browse(start, ALL);

    List<Long> times = times(start, Type.PTR, Duration.ofHours(5));

    assertTrue(times.get(0) >= 20 && times.get(0) <= 120, "first after " + times.get(0));
    for (int i = 1; i < times.size(); i++) {
      long gap = times.get(i) - times.get(i - 1);
      assertEquals(Math.min(1000L << (i - 1), 3_600_000), gap, 1, "gap " + i);
    }
    assertEquals(13 + 3, times.size(), times::toString);
  }

  /** "SHOULD also delay the first query ... by a randomly chosen amount of time 20-120 ms". */
  @Test
  void section52FirstQuestionComesAtARandomTime() {
    Set<Duration> firsts = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      Browse each = new Browse(ServiceType.LANWARD, java.util.Optional.of("_t" + i));
      host.core.browse(host.clock.now(), each);
      firsts.add(host.core.nextTimeout().orElseThrow().since(host.clock.now()));
      host.core.stopBrowsing(host.clock.now(), each);
    }
    assertTrue(firsts.size() > 12);
  }

  /** "at 80 % of the record lifetime ... 85 % ... 90 % ... 95 %", each with 2 % of jitter. */
  @Test
  void section52RecordsAreAskedForAgainAt80To95PercentOfTheirLife() {
    browsing();
    Tick told = host.clock.now();
    host.hears(PEER, Rfc6763Section04BrowsingTest.wholeService());

    List<Long> times = times(told, Type.SRV, Duration.ofSeconds(120).minusNanos(1));

    assertEquals(4, times.size(), times::toString);
    for (int i = 0; i < 4; i++) {
      long least = 120_000L * (80 + 5 * i) / 100;
      assertTrue(times.get(i) >= least && times.get(i) <= least + 2400, i + " at " + times.get(i));
    }
  }

  @Test
  void section52AnAnswerEndsTheAskingAgain() {
    browsing();
    Tick told = host.clock.now();
    host.hears(PEER, Rfc6763Section04BrowsingTest.wholeService());
    host.pass(Duration.ofSeconds(99));
    host.hears(PEER, Rfc6763Section04BrowsingTest.wholeService());

    assertEquals(List.of(), times(told, Type.SRV, Duration.ofSeconds(99 + 95)));
  }

  /** Section 7.1: what is known is said, with the time that is left, unless half of it is gone. */
  @Test
  void section71KnownAnswersAreSaidWithTheTimeLeft() {
    browsing();
    host.hears(PEER, Wire.response(Wire.ptr(TYPE, NAME, 4500)));
    List<String> known = new ArrayList<>();
    Tick told = host.clock.now();
    while (host.clock.now().since(told).compareTo(Duration.ofSeconds(4200)) < 0) {
      for (Transmit each : host.pass(Duration.ofSeconds(1))) {
        Message query = Wire.parse(each.payload());
        if (query.getSection(Section.QUESTION).contains(Wire.question(TYPE, Type.PTR))) {
          long age = host.clock.now().since(told).toSeconds();
          known.addAll(Wire.records(query, Section.ANSWER));
          for (Record record : query.getSection(Section.ANSWER)) {
            assertTrue(Math.abs(4500 - age - record.getTTL()) <= 1, "age " + age);
            assertTrue(record.getTTL() * 2 > 4500, "MUST NOT include when less than half is left");
          }
        }
      }
    }
    assertTrue(known.size() >= 8, known::toString);
    assertTrue(known.stream().noneMatch(each -> each.endsWith("flush")), "MUST NOT set the bit");
  }

  /** Section 7.2: known answers that do not fit follow, and all packets but the last say so. */
  @Test
  void section72ManyKnownAnswersFollowInFurtherPackets() {
    host.core.browse(host.clock.now(), ALL);
    host.pass(Duration.ofMillis(120));
    for (int i = 0; i < 200; i++) {
      host.hears(PEER, Wire.response(Wire.ptr(TYPE, full("instance-number-" + i), 4500)));
    }
    host.sent.clear();
    List<Transmit> sent = new ArrayList<>();
    while (sent.isEmpty()) {
      host.pass(Duration.ofMillis(1)).stream()
          .filter(each -> !known(each).isEmpty())
          .forEach(sent::add);
    }

    assertTrue(sent.size() > 3);
    Set<String> all = new HashSet<>();
    for (int i = 0; i < sent.size(); i++) {
      Message query = Wire.parse(sent.get(i).payload());
      assertTrue(sent.get(i).payload().length() <= 1440);
      assertEquals(i < sent.size() - 1, query.getHeader().getFlag(Flags.TC));
      assertEquals(i == 0 ? 1 : 0, query.getSection(Section.QUESTION).size());
      all.addAll(known(sent.get(i)));
    }
    assertEquals(200, all.size());
  }

  private static List<String> known(Transmit transmit) {
    return Wire.records(Wire.parse(transmit.payload()), Section.ANSWER);
  }

  /** Section 7.3: another host's question with no more known answers counts as ours. */
  @Test
  void section73QuestionThatSomebodyElseJustAskedIsNotRepeated() {
    host.core.browse(host.clock.now(), ALL);
    host.hears(OTHER, typeQuery());
    assertEquals(List.of(), host.pass(Duration.ofMillis(999)));
    assertEquals(1, host.pass(Duration.ofMillis(1)).size());

    host.pass(Duration.ofMillis(1500));
    host.sent.clear();
    host.hears(OTHER, typeQuery());
    assertEquals(List.of(), host.pass(Duration.ofMillis(3999)));
    assertEquals(1, host.pass(Duration.ofMillis(1)).size());
  }

  @Test
  void section73QuestionThatSuppressesMoreThanOursWouldIsNoSubstitute() {
    host.core.browse(host.clock.now(), ALL);
    Message knowing = typeQuery();
    knowing.addRecord(Wire.ptr(TYPE, NAME, 4500), Section.ANSWER);
    host.hears(OTHER, knowing);
    assertEquals(1, host.pass(Duration.ofMillis(120)).size());
  }

  @Test
  void section73UnicastQuestionsAndOwnEchoesAreNoSubstitute() {
    host.core.browse(host.clock.now(), ALL);
    host.hears(OTHER, Wire.query(Wire.unicastQuestion(TYPE, Type.PTR)));
    host.hears("192.168.7.2", typeQuery());
    assertEquals(1, host.pass(Duration.ofMillis(120)).size());
  }

  /** Section 10.2: the flush bit ends what was not told within the last second. */
  @Test
  void section102CacheFlushReplacesOlderRecordsAfterASecond() {
    browsing();
    host.hears(PEER, Rfc6763Section04BrowsingTest.wholeService());
    host.pass(Duration.ofSeconds(2));
    host.hears(PEER, Wire.response(Wire.a(Services.HOST, "192.168.7.20", 120, Wire.FLUSH)));
    host.hears(PEER, Wire.response(Wire.a(Services.HOST, "192.168.7.21", 120, Wire.FLUSH)));
    host.events.clear();
    host.pass(Duration.ofSeconds(1));

    assertEquals(
        List.of(
            new MdnsEvent.ServiceFound(
                ALL, Rfc6763Section04BrowsingTest.found(47470, "192.168.7.20", "192.168.7.21"))),
        host.events,
        "the two of one announcement stay, the old one goes");
  }

  @Test
  void section102CacheFlushOnOneLinkLeavesTheOther() {
    host.on(link(1, "192.168.7.2/24"), link(2, "10.0.0.2/8"));
    browsing();
    host.hears(PEER, Rfc6763Section04BrowsingTest.wholeService());
    host.pass(Duration.ofSeconds(2));
    host.hears(
        new Arrival(2, Wire.at("10.0.0.9", 5353), true),
        Wire.response(Wire.a(Services.HOST, "10.0.0.9", 120, Wire.FLUSH)).toWire());
    host.events.clear();
    host.pass(Duration.ofSeconds(5));

    assertEquals(List.of(), host.events, "both addresses stay");
  }

  /** Section 10.5: two questions of others that nobody answers within ten seconds. */
  @Test
  void section105UnansweredQuestionsOfOthersMakeTheRecordDoubtful() {
    browsing();
    host.hears(PEER, Rfc6763Section04BrowsingTest.wholeService());
    host.events.clear();
    host.hears(OTHER, typeQuery());
    host.pass(Duration.ofSeconds(1));
    host.hears(OTHER, typeQuery());
    host.pass(Duration.ofMillis(9999));
    assertEquals(List.of(), host.events);
    host.pass(Duration.ofMillis(1));
    assertEquals(List.of(new MdnsEvent.ServiceLost(ALL, Services.instance(RANDOM))), host.events);
  }

  @Test
  void section105AnsweredAndKnownAndSingleQuestionsDoNoHarm() {
    browsing();
    host.hears(PEER, Rfc6763Section04BrowsingTest.wholeService());
    host.events.clear();
    Message knowing = typeQuery();
    knowing.addRecord(Wire.ptr(TYPE, NAME, 4500), Section.ANSWER);
    for (int i = 0; i < 5; i++) {
      host.hears(OTHER, knowing);
      host.pass(Duration.ofSeconds(1));
    }
    host.hears(OTHER, typeQuery());
    host.hears(OTHER, typeQuery());
    host.pass(Duration.ofSeconds(30));
    assertEquals(List.of(), host.events, "two at once are one");

    host.hears(OTHER, typeQuery());
    host.pass(Duration.ofSeconds(1));
    host.hears(PEER, Rfc6763Section04BrowsingTest.wholeService());
    host.pass(Duration.ofSeconds(30));
    assertEquals(List.of(), host.events, "answered");
  }

  /** Section 5.2: a new link is asked anew, from the beginning. */
  @Test
  void newLinkIsAskedFromTheBeginning() {
    browsing();
    host.pass(Duration.ofMinutes(30));
    host.sent.clear();
    host.on(link(1, "192.168.7.2/24"), link(2, "10.0.0.2/8"));

    assertEquals(2, host.pass(Duration.ofMillis(120)).size());
    assertEquals(2, host.pass(Duration.ofSeconds(1)).size());
  }

  /** Section 5.4: nobody's answers are wanted for ourselves alone, as others share the port. */
  @Test
  void questionsAskForMulticastAnswers() {
    host.core.browse(host.clock.now(), ALL);
    for (Transmit each : host.pass(Duration.ofSeconds(10))) {
      for (Record question : Wire.parse(each.payload()).getSection(Section.QUESTION)) {
        assertFalse((question.getDClass() & Wire.UNICAST) != 0);
      }
    }
  }

  /** RFC 6762 section 6: "MUST NOT ... records with the class other than IN" mean nothing here. */
  @Test
  void recordsOfOtherClassesAreNotTaken() {
    browsing();
    host.hears(
        PEER,
        Wire.response(
            new org.xbill.DNS.PTRRecord(Wire.name(TYPE), 3, 4500, Wire.name(NAME)),
            Wire.srv(NAME, HOST_NAME, 1, 120)));
    assertEquals(0, host.core.cachedRecords());
  }
}
