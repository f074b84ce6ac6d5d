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

  /**
   * "... it MUST send the entire RRSet" (section 10.2): of what belongs together a part that is
   * known is not left out, as the cache-flush bit of the rest would take it out of all caches.
   */
  @Test
  void section102ASetIsSentWholeToWhoLacksAPartOfIt() {
    List<Transmit> sent = host.hears(ASKER, queryKnowing("192.168.7.2", 120));

    assertEquals(
        List.of("A 192.168.7.2 120 flush", "A 192.168.7.3 120 flush"), Wire.answers(sent.get(0)));
  }

  /** "... an RR TTL at least half the correct value." */
  @Test
  void recordThatTheAskerWillForgetSoonIsSent() {
    Message query = queryKnowing("192.168.7.2", 59);
    query.addRecord(Wire.a(OURS, "192.168.7.3", 59, 0), Section.ANSWER);

    assertEquals(2, Wire.answers(host.hears(ASKER, query).get(0)).size());
  }

  @Test
  void recordWithOtherDataIsNotKnown() {
    List<Transmit> sent = host.hears(ASKER, queryKnowing("192.168.7.99", 120));

    assertEquals(2, Wire.answers(sent.get(0)).size());
  }

  @Test
  void nothingIsSentWhenAllIsKnown() {
    Message query = queryKnowing("192.168.7.2", 60);
    query.addRecord(Wire.a(OURS, "192.168.7.3", 60, 0), Section.ANSWER);

    assertEquals(List.of(), host.hears(ASKER, query));
    assertEquals(2, host.count(MdnsCounter.KNOWN_ANSWER));
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

    assertEquals(2, Wire.answers(sent.get(0)).size());
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
