package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A peer's bytes against everything that reads them. As a test it runs the seeds that stand beside
 * it in the resources. To look for new ones:
 *
 * <pre>JAZZER_FUZZ=1 mvn -pl device-peer/data-channel -am test -Djazzer.hooks=true
 *     -Dtest='SctpFuzzTest#anAssociationThrowsNothing' -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * <p>What it finds is written beside the seeds, and stays there when it is mended.
 */
class SctpFuzzTest {
  private static final int MOST_BYTES = 60_000;
  private static final Limits TIGHT =
      new Limits(1192, 8192, 8192, 16_384, 65_536, 16, 256, 64, 4096, 2);

  private interface Reading {
    void read(ByteBuffer packet, int end) throws MalformedMessageException;
  }

  private static final List<Reading> READERS =
      List.of(
          (in, end) -> DataChunk.read(in, 3, 0, end).payload(in),
          (in, end) -> InterleavedData.read(in, 3, 0, end),
          (in, end) -> InterleavedForwardTsn.read(in, 0, end),
          (in, end) -> InitChunk.read(in, 0, end),
          (in, end) -> SackChunk.read(in, 0, end).hasOrderlyGaps(),
          (in, end) -> HeartbeatChunk.read(in, 0, end).sizeBytes(),
          (in, end) -> ErrorCause.readFirst(in, 0, end).describe(),
          (in, end) -> ShutdownChunk.read(in, 0, end),
          (in, end) -> ForwardTsnChunk.read(in, 0, end),
          (in, end) -> ReconfigChunk.read(in, 0, end),
          (in, end) -> DcepOpen.read(Bytes.copyOf(in.duplicate())).write(),
          SctpFuzzTest::walkParameters);

  private static void walkParameters(ByteBuffer in, int end) throws MalformedMessageException {
    ParameterReader parameters = new ParameterReader(in, 0, end);
    while (parameters.next()) {
      assertEquals(parameters.valueLength(), parameters.value().length());
    }
  }

  @FuzzTest(maxDuration = "60s")
  void theChunkReadersThrowNothingUndeclared(byte[] value) {
    for (Reading reading : READERS) {
      try {
        reading.read(ByteBuffer.wrap(value), value.length);
      } catch (MalformedMessageException e) {
        assertTrue(e.getMessage() != null);
      }
    }
  }

  /** Bytes as they are, and as the chunks of a packet whose checksum is right. */
  @FuzzTest(maxDuration = "60s")
  void thePacketReaderThrowsNothingUndeclared(byte[] bytes) {
    walk(ByteBuffer.wrap(bytes));
    if (bytes.length <= MOST_BYTES) {
      ByteBuffer packet = ByteBuffer.allocate(MOST_BYTES + 16);
      PacketWriter writer = new PacketWriter(new PacketChecksum());
      writer.begin(packet, MOST_BYTES + 16, 1);
      writer.put(bytes, 0, bytes.length);
      writer.finish();
      walk(packet.flip());
    }
  }

  private static void walk(ByteBuffer packet) {
    PacketReader reader = new PacketReader(new PacketChecksum());
    try {
      reader.open(packet, false);
      while (reader.next()) {
        assertTrue(reader.valueStart() <= reader.valueEnd());
        assertTrue(reader.valueEnd() <= packet.limit());
      }
    } catch (MalformedMessageException e) {
      assertTrue(e.getMessage() != null);
    }
  }

  /** An association that is up, with channels and data under way, gets chunks as its peer's. */
  @FuzzTest(maxDuration = "60s")
  void anAssociationThrowsNothing(byte[] chunks) {
    if (chunks.length > MOST_BYTES) {
      return;
    }
    RawPeer peer = RawPeer.connected(TIGHT);
    peer.open(0, "theirs");
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("ours"));
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(5_000));
    peer.drain();
    long before = peer.packets;
    peer.send(w -> w.put(chunks, 0, chunks.length));
    assertTrue(peer.packets - before <= 2 * TIGHT.maxBurstPackets(), "answers to one packet");
    assertTrue(peer.association.heldBytes() <= ReceiveWindow.mostHeldBytes(TIGHT));
    peer.pass(100 * Pair.SECOND);
    peer.send(w -> w.put(chunks, 0, chunks.length));
    peer.deliver(ByteBuffer.wrap(chunks));
    peer.pass(2_000 * Pair.SECOND);
    assertTrue(peer.association.isClosed(), "nobody answers, and it does not notice");
  }

  /** The same before the handshake, when no tag is known yet. */
  @FuzzTest(maxDuration = "60s")
  void aFreshAssociationThrowsNothing(byte[] chunks) {
    if (chunks.length > MOST_BYTES) {
      return;
    }
    RawPeer peer = new RawPeer(TIGHT);
    peer.packet(0, w -> w.put(chunks, 0, chunks.length));
    peer.association.connect(peer.tick());
    peer.drain();
    int tag = peer.lastInit(SctpProtocol.INIT).initiateTag();
    peer.packet(tag, w -> w.put(chunks, 0, chunks.length));
    peer.pass(100 * Pair.SECOND);
    assertTrue(peer.packets <= 64, peer.packets + " packets");
  }
}
