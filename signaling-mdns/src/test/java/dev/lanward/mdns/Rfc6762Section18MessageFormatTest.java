package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static dev.lanward.mdns.Services.HOST;
import static dev.lanward.mdns.Services.RANDOM;
import static dev.lanward.mdns.Services.TYPE;
import static dev.lanward.mdns.Services.full;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Every bit of the header, as it is sent and as it is taken. */
class Rfc6762Section18MessageFormatTest {
  private static final String PEER = "192.168.7.9";
  private static final UUID OTHER_HOST = UUID.fromString("5b1f6f0e-2c7d-4f0c-9a59-0e1d2c3b4a59");
  private static final int AA = 0x0400;
  private static final int TC = 0x0200;

  /** RD, RA, Z, AD, CD. */
  private static final int MEANINGLESS = 0x01f0;

  private final Host host = new Host();

  @BeforeEach
  void start() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), HOST);
    host.core.publish(host.clock.now(), Services.service("Doorbell"));
    host.core.browse(host.clock.now(), Rfc6763Section04BrowsingTest.ALL);
  }

  private static int flags(byte[] packet) {
    return ByteBuffer.wrap(packet).getShort(2) & 0xffff;
  }

  private static byte[] withFlags(Message message, int flags, int id) {
    byte[] packet = message.toWire();
    ByteBuffer.wrap(packet).putShort(0, (short) id).putShort(2, (short) flags);
    return packet;
  }

  /** 18.1 to 18.11: id 0, QR as it is, AA in responses alone, all else 0. */
  @Test
  void whatIsSentHasTheBitsThatItMust() {
    List<Transmit> sent = host.pass(Duration.ofSeconds(30));
    int queries = 0;
    for (Transmit each : sent) {
      byte[] packet = each.payload().toArray();
      Message message = Wire.parse(each.payload());
      boolean query = message.getSection(Section.QUESTION).size() > 0;
      queries += query ? 1 : 0;
      assertEquals(0, ByteBuffer.wrap(packet).getShort(0), "18.1");
      assertEquals(query ? 0 : 0x8000 | AA, flags(packet), "18.2 to 18.11");
      assertEquals(MdnsProtocol.PORT, each.destination().getPort(), "section 6");
    }
    assertTrue(queries >= 5 && sent.size() - queries >= 4, queries + " of " + sent.size());
  }

  /** "MUST NOT contain any questions" (section 6). */
  @Test
  void responsesHaveNoQuestions() {
    host.quiet();
    Transmit answer = host.hears(PEER, Wire.query(Wire.question(HOST, Type.A))).get(0);
    assertEquals(0, Wire.parse(answer.payload()).getSection(Section.QUESTION).size());
  }

  /** "Any questions in ... a received Multicast DNS response MUST be silently ignored". */
  @Test
  void questionsInResponsesAreIgnored() {
    host.quiet();
    Message response = Wire.response();
    response.addRecord(Wire.question(HOST, Type.A), Section.QUESTION);
    assertEquals(List.of(), host.hears(PEER, response));
    assertEquals(List.of(), host.pass(Duration.ofSeconds(2)));
  }

  /** 18.4, 18.6 to 18.10: "MUST be ignored on reception"; 18.1: so is the id. */
  @Test
  void bitsThatMeanNothingAreIgnored() {
    host.quiet();
    Arrival peer = new Arrival(1, Wire.at(PEER, 5353), true);
    byte[] query = withFlags(Wire.query(Wire.question(HOST, Type.A)), AA | MEANINGLESS, 4711);
    Transmit answer = host.hears(peer, query).get(0);
    assertEquals(0x8000 | AA, flags(answer.payload().toArray()), "not repeated");
    assertEquals(0, Wire.parse(answer.payload()).getHeader().getID());

    host.pass(Duration.ofSeconds(1));
    host.hears(
        peer,
        withFlags(Rfc6763Section04BrowsingTest.wholeService(), 0x8000 | TC | MEANINGLESS, 4711));
    assertEquals(
        1, host.events.size(), "18.5: TC means nothing in a response, nor does a lack of AA");
  }

  /** 18.3 and 18.11: "MUST be silently ignored". */
  @Test
  void otherOpcodesAndResponseCodesAreSilentlyIgnored() {
    host.quiet();
    Arrival peer = new Arrival(1, Wire.at(PEER, 5353), true);
    Message service = Rfc6763Section04BrowsingTest.wholeService();
    for (int code = 1; code < 16; code++) {
      host.hears(peer, withFlags(service, 0x8400 | code, 0));
      host.hears(peer, withFlags(service, 0x8400 | code << 11, 0));
    }
    Message query = Wire.query(Wire.question(HOST, Type.A));
    query.getHeader().setOpcode(Opcode.UPDATE);
    assertEquals(List.of(), host.hears(PEER, query));
    assertEquals(List.of(), host.events);
    assertEquals(31, host.count(MdnsCounter.IGNORED));
  }

  /** 18.13: the top bit of the class is the cache-flush bit, and no part of the class. */
  @Test
  void cacheFlushBitIsNoPartOfTheClass() {
    host.quiet();
    Message plain = Wire.response();
    for (Record each : Rfc6763Section04BrowsingTest.wholeService().getSection(Section.ANSWER)) {
      plain.addRecord(Rr.ofWireForm(each).record(), Section.ANSWER);
    }
    plain.addRecord(Wire.a(HOST, PEER, 120, 0), Section.ADDITIONAL);
    host.hears(PEER, Rfc6763Section04BrowsingTest.wholeService());
    int kept = host.core.cachedRecords();
    host.hears(PEER, plain);
    assertEquals(kept, host.core.cachedRecords(), "the same records");
  }

  /** 18.14: names in SRV data are not compressed by us, but may be by others. */
  @Test
  void compressedServiceDataAreRead() throws Exception {
    byte[] target = Wire.name(HOST).toWire();
    byte[] owner = Wire.name(full(RANDOM)).toWire();
    ByteBuffer packet = ByteBuffer.allocate(512);
    packet.putInt(0x8400).putShort((short) 0).putShort((short) 2).putInt(0);
    int targetAt = packet.position();
    packet.put(target).putShort((short) Type.A).putShort((short) 1).putInt(120);
    packet.putShort((short) 4).put(new byte[] {(byte) 192, (byte) 168, 7, 9});
    packet.put(owner).putShort((short) Type.SRV).putShort((short) 1).putInt(120);
    packet.putShort((short) 8).putInt(0).putShort((short) 47470);
    packet.putShort((short) (0xc000 | targetAt)).flip();
    MdnsMessage read = new MdnsReader(MdnsLimits.defaults()).read(packet).orElseThrow();
    assertEquals(Wire.name(HOST), ((SRVRecord) read.answers().get(1).record()).getTarget());

    host.quiet();
    host.core.publish(host.clock.now(), Services.service(RANDOM));
    byte[] sent = host.settle().get(0).payload().toArray();
    byte[] wholeName = Wire.name(HOST).toWire();
    assertTrue(contains(sent, wholeName), "the target stands in full");
  }

  /** 18.14: names that come again are pointers. */
  @Test
  void namesAreCompressed() {
    host.quiet();
    host.core.publish(host.clock.now(), Services.service(RANDOM));
    byte[] sent = host.settle().get(0).payload().toArray();
    int first = indexOf(sent, Wire.name(TYPE).toWire(), 0);
    assertTrue(first > 0);
    assertEquals(-1, indexOf(sent, Wire.name(TYPE).toWire(), first + 1));
    assertFalse(
        contains(
            java.util.Arrays.copyOfRange(sent, first + 1, sent.length), Wire.name(TYPE).toWire()));
  }

  /** 7.1: "MUST NOT cache resource records observed in the Known-Answer Section". */
  @Test
  void section71KnownAnswersOfOthersAreNotKept() {
    host.quiet();
    Message query = Wire.query(Wire.question(TYPE, Type.PTR));
    for (Record each : Rfc6763Section04BrowsingTest.wholeService().getSection(Section.ANSWER)) {
      query.addRecord(each, Section.ANSWER);
    }
    int before = host.core.cachedRecords();
    host.hears(PEER, query);
    assertEquals(before, host.core.cachedRecords());
    assertEquals(List.of(), host.events);
  }

  /** Section 6: "MUST silently ignore ... where the source UDP port is not 5353". */
  @Test
  void responsesFromOtherPortsAreIgnored() {
    host.quiet();
    host.hears(Wire.at(PEER, 5354), Rfc6763Section04BrowsingTest.wholeService());
    assertEquals(List.of(), host.events);
  }

  /** Section 11: "MUST only accept responses ... that originate from the local link". */
  @Test
  void section11ResponsesFromElsewhereAreDiscarded() {
    host.quiet();
    byte[] response = Rfc6763Section04BrowsingTest.wholeService().toWire();
    host.hears(new Arrival(1, Wire.at("8.8.8.8", 5353), false), response);
    assertEquals(List.of(), host.events);
    host.hears(new Arrival(1, Wire.at(PEER, 5353), false), response);
    assertEquals(1, host.events.size());
  }

  /** 6.1: "MUST NOT ignore an entire message just because that message contains" such records. */
  @Test
  void section61DenialsThatCannotBeReadArePassedOver() throws Exception {
    Message response = Wire.response();
    response.addRecord(
        new NSECRecord(Wire.name(HOST), DClass.IN, 120, Wire.name(HOST), new int[] {Type.A}),
        Section.ANSWER);
    response.addRecord(Wire.a(OTHER_HOST, PEER, 120, 0), Section.ANSWER);
    byte[] packet = response.toWire();
    int bitmap = indexOf(packet, new byte[] {0, 1, 0x40}, 0); // Block 0, one byte: A exists.
    packet[bitmap + 1] = 0; // A block has at least one byte (RFC 4034 section 4.1.2).

    MdnsMessage read =
        new MdnsReader(MdnsLimits.defaults()).read(ByteBuffer.wrap(packet)).orElseThrow();
    assertEquals(List.of(Wire.name(OTHER_HOST)), names(read.answers()));
  }

  private static List<Name> names(List<Rr> records) {
    return records.stream().map(each -> each.record().getName()).toList();
  }

  private static boolean contains(byte[] all, byte[] part) {
    return indexOf(all, part, 0) >= 0;
  }

  private static int indexOf(byte[] all, byte[] part, int from) {
    for (int i = from; i + part.length <= all.length; i++) {
      if (java.util.Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }
}
