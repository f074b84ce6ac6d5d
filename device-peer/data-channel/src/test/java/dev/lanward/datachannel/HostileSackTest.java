package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A peer that lies in its acknowledgements: about its window, and about what arrived. */
class HostileSackTest {
  private static final int MESSAGE_BYTES = 100_000;

  private static RawPeer sending() {
    RawPeer peer = RawPeer.connected();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.negotiated("x", 0));
    for (int i = 0; i < 10; i++) {
      ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES);
      peer.association.send(peer.tick(), id, MessageKind.BINARY, message);
    }
    peer.drain();
    return peer;
  }

  private static int lastSent(RawPeer peer) {
    return peer.last(SctpProtocol.DATA).data().tsn();
  }

  private static long free(RawPeer peer) {
    return peer.association.sendBufferFree();
  }

  /** Each may cost as much as there is under way, and a packet has room for a thousand. */
  @Test
  void ofManyInOnePacketTheFirstCounts() {
    RawPeer peer = sending();
    int last = lastSent(peer);
    SackChunk one = new SackChunk(last - 5, 1 << 20, SackChunk.NO_GAPS, SackChunk.NO_DUPLICATES);
    SackChunk all = new SackChunk(last, 1 << 20, SackChunk.NO_GAPS, SackChunk.NO_DUPLICATES);
    RawPeer other = sending();
    other.send(one::write);
    peer.send(
        w -> {
          one.write(w);
          all.write(w);
        });
    assertEquals(free(other), free(peer));
    peer.send(all::write);
    assertTrue(free(peer) > free(other));
  }

  /** RFC 9260 6.1 A: a shut window is probed, one chunk a round trip or less. */
  @Test
  void aWindowOfZeroForeverIsProbedSlowly() {
    RawPeer peer = sending();
    int before = peer.packets;
    for (int second = 0; second < 300; second++) {
      peer.sack(lastSent(peer), 0);
      peer.pass(Pair.SECOND);
    }
    assertTrue(peer.packets - before <= 2 * 300 + 60, (peer.packets - before) + " packets");
    assertFalse(peer.association.isClosed(), "it answers, however little it takes");
  }

  @Test
  void aWindowOfFourGigabytesOpensNoFlood() {
    RawPeer peer = sending();
    peer.chunks.clear();
    peer.sack(peer.theirTsn, 0xffff_ffffL);
    assertTrue(
        peer.all(SctpProtocol.DATA).size() <= 2 * Limits.DEFAULT.maxBurstPackets(),
        peer.all(SctpProtocol.DATA).size() + " chunks at once");
  }

  @Test
  void aWindowThatShrinksUnderWhatIsOnItsWayIsBelieved() {
    RawPeer peer = sending();
    int first = peer.theirTsn;
    for (int window : new int[] {1 << 20, 5_000, 1_500, 1, 0}) {
      peer.sack(first++, window);
      peer.pass(50 * Pair.MILLISECOND);
    }
    int before = peer.packets;
    peer.sack(lastSent(peer), 0);
    peer.pass(200 * Pair.MILLISECOND);
    assertTrue(peer.packets - before <= 2, "sends into a window of nothing");
    peer.sack(lastSent(peer), 1 << 20);
    assertTrue(peer.packets - before > 2, "goes on when there is room");
  }

  @Test
  void acknowledgementsOfWhatWasNeverSentChangeNothing() {
    RawPeer peer = sending();
    int last = lastSent(peer);
    long free = free(peer);
    peer.sack(last + 1, 1 << 20);
    peer.sack(peer.theirTsn - 1, 1 << 20, 2, last - peer.theirTsn + 2);
    peer.sack(last + 0x4000_0000, 1 << 20);
    peer.sack(peer.theirTsn - 1, 1 << 20, 1, 0xffff);
    assertEquals(free, free(peer));
    assertEquals(4, peer.counters().violations());
    assertFalse(peer.association.isClosed());
  }

  @Test
  void disorderlyGapBlocksChangeNothing() {
    RawPeer peer = sending();
    int packets = peer.packets;
    int[][] blocks = {{3, 2}, {2, 4, 3, 6}, {5, 6, 2, 3}, {0, 0}, {2, 3, 3, 3}};
    for (int[] gaps : blocks) {
      for (int i = 0; i < 100; i++) {
        peer.sack(peer.theirTsn - 1, 1 << 20, gaps);
      }
    }
    assertEquals(100 * blocks.length, peer.counters().violations());
    assertEquals(packets, peer.packets);
    assertEquals(0, peer.counters().chunksRetransmitted());
  }

  /** Acknowledging what has not arrived yet harms nobody but the peer's own messages. */
  @Test
  void optimisticAcknowledgementsAreBoundByTheBurstAndTheClock() {
    RawPeer peer = sending();
    for (int i = 0; i < 2_000 && free(peer) < Limits.DEFAULT.sendBufferBytes() - 64; i++) {
      int before = peer.packets;
      peer.sack(lastSent(peer), 0xffff_ffffL);
      assertTrue(peer.packets - before <= 2 * Limits.DEFAULT.maxBurstPackets());
      peer.pass(Pair.MILLISECOND);
    }
    assertEquals(Limits.DEFAULT.sendBufferBytes() - 64, free(peer));
  }

  /** RFC 9260 6.2.1 iii: what was in a gap block may be taken back, and is then sent again. */
  @Test
  void aPeerThatTakesBackWhatItAcknowledgedGetsItAgainAtItsOwnPace() {
    RawPeer peer = sending();
    int before = peer.packets;
    long free = free(peer);
    for (int i = 0; i < 1_000; i++) {
      int span = lastSent(peer) - peer.theirTsn;
      peer.sack(peer.theirTsn - 1, 1 << 20, 2, Math.max(2, Math.min(span, 9)));
      peer.sack(peer.theirTsn - 1, 1 << 20);
    }
    assertEquals(free, free(peer), "nothing is forgotten before its cumulative acknowledgement");
    assertTrue(peer.packets - before <= 4_000, (peer.packets - before) + " packets for 2,000");
    for (int i = 0; i < 2_000 && free(peer) < Limits.DEFAULT.sendBufferBytes() - 64; i++) {
      peer.sack(lastSent(peer), 1 << 20);
      peer.pass(500 * Pair.MILLISECOND);
    }
    assertEquals(Limits.DEFAULT.sendBufferBytes() - 64, free(peer));
  }
}
