package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class Rfc6762Section07KnownAnswersTest {
  private static final UUID OURS = UUID.fromString("11111111-2222-4333-8444-555555555555");
  private static final String ASKER = "192.168.7.9";

  private final Host host = new Host();

  @BeforeEach
  void start() {
    host.on(link(1, "192.168.7.2/24", "192.168.7.3/24"));
    host.core.addHost(host.clock.now(), OURS);
    host.quiet();
  }

  private Message queryKnowing(String address, long ttl) {
    Message query = Wire.query(Wire.question(OURS, Type.A));
    query.addRecord(Wire.a(OURS, address, ttl, 0), Section.ANSWER);
    return query;
  }

  /** "MUST NOT answer ... if the answer it would give is already included" (section 7.1). */
  @Test
  void recordThatTheAskerKnowsIsLeftOut() {
    List<Transmit> sent = host.hears(ASKER, queryKnowing("192.168.7.2", 60));

    assertEquals(List.of("A 192.168.7.3 120 flush"), Wire.answers(sent.get(0)));
    assertEquals(1, host.count(MdnsCounter.KNOWN_ANSWER));
  }

  /** "... an RR TTL at least half the correct value." */
  @Test
  void recordThatTheAskerWillForgetSoonIsSent() {
    List<Transmit> sent = host.hears(ASKER, queryKnowing("192.168.7.2", 59));

    assertEquals(2, Wire.answers(sent.get(0)).size());
  }

  @Test
  void recordWithOtherDataIsNotKnown() {
    List<Transmit> sent = host.hears(ASKER, queryKnowing("192.168.7.99", 120));

    assertEquals(2, Wire.answers(sent.get(0)).size());
  }

  @Test
  void nothingIsSentWhenAllIsKnown() {
    Message query = queryKnowing("192.168.7.2", 120);
    query.addRecord(Wire.a(OURS, "192.168.7.3", 120, 0), Section.ANSWER);

    assertEquals(List.of(), host.hears(ASKER, query));
    assertEquals(List.of(), host.pass(Duration.ofSeconds(5)));
  }

  /** "If ... TC bit set ... defer ... 400-500 ms" for the other known answers (section 7.2). */
  @Test
  void moreKnownAnswersAreWaitedFor() {
    Message first = queryKnowing("192.168.7.2", 120);
    first.getHeader().setFlag(Flags.TC);
    assertEquals(List.of(), host.hears(ASKER, first));
    host.pass(Duration.ofMillis(100));
    Message second = Wire.query();
    second.addRecord(Wire.a(OURS, "192.168.7.3", 120, 0), Section.ANSWER);
    host.hears(ASKER, second);

    assertEquals(List.of(), host.pass(Duration.ofSeconds(5)));
  }

  @Test
  void knownAnswersOfSomebodyElseDoNotCount() {
    Message first = queryKnowing("192.168.7.2", 120);
    first.getHeader().setFlag(Flags.TC);
    host.hears(ASKER, first);
    Message second = Wire.query();
    second.addRecord(Wire.a(OURS, "192.168.7.3", 120, 0), Section.ANSWER);
    host.hears("192.168.7.10", second);

    List<Transmit> sent = host.pass(Duration.ofMillis(500));

    assertEquals(List.of("A 192.168.7.3 120 flush"), Wire.answers(sent.get(0)));
  }

  @Test
  void questionsThatWaitAreBounded() {
    for (int i = 0; i < 200; i++) {
      Message query = Wire.query(Wire.question(OURS, Type.A));
      query.getHeader().setFlag(Flags.TC);
      query.addRecord(Wire.a(OURS, "192.168.7.2", 120, 0), Section.ANSWER);
      host.hears("192.168.7." + (10 + i), query);
    }

    assertEquals(200 - MdnsLimits.defaults().pendingAnswers(), host.count(MdnsCounter.TABLE_FULL));
    assertEquals(1, host.pass(Duration.ofSeconds(1)).size());
  }
}
