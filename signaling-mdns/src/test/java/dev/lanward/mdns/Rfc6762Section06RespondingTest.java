package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class Rfc6762Section06RespondingTest {
  private static final UUID OURS = UUID.fromString("11111111-2222-4333-8444-555555555555");
  private static final UUID OTHER = UUID.fromString("99999999-2222-4333-8444-555555555555");
  private static final String ASKER = "192.168.7.9";

  private final Host host = new Host();

  @BeforeEach
  void start() {
    host.on(link(1, "192.168.7.2/24", "fd00::2/64"), link(2, "10.0.0.2/8"));
    host.core.addHost(host.clock.now(), OURS);
    host.quiet();
  }

  @Test
  void answersForItsNameAndGivesTheOtherAddressTypeBesides() {
    Transmit answer = one(host.hears(ASKER, Wire.query(Wire.question(OURS, Type.A))));

    assertEquals(List.of("A 192.168.7.2 120 flush"), Wire.answers(answer));
    assertEquals(List.of("AAAA fd00:0:0:0:0:0:0:2 120 flush"), Wire.additionals(answer));
    assertEquals(
        new java.net.InetSocketAddress(MdnsProtocol.GROUP_IPV4, 5353), answer.destination());
    Message message = Wire.parse(answer.payload());
    assertEquals(0, message.getHeader().getID(), "18.1: the id must be zero");
    assertTrue(message.getHeader().getFlag(Flags.QR));
    assertTrue(message.getHeader().getFlag(Flags.AA), "18.4: AA must be one in responses");
    assertEquals(0, message.getSection(Section.QUESTION).size(), "6: no question in responses");
  }

  @Test
  void eachLinkAnswersWithItsOwnAddressesOnly() {
    Arrival onSecond = new Arrival(2, Wire.at("10.1.1.1", 5353), true);

    Transmit answer = one(host.hears(onSecond, Wire.query(Wire.question(OURS, Type.ANY)).toWire()));

    assertEquals(2, answer.linkIndex());
    assertEquals(List.of("A 10.0.0.2 120 flush"), Wire.answers(answer));
  }

  @Test
  void answersByTheFamilyThatTheQuestionCameBy() {
    Transmit answer =
        one(host.hears(Wire.at("fe80::9", 5353), Wire.query(Wire.question(OURS, Type.AAAA))));

    assertEquals(Family.IPV6, answer.family());
    assertEquals(MdnsProtocol.GROUP_IPV6, answer.destination().getAddress());
  }

  @Test
  void namesCompareWithoutRegardToCase() {
    Record upper =
        Record.newRecord(
            Wire.name(OURS.toString().replace('a', 'A') + ".LOCAL."), Type.A, DClass.IN);

    assertEquals(1, host.hears(ASKER, Wire.query(upper)).size());
  }

  @Test
  void staysSilentAboutOtherNamesOtherFormsAndOtherClasses() {
    assertEquals(List.of(), host.hears(ASKER, Wire.query(Wire.question(OTHER, Type.A))));
    for (String each :
        List.of(
            "local.",
            "printer.local.",
            OURS + ".example.",
            OURS + ".",
            "a." + OURS + ".local.",
            "11111111222243338444555555555555xxxx.local.")) {
      Record question = Record.newRecord(Wire.name(each), Type.ANY, DClass.IN);
      assertEquals(List.of(), host.hears(ASKER, Wire.query(question)), each);
    }
    Record chaos = Record.newRecord(Wire.name(OURS), Type.A, DClass.CH);
    assertEquals(List.of(), host.hears(ASKER, Wire.query(chaos)));
  }

  /** "... by asserting the nonexistence of any record ... with an NSEC record" (section 6.1). */
  @Test
  void deniesTheTypesThatItLacks() {
    Arrival onSecond = new Arrival(2, Wire.at("10.1.1.1", 5353), true);

    Message aaaa =
        Wire.parse(
            one(host.hears(onSecond, Wire.query(Wire.question(OURS, Type.AAAA)).toWire()))
                .payload());
    NSECRecord denial = (NSECRecord) aaaa.getSection(Section.ANSWER).get(0);
    assertEquals(List.of(Type.A), boxed(denial.getTypes()));
    assertEquals(Wire.name(OURS), denial.getNext());

    Message a =
        Wire.parse(
            one(host.hears(onSecond, Wire.query(Wire.question(OURS, Type.A)).toWire())).payload());
    assertEquals(Type.A, a.getSection(Section.ANSWER).get(0).getType());

    Message txt =
        Wire.parse(one(host.hears(ASKER, Wire.query(Wire.question(OURS, Type.TXT)))).payload());
    NSECRecord both = (NSECRecord) txt.getSection(Section.ANSWER).get(0);
    assertEquals(List.of(Type.A, Type.AAAA), boxed(both.getTypes()));
  }

  /** "A Multicast DNS responder MUST NOT ... multicast a record ... until at least one second". */
  @Test
  void sameRecordAtMostOnceASecondButNeverLost() {
    Message query = Wire.query(Wire.question(OURS, Type.A));
    assertEquals(1, host.hears(ASKER, query).size());
    host.clock.advance(Duration.ofMillis(400));
    assertEquals(0, host.hears("192.168.7.10", query).size());
    assertEquals(0, host.hears("192.168.7.11", query).size());

    assertEquals(0, host.pass(Duration.ofMillis(599)).size());
    List<Transmit> later = host.pass(Duration.ofMillis(1));

    assertEquals(List.of("A 192.168.7.2 120 flush"), Wire.answers(one(later)));
    assertEquals(2, host.count(MdnsCounter.DELAYED));
    assertEquals(0, host.pass(Duration.ofSeconds(5)).size());
  }

  @Test
  void limitCountsEachLinkAndFamilyAlone() {
    Message query = Wire.query(Wire.question(OURS, Type.A));
    assertEquals(1, host.hears(ASKER, query).size());
    assertEquals(1, host.hears("fe80::9", query).size());
    assertEquals(
        1, host.hears(new Arrival(2, Wire.at("10.1.1.1", 5353), true), query.toWire()).size());
  }

  @Test
  void whoOverlooksAdditionalRecordsIsAnsweredWhenItAsks() {
    host.hears(ASKER, Wire.query(Wire.question(OURS, Type.A)));

    Transmit second = one(host.hears(ASKER, Wire.query(Wire.question(OURS, Type.AAAA))));

    assertEquals(List.of("AAAA fd00:0:0:0:0:0:0:2 120 flush"), Wire.answers(second));
  }

  /** "... except in the one special case of answering probe queries": then 250 ms. */
  @Test
  void proberIsAnsweredSooner() {
    Message probe = Wire.query(Wire.question(OURS, Type.ANY));
    probe.addRecord(Wire.a(OURS, "192.168.7.77", 120, 0), Section.AUTHORITY);
    assertEquals(1, host.hears(ASKER, probe).size());
    host.clock.advance(Duration.ofMillis(100));
    assertEquals(0, host.hears(ASKER, probe).size());
    assertEquals(1, host.pass(Duration.ofMillis(150)).size());
  }

  /** "If ... the source UDP port ... is not port 5353 ... simple resolver" (section 6.7). */
  @Test
  void legacyResolverGetsAnOrdinaryAnswerForItself() {
    Message query = Wire.query(Wire.question(OURS, Type.A));
    query.getHeader().setID(4711);

    Transmit answer = one(host.hears(Wire.at(ASKER, 40000), query));

    assertEquals(Wire.at(ASKER, 40000), answer.destination());
    Message message = Wire.parse(answer.payload());
    assertEquals(4711, message.getHeader().getID());
    assertEquals(query.getSection(Section.QUESTION), message.getSection(Section.QUESTION));
    assertEquals(List.of("A 192.168.7.2 10"), Wire.answers(answer));
    assertEquals(List.of("AAAA fd00:0:0:0:0:0:0:2 10"), Wire.additionals(answer));
  }

  @Test
  void legacyAnswerGoesToNeighboursOnlySoThatAForgedSourceAimsAtNobody() {
    Message query = Wire.query(Wire.question(OURS, Type.A));

    assertEquals(List.of(), host.hears(Wire.at("8.8.8.8", 53), query));
    assertEquals(1, host.count(MdnsCounter.IGNORED));
  }

  @Test
  void manyQuestionsOfOnePacketGetOneAnswer() {
    host.core.addHost(host.clock.now(), OTHER);
    host.quiet();

    Transmit answer =
        one(
            host.hears(
                ASKER, Wire.query(Wire.question(OURS, Type.A), Wire.question(OTHER, Type.A))));

    assertEquals(2, Wire.answers(answer).size());
  }

  /** Section 17; and a datagram of 42 kB, as another library sends, reaches nobody. */
  @Test
  void manyNamesAreSplitOverPacketsThatFitAFrame() {
    Record[] questions = new Record[60];
    for (int i = 0; i < questions.length; i++) {
      UUID each = new UUID(0x0000_0000_0000_4000L + i, 0x8000_0000_0000_0000L + i);
      host.core.addHost(host.clock.now(), each);
      questions[i] = Wire.question(each, Type.A);
    }
    host.quiet();

    List<Transmit> answers = host.hears(ASKER, Wire.query(questions));

    assertTrue(answers.size() > 1);
    assertTrue(answers.stream().allMatch(each -> each.payload().length() <= 1400));
    List<String> told = answers.stream().flatMap(each -> Wire.answers(each).stream()).toList();
    assertEquals(60, told.stream().filter(each -> each.startsWith("A ")).count());
  }

  /** "A Multicast DNS responder ... MUST NOT ... rcode / opcode other than zero" (section 18). */
  @Test
  void otherOpcodesAndResponseCodesAreIgnored() {
    Message update = Wire.query(Wire.question(OURS, Type.A));
    update.getHeader().setOpcode(4);
    Message failure = Wire.query(Wire.question(OURS, Type.A));
    failure.getHeader().setRcode(3);

    assertEquals(List.of(), host.hears(ASKER, update));
    assertEquals(List.of(), host.hears(ASKER, failure));
    assertEquals(2, host.count(MdnsCounter.IGNORED));
  }

  @Test
  void datagramToOurselvesAloneIsTakenFromNeighboursOnly() {
    byte[] query = Wire.query(Wire.question(OURS, Type.A)).toWire();

    assertEquals(0, host.hears(new Arrival(1, Wire.at("8.8.8.8", 5353), false), query).size());
    assertEquals(1, host.hears(new Arrival(1, Wire.at(ASKER, 5353), false), query).size());
  }

  @Test
  void questionsBeyondTheLimitAreNotLookedAt() {
    Record[] questions = new Record[65];
    java.util.Arrays.fill(questions, Wire.question(OTHER, Type.A));
    questions[64] = Wire.question(OURS, Type.A);

    assertEquals(List.of(), host.hears(ASKER, Wire.query(questions)));
  }

  private static List<Integer> boxed(int[] types) {
    return java.util.Arrays.stream(types).boxed().toList();
  }

  private static Transmit one(List<Transmit> all) {
    assertEquals(1, all.size(), all::toString);
    return all.get(0);
  }

  @Test
  void addressRecordIsWhatTheLibraryReads() {
    Message message =
        Wire.parse(one(host.hears(ASKER, Wire.query(Wire.question(OURS, Type.A)))).payload());
    ARecord record = (ARecord) message.getSection(Section.ANSWER).get(0);
    assertEquals(Wire.ip("192.168.7.2"), record.getAddress());
    assertEquals(DClass.IN | Wire.FLUSH, record.getDClass());
  }
}
