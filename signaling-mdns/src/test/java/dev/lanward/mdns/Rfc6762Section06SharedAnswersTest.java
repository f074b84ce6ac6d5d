package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static dev.lanward.mdns.Services.HOST;
import static dev.lanward.mdns.Services.RANDOM;
import static dev.lanward.mdns.Services.TYPE;
import static dev.lanward.mdns.Services.TYPES;
import static dev.lanward.mdns.Services.full;
import static dev.lanward.mdns.Services.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers that other hosts may give as well: when they go, and with what. */
class Rfc6762Section06SharedAnswersTest {
  private static final String ASKER = "192.168.7.9";
  private static final String OTHER = "192.168.7.10";
  private static final Duration SOON = Duration.ofMillis(120);

  private final Host host = new Host();

  @BeforeEach
  void startQuietly() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), HOST);
    host.core.publish(host.clock.now(), service(RANDOM));
    host.quiet();
  }

  private static Message typeQuery() {
    return Wire.query(Wire.question(TYPE, Type.PTR));
  }

  /** "SHOULD delay its response by a random amount of time ... 20-120 ms". */
  @Test
  void sharedAnswersWaitARandomTimeOf20To120Milliseconds() {
    Set<Long> waits = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      assertEquals(List.of(), host.hears(ASKER, typeQuery()));
      Duration wait = host.core.nextTimeout().orElseThrow().since(host.clock.now());
      assertTrue(wait.compareTo(Duration.ofMillis(20)) >= 0, wait::toString);
      assertTrue(wait.compareTo(Duration.ofMillis(120)) <= 0, wait::toString);
      waits.add(wait.toNanos());
      assertEquals(1, host.pass(wait).size());
      host.pass(Duration.ofSeconds(2));
    }
    assertTrue(waits.size() > 40, "random");
  }

  /** "... a responder that knows it is the only one" answers at once: unique records. */
  @Test
  void uniqueAnswersDoNotWait() {
    assertEquals(1, host.hears(ASKER, Wire.query(Wire.question(full(RANDOM), Type.SRV))).size());
  }

  /** "A Multicast DNS responder MUST NOT multicast a record ... until at least one second". */
  @Test
  void sharedRecordAtMostOnceASecondHoweverManyAsk() {
    int sent = 0;
    for (int i = 0; i < 100; i++) {
      host.hears("192.168.7." + (10 + i), typeQuery());
      sent += host.pass(Duration.ofMillis(100)).size();
    }
    assertTrue(sent >= 9 && sent <= 11, "ten seconds of questions, was " + sent);
  }

  /** Section 6.4: "SHOULD, where possible, ... aggregating" answers that are due together. */
  @Test
  void section64AnswersThatWaitShareAPacket() {
    host.hears(ASKER, typeQuery());
    host.hears(OTHER, Wire.query(Wire.question(TYPES, Type.PTR)));

    List<Transmit> sent = host.pass(Duration.ofMillis(120));

    assertEquals(1, sent.size());
    assertEquals(2, Wire.answers(sent.get(0)).size());
  }

  /** Section 7.1: a PTR that the asker knows is not told again. */
  @Test
  void section71KnownPointerIsLeftOut() {
    Message query = typeQuery();
    query.addRecord(Wire.ptr(TYPE, full(RANDOM), 2250), Section.ANSWER);
    host.hears(ASKER, query);
    assertEquals(List.of(), host.pass(Duration.ofSeconds(2)));

    Message old = typeQuery();
    old.addRecord(Wire.ptr(TYPE, full(RANDOM), 2249), Section.ANSWER);
    host.hears(ASKER, old);
    assertEquals(1, host.pass(Duration.ofSeconds(2)).size());
  }

  /** Section 7.2: known answers in further packets count, up to half a second later. */
  @Test
  void section72KnownAnswersOfFurtherPacketsCount() {
    Message first = typeQuery();
    first.getHeader().setFlag(Flags.TC);
    host.hears(ASKER, first);
    Duration wait = host.core.nextTimeout().orElseThrow().since(host.clock.now());
    assertTrue(wait.compareTo(Duration.ofMillis(400)) >= 0, wait::toString);
    assertTrue(wait.compareTo(Duration.ofMillis(500)) <= 0, wait::toString);
    Message more = Wire.query();
    more.addRecord(Wire.ptr(TYPE, full(RANDOM), 4500), Section.ANSWER);
    host.hears(ASKER, more);

    assertEquals(List.of(), host.pass(Duration.ofSeconds(2)));
  }

  /** However many others the asker knows. */
  @Test
  void section72KnownAnswersCountBehindThousandsOfOthers() {
    Message first = typeQuery();
    first.getHeader().setFlag(Flags.TC);
    host.hears(ASKER, first);
    for (int packet = 0; packet < 100; packet++) {
      Message more = Wire.query();
      more.getHeader().setFlag(Flags.TC);
      for (int i = 0; i < 25; i++) {
        more.addRecord(Wire.ptr(TYPE, full("n" + packet + "-" + i), 4500), Section.ANSWER);
      }
      host.hears(ASKER, more);
    }
    Message last = Wire.query();
    last.addRecord(Wire.ptr(TYPE, full(RANDOM), 4500), Section.ANSWER);
    host.hears(ASKER, last);

    assertEquals(List.of(), host.pass(Duration.ofSeconds(2)));
  }

  /**
   * Section 7.4: "... sees another host ... send a response ... with the same name, type, class,
   * rdata ... and the TTL ... is not less": treat it as sent.
   */
  @Test
  void section74AnswerOfAnotherHostIsNotRepeated() {
    host.hears(ASKER, typeQuery());
    host.hears(OTHER, Wire.response(Wire.ptr(TYPE, full(RANDOM), 4500)));
    assertEquals(List.of(), host.pass(Duration.ofSeconds(2)));
  }

  @Test
  void section74AnswerThatIsNotAsGoodIsRepeated() {
    host.hears(ASKER, typeQuery());
    host.hears(OTHER, Wire.response(Wire.ptr(TYPE, full(RANDOM), 4499)));
    assertEquals(1, host.pass(Duration.ofSeconds(2)).size());

    host.hears(ASKER, typeQuery());
    host.hears(OTHER, Wire.response(Wire.ptr(TYPE, full("other"), 4500)));
    assertEquals(1, host.pass(Duration.ofSeconds(2)).size());
  }

  /** Section 5.4: QU is answered to the asker alone if all have heard it not long ago. */
  @Test
  void section54UnicastQuestionIsAnsweredAloneWhileOthersKnow() {
    Message query = Wire.query(Wire.unicastQuestion(TYPE, Type.PTR));
    host.hears(ASKER, query);
    Transmit alone = one(host.pass(Duration.ofMillis(120)));
    assertEquals(Wire.at(ASKER, 5353), alone.destination());
    assertEquals(1, Wire.answers(alone).size());

    // A quarter of 75 minutes later nobody may rely on it.
    host.pass(Duration.ofMinutes(19));
    host.sent.clear();
    host.hears(ASKER, query);
    Transmit toAll = one(host.pass(Duration.ofMillis(120)));
    assertEquals(MdnsProtocol.GROUP_IPV4, toAll.destination().getAddress());
  }

  /** Section 6.5: to ANY "MUST respond with *ALL* of its records that match the query". */
  @Test
  void section65AnyIsAnsweredWithAllRecords() {
    Transmit answer = one(host.hears(ASKER, Wire.query(Wire.question(full(RANDOM), Type.ANY))));
    assertEquals(2, Wire.answers(answer).size());
    host.hears(ASKER, Wire.query(Wire.question(TYPE, Type.ANY)));
    assertEquals(List.of("PTR " + full(RANDOM) + " 4500"), Wire.answers(one(host.pass(SOON))));

    host.pass(Duration.ofSeconds(2));
    Message anyClass = Wire.query(Record.newRecord(Wire.name(full(RANDOM)), Type.SRV, DClass.ANY));
    assertEquals(1, host.hears(ASKER, anyClass).size());
  }

  /** Section 6: "MUST NOT place records from its cache" into responses. */
  @Test
  void whatWasLearntFromOthersIsNotPassedOn() {
    host.core.browse(host.clock.now(), Rfc6763Section04BrowsingTest.ALL);
    host.quiet();
    String theirs = full("Theirs");
    host.hears(
        OTHER,
        Wire.response(
            Wire.ptr(TYPE, theirs, 4500),
            Wire.srv(theirs, "theirs.local.", 1, 120),
            Wire.txt(theirs, 4500, "a=b"),
            new ARecord(Wire.name("theirs.local."), DClass.IN, 120, Wire.ip(OTHER))));
    assertEquals(1, host.events.size(), "known");

    assertEquals(List.of(), host.hears(ASKER, Wire.query(Wire.question(theirs, Type.SRV))));
    assertEquals(List.of(), host.hears(ASKER, Wire.query(Wire.question("theirs.local.", Type.A))));
    host.hears(ASKER, typeQuery());
    assertEquals(List.of("PTR " + full(RANDOM) + " 4500"), Wire.answers(one(host.pass(SOON))));
  }

  /** Section 6.7: a resolver of old gets an ordinary answer, its records short-lived. */
  @Test
  void section67LegacyResolverIsAnsweredAlone() {
    Message query = typeQuery();
    query.getHeader().setID(4711);

    Transmit answer = one(host.hears(Wire.at(ASKER, 40000), query));

    assertEquals(Wire.at(ASKER, 40000), answer.destination());
    assertEquals(4711, Wire.parse(answer.payload()).getHeader().getID());
    assertEquals(List.of("PTR " + full(RANDOM) + " 10"), Wire.answers(answer));
    assertTrue(
        Wire.additionals(answer).stream().noneMatch(each -> each.endsWith("flush")),
        "MUST NOT set the cache-flush bit");
  }

  private static Transmit one(List<Transmit> all) {
    assertEquals(1, all.size(), all::toString);
    return all.get(0);
  }
}
