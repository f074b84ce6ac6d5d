package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What is written is read as it was, whatever the values. */
class SctpRoundTripTest {
  /** The value of the one chunk that {@code content} writes, with the packet around it right. */
  private static ByteBuffer written(Consumer<PacketWriter> content)
      throws MalformedMessageException {
    ByteBuffer packet = ByteBuffer.allocate(70_000);
    PacketWriter writer = new PacketWriter(new PacketChecksum());
    writer.begin(packet, 69_998, 7);
    content.accept(writer);
    writer.finish();
    packet.flip();
    PacketReader reader = new PacketReader(new PacketChecksum());
    reader.open(packet, false);
    assertEquals(true, reader.next());
    assertEquals(true, reader.isAlone());
    byte[] value = new byte[reader.valueEnd() - reader.valueStart()];
    packet.get(reader.valueStart(), value);
    assertEquals(false, reader.next());
    return ByteBuffer.wrap(value);
  }

  @Property(tries = 200)
  void data(
      @ForAll int tsn,
      @ForAll @IntRange(max = 65_535) int stream,
      @ForAll @IntRange(max = 65_535) int ssn,
      @ForAll int ppid,
      @ForAll @Size(max = 2_000) byte[] payload)
      throws MalformedMessageException {
    ByteBuffer value =
        written(w -> DataChunk.write(w, 7, tsn, stream, ssn, ppid, payload, 0, payload.length));
    DataChunk read = DataChunk.read(value, 7, 0, value.limit());
    assertEquals(7, read.flags());
    assertEquals(List.of(tsn, stream, ssn), List.of(read.tsn(), read.streamId(), read.ssn()));
    assertEquals(ppid, read.ppid());
    assertArrayEquals(payload, read.payload(value).toArray());
  }

  @Property(tries = 200)
  void sack(
      @ForAll int tsn,
      @ForAll @LongRange(max = 0xffff_ffffL) long window,
      @ForAll @Size(max = 100) char[] gapEnds,
      @ForAll @Size(max = 20) int[] duplicates)
      throws MalformedMessageException {
    char[] gaps = java.util.Arrays.copyOf(gapEnds, gapEnds.length & ~1);
    ByteBuffer value = written(w -> new SackChunk(tsn, window, gaps, duplicates).write(w));
    SackChunk read = SackChunk.read(value, 0, value.limit());
    assertEquals(tsn, read.cumulativeTsn());
    assertEquals(window, read.windowBytes());
    assertArrayEquals(gaps, read.gaps());
    assertArrayEquals(duplicates, read.duplicates());
  }

  @Property(tries = 200)
  void forwardTsn(@ForAll int tsn, @ForAll @Size(max = 200) char[] numbers)
      throws MalformedMessageException {
    char[] skipped = java.util.Arrays.copyOf(numbers, numbers.length & ~1);
    ByteBuffer value = written(w -> new ForwardTsnChunk(tsn, skipped).write(w));
    ForwardTsnChunk read = ForwardTsnChunk.read(value, 0, value.limit());
    assertEquals(tsn, read.newCumulativeTsn());
    assertArrayEquals(skipped, read.skipped());
  }

  @Property(tries = 200)
  void resetAndItsAnswer(@ForAll int request, @ForAll int tsn, @ForAll @Size(max = 96) char[] ids)
      throws MalformedMessageException {
    for (ReconfigResult result : ReconfigResult.values()) {
      ReconfigChunk chunk =
          new ReconfigChunk(
              List.of(
                  new ReconfigChunk.OutgoingReset(request, ~request, tsn, ids),
                  new ReconfigChunk.Response(request, result)));
      ByteBuffer value = written(chunk::write);
      ReconfigChunk read = ReconfigChunk.read(value, 0, value.limit());
      var reset = (ReconfigChunk.OutgoingReset) read.parameters().get(0);
      assertEquals(request, reset.requestNumber());
      assertEquals(~request, reset.responseNumber());
      assertEquals(tsn, reset.lastTsn());
      assertArrayEquals(ids, reset.streams());
      assertEquals(chunk.parameters().get(1), read.parameters().get(1));
    }
  }

  @Property(tries = 200)
  void heartbeatAndErrorCause(
      @ForAll @Size(max = 1_000) byte[] bytes, @ForAll @IntRange(max = 65_535) int code)
      throws MalformedMessageException {
    HeartbeatChunk heartbeat = new HeartbeatChunk(Bytes.copyOf(bytes));
    ByteBuffer value = written(w -> heartbeat.write(w, SctpProtocol.HEARTBEAT));
    assertEquals(heartbeat, HeartbeatChunk.read(value, 0, value.limit()));
    ErrorCause cause = new ErrorCause(code, Bytes.copyOf(bytes));
    ByteBuffer error = written(w -> cause.write(w, SctpProtocol.ERROR, 0));
    assertEquals(cause, ErrorCause.readFirst(error, 0, error.limit()));
  }

  @Property(tries = 200)
  void announcement(
      @ForAll @StringLength(max = 300) String label,
      @ForAll @StringLength(max = 300) String protocol,
      @ForAll boolean unordered,
      @ForAll @IntRange(max = 65_535) int retransmits,
      @ForAll @LongRange(max = 0xffff_ffffL) long lifetime)
      throws MalformedMessageException {
    ChannelOptions named = ChannelOptions.reliable(utf8(label)).withProtocol(utf8(protocol));
    ChannelOptions options = unordered ? named.unordered() : named;
    for (ChannelOptions each :
        List.of(
            options,
            options.withMaxRetransmits(retransmits),
            options.withMaxPacketLifeTime(Duration.ofMillis(lifetime)))) {
      byte[] message = new DcepOpen(each).write();
      assertEquals(each, DcepOpen.read(Bytes.copyOf(message)).options());
      assertEquals(true, message.length <= DcepOpen.mostBytes(each));
    }
  }

  /** Halves of surrogate pairs have no UTF-8. */
  private static String utf8(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.UTF_8);
  }
}
