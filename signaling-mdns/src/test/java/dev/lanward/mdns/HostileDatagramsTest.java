package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class HostileDatagramsTest {
  private static final UUID OURS = UUID.fromString("11111111-2222-4333-8444-555555555555");
  private static final UUID WANTED = UUID.fromString("22222222-2222-4333-8444-555555555555");
  private static final Arrival NEIGHBOUR = new Arrival(1, Wire.at("192.168.7.9", 5353), true);

  private static Host host() {
    Host host = new Host().on(link(1, "192.168.7.2/24", "fe80::2/64"));
    host.core.addHost(host.clock.now(), OURS);
    host.core.resolve(host.clock.now(), WANTED, Duration.ofHours(1));
    host.core.probe(host.clock.now(), UUID.randomUUID());
    host.settle();
    return host;
  }

  private static byte[] richMessage(boolean response) {
    Message message =
        response
            ? Wire.response(Wire.a(WANTED, "192.168.7.9", 120, Wire.FLUSH))
            : Wire.query(Wire.question(OURS, Type.A), Wire.unicastQuestion(WANTED, Type.ANY));
    message.addRecord(Wire.aaaa(OURS, "fe80::9", 120, Wire.FLUSH), Section.ANSWER);
    message.addRecord(
        new PTRRecord(
            Wire.name("_lanward._udp.local."), 1, 4500, Wire.name("x._lanward._udp.local.")),
        Section.ANSWER);
    message.addRecord(
        new SRVRecord(
            Wire.name("x._lanward._udp.local."), 0x8001, 120, 0, 0, 47470, Wire.name(OURS)),
        Section.AUTHORITY);
    message.addRecord(
        new TXTRecord(Wire.name("x._lanward._udp.local."), 0x8001, 4500, List.of("v=1", "p=7")),
        Section.ADDITIONAL);
    message.addRecord(
        new NSECRecord(Wire.name(OURS), 0x8001, 120, Wire.name(OURS), new int[] {1, 28}),
        Section.ADDITIONAL);
    return message.toWire();
  }

  @Test
  void truncationAtEveryByteIsCountedAndDropped() {
    for (boolean response : new boolean[] {false, true}) {
      Host host = host();
      byte[] whole = richMessage(response);
      for (int length = 0; length < whole.length; length++) {
        host.hears(NEIGHBOUR, java.util.Arrays.copyOf(whole, length));
      }
      assertEquals(whole.length, host.count(MdnsCounter.MALFORMED));
      host.hears(NEIGHBOUR, whole);
      assertEquals(whole.length, host.count(MdnsCounter.MALFORMED), "the whole one is well-formed");
    }
  }

  @Test
  void truncatedFlagForgivesNothing() {
    Host host = host();
    byte[] whole = richMessage(false);
    whole[2] |= 0x02;
    for (int length = 0; length < whole.length; length++) {
      host.hears(NEIGHBOUR, java.util.Arrays.copyOf(whole, length));
    }
    assertEquals(whole.length, host.count(MdnsCounter.MALFORMED));
  }

  @Test
  void everyFlippedBitIsSurvived() {
    for (boolean response : new boolean[] {false, true}) {
      Host host = host();
      byte[] whole = richMessage(response);
      for (int bit = 0; bit < whole.length * 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        host.hears(NEIGHBOUR, flipped);
        host.clock.advance(Duration.ofMillis(10));
        host.settle();
      }
      assertTrue(host.count(MdnsCounter.RECEIVED) >= whole.length * 8L);
    }
  }

  @Test
  void manyFlippedBytesAreSurvived() {
    Random random = new Random(4711);
    Host host = host();
    byte[][] seeds = {richMessage(false), richMessage(true)};
    for (int i = 0; i < 20_000; i++) {
      byte[] data = seeds[i % 2].clone();
      for (int flips = random.nextInt(8); flips >= 0; flips--) {
        data[random.nextInt(data.length)] = (byte) random.nextInt();
      }
      host.hears(NEIGHBOUR, data);
    }
    host.pass(Duration.ofSeconds(5));
    assertEquals(20_000, host.count(MdnsCounter.RECEIVED));
  }

  @Property(tries = 2000)
  void anyBytesAreSurvived(@ForAll @Size(max = 600) byte[] data) {
    Host host = host();
    host.hears(NEIGHBOUR, data);
    host.settle();
    assertEquals(1, host.count(MdnsCounter.RECEIVED));
  }

  @Test
  void labelsThatPointAtThemselvesOrRoundInCirclesEnd() {
    int[][] names = {
      {0xc0, 12},
      {0xc0, 14, 0xc0, 12},
      {1, 'a', 0xc0, 12},
      {0xff, 0xff},
      {0x40, 1},
      {0x80, 1},
      {63, 1}
    };
    for (int[] name : names) {
      Host host = host();
      ByteBuffer data = ByteBuffer.allocate(64);
      data.putShort((short) 0)
          .putShort((short) 0)
          .putShort((short) 1)
          .putShort((short) 0)
          .putInt(0);
      for (int each : name) {
        data.put((byte) each);
      }
      data.putShort((short) Type.A).putShort((short) DClass.IN);
      byte[] packet = java.util.Arrays.copyOf(data.array(), data.position());

      assertTimeoutPreemptively(
          Duration.ofSeconds(2), () -> host.hears(NEIGHBOUR, packet), "must not hang");
      assertEquals(1, host.count(MdnsCounter.MALFORMED));
    }
  }

  @Test
  void countsThatPromiseMoreThanFitsAreRefusedBeforeReading() {
    byte[] data = new byte[MdnsProtocol.MAX_PACKET_BYTES];
    for (int at = 4; at < 12; at++) {
      data[at] = (byte) 0xff;
    }
    MalformedMessageException refused =
        assertThrows(
            MalformedMessageException.class,
            () -> new MdnsReader(MdnsLimits.defaults()).read(ByteBuffer.wrap(data)));
    assertEquals(MalformedMessageException.Reason.TOO_LONG, refused.reason());
  }

  @Test
  void costliestPacketIsCheap() {
    // 400 names, each a chain of pointers as long as the packet allows.
    ByteBuffer data = ByteBuffer.allocate(MdnsProtocol.MAX_PACKET_BYTES);
    data.putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) 400)
        .putShort((short) 0)
        .putInt(0);
    Message chain = Wire.query();
    assertEquals(0, chain.getSection(Section.QUESTION).size());
    int questions = 399 * 6;
    data.put((byte) 0).putShort((short) 1).putShort((short) 1);
    int previous = 12;
    for (int i = 0; i < 399; i++) {
      int here = data.position();
      data.put((byte) 0xc0).put((byte) previous);
      data.putShort((short) 0xc000).putShort((short) 1);
      previous = here < 256 ? here : previous;
    }
    assertEquals(17 + questions, data.position());
    byte[] packet = java.util.Arrays.copyOf(data.array(), data.position());
    Host host = host();
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 1000; i++) {
            host.hears(NEIGHBOUR, packet);
          }
        });
    assertEquals(1000, host.count(MdnsCounter.RECEIVED));
  }

  @Test
  void packetBeyondTheGreatestSizeIsDropped() {
    Host host = host();
    host.hears(NEIGHBOUR, new byte[MdnsProtocol.MAX_PACKET_BYTES + 1]);
    assertEquals(1, host.count(MdnsCounter.MALFORMED));
  }

  @Test
  void bytesAfterTheLastRecordAreMalformed() {
    byte[] query = Wire.query(Wire.question(OURS, Type.A)).toWire();
    Host host = host();
    host.hears(NEIGHBOUR, java.util.Arrays.copyOf(query, query.length + 1));
    assertEquals(1, host.count(MdnsCounter.MALFORMED));
  }

  @Test
  void floodOfAnswersGrowsNothing() {
    Host host = host();
    for (int i = 0; i < 5000; i++) {
      String address = "10." + (i >> 8 & 255) + "." + (i & 255) + ".1";
      host.hears(NEIGHBOUR, Wire.response(Wire.a(WANTED, address, 120, 0)).toWire());
      host.hears(NEIGHBOUR, Wire.response(Wire.a(UUID.randomUUID(), address, 120, 0)).toWire());
    }
    assertEquals(MdnsLimits.defaults().addressesPerHost(), host.resolved().size());
  }

  @Test
  void drainRuleIsEnforced() {
    Host host = host();
    host.quiet();
    byte[] query = Wire.query(Wire.question(OURS, Type.A)).toWire();
    host.core.handleDatagram(host.clock.now(), NEIGHBOUR, ByteBuffer.wrap(query));

    assertThrows(
        IllegalStateException.class,
        () -> host.core.handleDatagram(host.clock.now(), NEIGHBOUR, ByteBuffer.wrap(query)));
    assertThrows(IllegalStateException.class, () -> host.core.handleTimeout(host.clock.now()));
    host.drain();
    host.core.handleTimeout(host.clock.now());
  }
}
