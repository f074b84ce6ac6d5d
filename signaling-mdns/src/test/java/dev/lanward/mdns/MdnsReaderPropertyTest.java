package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** What was written is read as it was, and nothing else is read at all. */
class MdnsReaderPropertyTest {
  private final MdnsReader reader = new MdnsReader(MdnsLimits.defaults());

  @Property
  void whatWasWrittenIsReadAsItWas(@ForAll("messages") MdnsMessage message) throws Exception {
    assertSame(message, read(MdnsWriter.write(message)));
  }

  @Property
  void aMessageThatEndsEarlyIsRefused(
      @ForAll("messages") MdnsMessage message, @ForAll @IntRange(max = 8999) int cut) {
    Bytes whole = MdnsWriter.write(message);
    ByteBuffer early = whole.toBuffer().limit(cut % whole.length());
    assertThrows(MalformedMessageException.class, () -> reader.read(early));
  }

  @Property
  void bytesAfterTheLastRecordAreRefused(
      @ForAll("messages") MdnsMessage message, @ForAll @Size(min = 1, max = 20) byte[] more) {
    ByteBuffer whole = MdnsWriter.write(message).toBuffer();
    ByteBuffer longer = ByteBuffer.allocate(whole.remaining() + more.length).put(whole).put(more);
    assertThrows(MalformedMessageException.class, () -> reader.read(longer.flip()));
  }

  /**
   * Each byte of an honest message replaced: read as something that can be written again, or not.
   */
  @Property
  void aChangedByteIsReadAsAMessageOrRefused(
      @ForAll("messages") MdnsMessage message,
      @ForAll @IntRange(max = 8999) int place,
      @ForAll byte value)
      throws Exception {
    ByteBuffer honest = MdnsWriter.write(message).toBuffer();
    ByteBuffer changed = ByteBuffer.allocate(honest.remaining()).put(honest).flip();
    changed.put(place % changed.limit(), value);
    Optional<MdnsMessage> came;
    try {
      came = reader.read(changed);
    } catch (MalformedMessageException e) {
      return;
    }
    if (came.isPresent()) {
      assertSame(came.get(), read(MdnsWriter.write(came.get())));
    }
  }

  @Provide
  Arbitrary<MdnsMessage> messages() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    Arbitrary<List<Question>> questions =
        Combinators.combine(names(), Arbitraries.of(Type.A, Type.AAAA, Type.ANY, Type.SRV), flag)
            .as((name, type, unicast) -> new Question(name, type, DClass.IN, unicast))
            .list()
            .ofMaxSize(5);
    Arbitrary<List<Rr>> records =
        Combinators.combine(records(), flag).as(Rr::new).list().ofMaxSize(5);
    return Combinators.combine(
            Arbitraries.integers().between(0, 0xffff),
            flag,
            flag,
            questions,
            records,
            records,
            records)
        .as(MdnsMessage::new);
  }

  private Arbitrary<Record> records() {
    Arbitrary<Long> ttls = Arbitraries.longs().between(0, Integer.MAX_VALUE);
    return Combinators.combine(
            names(),
            names(),
            ttls,
            Arbitraries.integers().between(0, 4),
            Arbitraries.bytes().array(byte[].class).ofSize(16))
        .as(MdnsReaderPropertyTest::record);
  }

  private static Record record(Name name, Name other, long ttl, int kind, byte[] data) {
    int port = ((data[0] & 0xff) << 8) | (data[1] & 0xff);
    return switch (kind) {
      case 0 -> new ARecord(name, DClass.IN, ttl, new byte[] {data[0], data[1], data[2], data[3]});
      case 1 -> new AAAARecord(name, DClass.IN, ttl, data);
      case 2 -> new PTRRecord(name, DClass.IN, ttl, other);
      case 3 -> new SRVRecord(name, DClass.IN, ttl, 0, 0, port, other);
      default -> new TXTRecord(name, DClass.IN, ttl, "v=" + port);
    };
  }

  private Arbitrary<Name> names() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars('A', 'Z', '0', '9', '-', '_')
        .ofMinLength(1)
        .ofMaxLength(63)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(labels -> Name.fromConstantString(String.join(".", labels) + ".local."));
  }

  private MdnsMessage read(Bytes datagram) throws MalformedMessageException {
    return reader.read(datagram.toBuffer()).orElseThrow();
  }

  /**
   * In words as well: records are equal whatever their time to live. Names are equal whatever their
   * case, and a compressed one has the case of the one it points at (RFC 1035 4.1.4).
   */
  private static void assertSame(MdnsMessage expected, MdnsMessage actual) {
    assertEquals(expected, actual);
    assertEquals(
        expected.toString().toLowerCase(Locale.ROOT), actual.toString().toLowerCase(Locale.ROOT));
  }
}
