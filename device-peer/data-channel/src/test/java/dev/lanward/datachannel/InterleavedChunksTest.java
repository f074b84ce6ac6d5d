package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** I-DATA and I-FORWARD-TSN on the wire: RFC 8260 sections 2.1 and 2.3.1. */
class InterleavedChunksTest {
  private static ByteBuffer write(java.util.function.Consumer<PacketWriter> content) {
    PacketWriter writer = new PacketWriter(new PacketChecksum());
    ByteBuffer packet = ByteBuffer.allocate(70_000);
    writer.begin(packet, 70_000, 1);
    content.accept(writer);
    writer.finish();
    return packet.flip().position(SctpProtocol.HEADER_BYTES).slice();
  }

  private static String hex(ByteBuffer chunk) {
    return ParameterReader.copy(chunk, 0, chunk.remaining()).toHex();
  }

  /** The figures of the RFC, byte by byte. */
  @Test
  void theyLookLikeTheFiguresOfTheRfc() {
    byte[] payload = {(byte) 0xaa};
    String first = hex(write(w -> InterleavedData.write(w, 2, 3, 4, 5, 51, payload, 0, 1)));
    assertEquals(
        "40020015" + "00000003" + "00040000" + "00000005" + "00000033" + "aa000000", first);
    String last = hex(write(w -> InterleavedData.write(w, 5, 3, 4, 5, 7, payload, 0, 1)));
    assertEquals("40050015" + "00000003" + "00040000" + "00000005" + "00000007" + "aa000000", last);
    int[] skipped = {InterleavedForwardTsn.stream(9, true), 8};
    String forward = hex(write(w -> new InterleavedForwardTsn(7, skipped).write(w)));
    assertEquals("c2000010" + "00000007" + "00090001" + "00000008", forward);
  }

  @Property
  void whatIsWrittenIsRead(
      @ForAll @IntRange(max = 15) int flags,
      @ForAll int tsn,
      @ForAll @IntRange(max = 65_535) int stream,
      @ForAll int mid,
      @ForAll int number,
      @ForAll @Size(max = 50) byte[] payload)
      throws Exception {
    ByteBuffer chunk =
        write(
            w ->
                InterleavedData.write(
                    w, flags, tsn, stream, mid, number, payload, 0, payload.length));
    DataChunk read =
        InterleavedData.read(
            chunk, flags, 4, SctpProtocol.INTERLEAVED_HEADER_BYTES + payload.length);
    assertEquals(flags, read.flags());
    assertEquals(tsn, read.tsn());
    assertEquals(stream, read.streamId());
    assertEquals(mid, read.ssn());
    assertEquals(read.begins() ? number : 0, read.ppid());
    assertEquals(read.begins() ? 0 : number, read.fsn());
    assertEquals(Bytes.copyOf(payload), read.payload(chunk));
  }

  @Property
  void forwardTsnsAreReadAsWritten(@ForAll int tsn, @ForAll @Size(max = 50) int[] words)
      throws Exception {
    int[] pairs = java.util.Arrays.copyOf(words, words.length & ~1);
    ByteBuffer chunk = write(w -> new InterleavedForwardTsn(tsn, pairs).write(w));
    InterleavedForwardTsn read = InterleavedForwardTsn.read(chunk, 4, chunk.limit());
    assertEquals(tsn, read.newCumulativeTsn());
    assertArrayEquals(pairs, read.skipped());
  }

  /** Any bytes are a chunk, or malformed; nothing else comes out. */
  @Property
  void readersThrowNothingElse(
      @ForAll @Size(max = 64) byte[] bytes, @ForAll @IntRange(max = 255) int flags) {
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    try {
      DataChunk chunk = InterleavedData.read(packet, flags, 0, bytes.length);
      assertTrue(chunk.payloadLength() >= 0);
      chunk.payload(packet);
    } catch (MalformedMessageException e) {
      assertTrue(bytes.length < 16);
    }
    try {
      InterleavedForwardTsn.read(packet, 0, bytes.length).lastSkipped();
    } catch (MalformedMessageException e) {
      assertTrue(bytes.length < 4);
    }
  }

  /** An association under any sequence of I-DATA and I-FORWARD-TSN stays bounded and alive. */
  @Property(tries = 300)
  void anySequenceOfFragmentsLeavesTheAssociationSound(
      @ForAll @Size(max = 60) int[] chunks, @ForAll int seed) {
    RawPeer peer = RawPeer.interleaving();
    peer.iOpen(0, ChannelOptions.reliable("a"));
    java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
    for (int chunk : chunks) {
      int tsn = RawPeer.FIRST_TSN + 1 + random.nextInt(80);
      int mid = random.nextInt(4);
      if (chunk % 5 == 0) {
        peer.iForward(tsn, 0, random.nextInt(2), mid, 0, random.nextInt(2), mid - 1);
      } else {
        byte[] payload = new byte[1 + random.nextInt(40)];
        int number = (chunk & 2) != 0 ? 51 : random.nextInt(4);
        peer.iData(chunk & 7, tsn, 2 * random.nextInt(2), mid, number, payload);
      }
    }
    Limits limits = Limits.DEFAULT;
    assertTrue(peer.association.heldBytes() >= 0);
    assertTrue(peer.association.heldBytes() <= 2L * limits.receiveWindowBytes());
    int[] all = {0, 0, 100, 0, 1, 100, 2, 0, 100, 2, 1, 100};
    peer.iForward(RawPeer.FIRST_TSN + 1_000, all);
    assertTrue(
        peer.association.isClosed() || peer.association.heldBytes() == 0, "all is forgotten");
  }
}
