package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of every size that {@link Limits} allows; RawPeer and Pair give no byte more room. */
class SmallPacketsTest {
  private static final Limits SMALLEST = Limits.DEFAULT.withPacketSizeBytes(256);

  /** A chunk is padded to whole words, so a packet size that is none must be rounded down. */
  @ParameterizedTest
  @ValueSource(ints = {256, 257, 258, 259, 1190, 1191, 1193})
  void noPacketIsLongerThanItMayBe(int size) {
    RawPeer peer = RawPeer.connected(Limits.DEFAULT.withPacketSizeBytes(size));
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    byte[] data = new byte[3 * size];
    for (int length = size - 60; length < size; length++) {
      peer.association.send(
          peer.tick(), id, MessageKind.BINARY, java.nio.ByteBuffer.wrap(data, 0, length));
      peer.drain();
      peer.sack(lastTsn(peer), 1 << 20);
    }
    assertTrue(peer.counters().chunksSent() > 60);
  }

  private static int lastTsn(RawPeer peer) {
    return peer.last(SctpProtocol.DATA).data().tsn();
  }

  @Test
  void aCookieThatFitsNoPacketIsRefusedClearly() {
    RawPeer peer = new RawPeer(SMALLEST);
    peer.association.connect(peer.tick());
    peer.drain();
    peer.theirTag = peer.lastInit(SctpProtocol.INIT).initiateTag();
    for (int length : new int[] {241, 1000, 240}) {
      InitChunk ack =
          new InitChunk(1, 1500, 1, 1, 1, true, true, Bytes.copyOf(new byte[length]), List.of());
      peer.send(w -> ack.write(w, SctpProtocol.INIT_ACK));
      assertEquals(length == 240 ? 1 : 0, peer.all(SctpProtocol.COOKIE_ECHO).size());
    }
    assertEquals(2, peer.counters().packetsDropped());
  }

  @Test
  void reportsOfUnknownParametersFitThePacket() {
    RawPeer peer = new RawPeer(SMALLEST);
    peer.packet(
        0,
        w -> {
          int chunk = w.beginChunk(SctpProtocol.INIT, 0);
          w.put32(1).put32(1500).put16(1).put16(1).put32(1);
          for (int i = 0; i < 40; i++) {
            int parameter = w.beginParameter(0xC100 + i);
            w.put8(i);
            w.endParameter(parameter);
          }
          w.endChunk(chunk);
        });
    assertEquals(1, peer.all(SctpProtocol.INIT_ACK).size());
  }

  /** What is too long to be echoed must not stand in the way of what comes after it. */
  @Test
  void longHeartbeatsAndUnknownChunksDoNotBlockTheOutbox() {
    RawPeer peer = RawPeer.connected(SMALLEST);
    for (int length : new int[] {500, 300, 240, 237}) {
      HeartbeatChunk heartbeat = new HeartbeatChunk(Bytes.copyOf(new byte[length]));
      peer.send(w -> heartbeat.write(w, SctpProtocol.HEARTBEAT));
      peer.raw(0xfe, 0, new byte[length]);
    }
    HeartbeatChunk small = new HeartbeatChunk(Bytes.ofHex("0102"));
    peer.send(w -> small.write(w, SctpProtocol.HEARTBEAT));
    assertTrue(peer.all(SctpProtocol.ERROR).size() >= 4, "each unknown chunk is reported");
    assertEquals(
        "000100060102", Bytes.copyOf(peer.last(SctpProtocol.HEARTBEAT_ACK).value()).toHex());
    peer.open(0, "x");
    assertEquals(1, peer.all(SctpProtocol.DATA).size());
  }

  @Test
  void manyResetsGoInSeveralRequests() {
    Limits limits = SMALLEST;
    Pair pair = new Pair(1, limits, limits);
    pair.connect();
    int[] ids =
        IntStream.range(0, 150)
            .map(i -> pair.open(pair.client, ChannelOptions.reliable("")))
            .toArray();
    for (int id : ids) {
      pair.client.association.closeChannel(pair.tick(), id);
    }
    pair.run(
        () -> pair.client.association.channelCount() + pair.server.association.channelCount() == 0,
        10 * Pair.SECOND);
    assertEquals(150, pair.server.all(Event.ChannelClosed.class).size());
    assertFalse(pair.server.association.isClosed());
  }
}
