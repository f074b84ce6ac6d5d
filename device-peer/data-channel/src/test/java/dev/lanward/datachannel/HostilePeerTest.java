package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.datachannel.ReconfigChunk.OutgoingReset;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A peer that passed the handshake and wants to do harm: memory stays within {@link Limits}, work
 * within what its packets are worth, and it ends, if at all, with a clear reason.
 */
class HostilePeerTest {
  private static final int FIRST = RawPeer.FIRST_TSN;
  private static final int BEGIN = SctpProtocol.FLAG_BEGIN;
  private static final int END = SctpProtocol.FLAG_END;
  private static final int TEXT = SctpProtocol.PPID_TEXT;
  private static final Limits TIGHT =
      new Limits(1192, 8192, 8192, 16_384, 65_536, 16, 256, 64, 64, 2);

  /** Twice the window and a message in fragments of 128 bytes, each with its overhead. */
  private static final long MOST_HELD = 2 * 16_384 + 8192 + 64 * 64;

  private static Event.Closed closed(RawPeer peer) {
    List<Event.Closed> all = peer.told(Event.Closed.class);
    assertEquals(1, all.size(), peer.events.toString());
    return all.get(0);
  }

  private static long held(RawPeer peer) {
    return peer.association.heldBytes();
  }

  @Test
  void aMessageThatNeverEndsEndsTheAssociation() {
    RawPeer peer = RawPeer.connected(TIGHT);
    peer.open(0, "x");
    peer.data(BEGIN, FIRST + 1, 0, 1, TEXT, new byte[100]);
    for (int i = 2; i < 1000 && !peer.association.isClosed(); i++) {
      peer.data(0, FIRST + i, 0, 1, TEXT, new byte[100]);
      assertTrue(held(peer) <= MOST_HELD);
    }
    assertEquals(CloseReason.PEER_VIOLATION, closed(peer).reason());
    assertTrue(closed(peer).detail().contains("max-message-size 8192"), closed(peer).detail());
  }

  @Test
  void aMessageThatNeverEndsInSingleBytesIsBoundedByWhatItCosts() {
    RawPeer peer = RawPeer.connected(TIGHT);
    peer.open(0, "x");
    for (int i = 1; i < 10_000 && !peer.association.isClosed(); i++) {
      peer.data(i == 1 ? BEGIN : 0, FIRST + i, 0, 1, TEXT, new byte[1]);
      assertTrue(held(peer) <= MOST_HELD);
    }
    assertEquals(CloseReason.PEER_VIOLATION, closed(peer).reason());
  }

  @Test
  void beginningsWithoutEndsAreBounded() {
    RawPeer peer = RawPeer.connected(TIGHT);
    for (int i = 0; i < 10_000 && !peer.association.isClosed(); i++) {
      peer.data(BEGIN, FIRST + i, i & 0xffff, 0, TEXT, new byte[10]);
      assertTrue(held(peer) <= MOST_HELD);
    }
    assertEquals(CloseReason.PEER_VIOLATION, closed(peer).reason());
  }

  @Test
  void gapsThatAreNeverFilledAreBounded() {
    RawPeer peer = RawPeer.connected(TIGHT);
    for (int i = 1; i < 5000; i++) {
      peer.data(RawPeer.WHOLE, FIRST + i, 0, i, TEXT, new byte[1000]);
      assertTrue(held(peer) <= MOST_HELD);
    }
    assertTrue(peer.counters().chunksRefused() > 4900);
    assertFalse(peer.association.isClosed());
    assertTrue(peer.last(SctpProtocol.SACK).sack().windowBytes() < 1064);
  }

  @Test
  void tsnsFarAheadAreRefused() {
    RawPeer peer = RawPeer.connected(TIGHT);
    for (int ahead : new int[] {257, 65_536, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      peer.data(RawPeer.WHOLE, FIRST - 1 + ahead, 0, 0, TEXT, new byte[1]);
    }
    assertEquals(0, peer.counters().chunksReceived());
    assertEquals(0, held(peer));
    peer.data(RawPeer.WHOLE, FIRST - 1 + 256, 0, 0, TEXT, new byte[1]);
    assertEquals(1, peer.counters().chunksReceived());
  }

  /**
   * Fragments stand in a ring by TSN. One that no message will ever take must not make the ring
   * grow as the TSNs move on.
   */
  @Test
  void anOrphanedFragmentDoesNotGrowTheRing() {
    RawPeer peer = RawPeer.connected(TIGHT);
    peer.data(BEGIN, FIRST, 0, 0, TEXT, new byte[1]);
    int tsn = FIRST + 1;
    for (; tsn < FIRST + 300_000 && !peer.association.isClosed(); tsn += 2) {
      int at = tsn;
      boolean orphan = Integer.bitCount(tsn - FIRST + 1) == 1;
      peer.send(
          w -> {
            byte[] x = {1};
            DataChunk.write(w, RawPeer.WHOLE | 4, at, 9, 0, TEXT, x, 0, 1);
            DataChunk.write(w, (orphan ? BEGIN : BEGIN | END) | 4, at + 1, 9, 0, TEXT, x, 0, 1);
          });
      peer.chunks.clear();
      peer.events.removeIf(e -> !(e instanceof Event.Closed));
    }
    assertEquals(CloseReason.PEER_VIOLATION, closed(peer).reason());
    assertTrue(tsn - FIRST < 5000, "noticed after " + (tsn - FIRST));
  }

  /** A gap-acknowledged chunk stays in memory, so a peer cannot empty the send buffer by gaps. */
  @Test
  void gapReportsDoNotFreeTheSendBuffer() {
    RawPeer peer = RawPeer.connected();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.negotiated("x", 0));
    long sent = 0;
    for (int round = 0; round < 200; round++) {
      while (peer.association.sendBufferFree() >= 60_000) {
        peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(60_000));
        sent += 60_000;
      }
      peer.drain();
      int last = peer.last(SctpProtocol.DATA).data().tsn();
      if (last - peer.theirTsn >= 2) {
        peer.sack(peer.theirTsn, 1L << 30, 2, last - peer.theirTsn);
      } else {
        peer.sack(peer.theirTsn, 1L << 30);
      }
      peer.now += 10 * Pair.MILLISECOND;
    }
    assertTrue(sent <= Limits.DEFAULT.sendBufferBytes() + 60_000, sent + " bytes");
  }

  /** Names of channels wait as events; they count against the window like any message. */
  @Test
  void longLabelsThatNobodyPollsAreBounded() {
    RawPeer peer = RawPeer.connected(Limits.DEFAULT.withBuffers(200_000, 65_536));
    peer.polling = false;
    byte[] open = new DcepOpen(ChannelOptions.reliable("x".repeat(60_000))).write();
    for (int i = 0; i < 100; i++) {
      int tsn = FIRST + i;
      int stream = 2 * i;
      peer.data(RawPeer.WHOLE, tsn, stream, 0, SctpProtocol.PPID_DCEP, open);
      assertTrue(held(peer) <= 2 * 200_000 + 262_144, held(peer) + " held");
    }
    assertTrue(peer.association.channelCount() <= 4, peer.association.channelCount() + " open");
    peer.polling = true;
    peer.drain();
    assertEquals(0, held(peer));
  }

  @Test
  void everyStreamOpenedAndMoreIsBounded() {
    RawPeer peer = RawPeer.connected(Limits.DEFAULT);
    for (int id = 0; id < 65_535; id++) {
      peer.message(
          id, 0, SctpProtocol.PPID_DCEP, new DcepOpen(ChannelOptions.reliable("")).write());
      peer.chunks.clear();
      peer.sack(peer.association.isClosed() ? 0 : peer.theirTsn - 1, 1 << 20);
    }
    assertTrue(peer.association.channelCount() <= Limits.DEFAULT.maxChannels());
    assertTrue(peer.association.sendBufferFree() > Limits.DEFAULT.sendBufferBytes() / 2);
  }

  @Test
  void channelsOpenedAndResetInALoopAreNoticedWhenNobodyPolls() {
    RawPeer peer = RawPeer.connected(TIGHT);
    peer.polling = false;
    int number = FIRST;
    for (int i = 0; i < 1000 && !peer.association.isClosed(); i++) {
      peer.message(0, 0, SctpProtocol.PPID_DCEP, new DcepOpen(ChannelOptions.reliable("")).write());
      if (peer.association.isClosed()) {
        break;
      }
      peer.sack(peer.last(SctpProtocol.DATA).data().tsn(), 1 << 20);
      peer.reconfig(new OutgoingReset(number++, 0, peer.nextTsn - 1, new char[] {0}));
      var requests = peer.reconfigs();
      if (requests.get(requests.size() - 1) instanceof OutgoingReset ours) {
        peer.reconfig(new ReconfigChunk.Response(ours.requestNumber(), ReconfigResult.PERFORMED));
      }
      peer.chunks.clear();
    }
    peer.polling = true;
    peer.drain();
    assertEquals(CloseReason.PEER_VIOLATION, closed(peer).reason());
    assertTrue(peer.events.size() < 2 * TIGHT.maxPendingEvents());
  }

  /** Thousands of skipped SSNs in one packet, against a stream full of waiting messages. */
  @Test
  void aForwardTsnOfThousandsOfStreamsIsCheap() {
    RawPeer peer = RawPeer.connected();
    for (int i = 1; i < 12_000; i++) {
      peer.data(RawPeer.WHOLE, FIRST + i, 0, 20_000 + i, TEXT, new byte[1]);
      peer.chunks.clear();
    }
    char[] skipped = new char[2 * 4000];
    for (int i = 0; i < skipped.length; i += 2) {
      skipped[i] = (char) (1 + i);
      skipped[i + 1] = 0x7ffe;
    }
    assertTimeout(
        Duration.ofSeconds(2),
        () -> {
          for (int i = 0; i < 200; i++) {
            int tsn = FIRST + 20_000 + i;
            peer.send(w -> new ForwardTsnChunk(tsn, skipped).write(w));
          }
        });
  }

  /**
   * A channel beyond {@link Limits#maxChannels} is refused by resetting its stream (RFC 8832 6),
   * however many were opened at once: a peer that is not told believes in a channel that is none.
   */
  @Test
  void eachOfManyRefusedChannelsIsReset() {
    RawPeer peer = RawPeer.connected(Limits.DEFAULT.withMaxChannels(2));
    Set<Integer> reset = new HashSet<>();
    for (int id = 0; id < 2 * 300; id += 2) {
      peer.message(
          id, 0, SctpProtocol.PPID_DCEP, new DcepOpen(ChannelOptions.reliable("")).write());
    }
    for (int i = 0; i < 20; i++) {
      List<ReconfigChunk.Parameter> asked = peer.reconfigs();
      if (asked.get(asked.size() - 1) instanceof OutgoingReset request) {
        for (char id : request.streams()) {
          reset.add((int) id);
        }
        peer.reconfig(
            new ReconfigChunk.Response(request.requestNumber(), ReconfigResult.PERFORMED));
      }
    }
    assertEquals(298, reset.size());
  }

  /** The largest message in the smallest packets fits, however small the window: it has to. */
  @Test
  void theLargestMessageInSmallFragmentsFitsASmallWindow() {
    RawPeer peer = RawPeer.connected(Limits.DEFAULT.withBuffers(4096, 65_536));
    peer.open(0, "x");
    int fragments = 262_144 / 128;
    for (int i = 0; i < fragments; i++) {
      int flags = (i == 0 ? BEGIN : 0) | (i == fragments - 1 ? END : 0);
      peer.data(flags, peer.nextTsn++, 0, 1, TEXT, new byte[128]);
      peer.chunks.clear();
    }
    assertEquals(1, peer.texts().size(), peer.events.toString());
    assertEquals(0, held(peer));
  }

  @Test
  void aFloodOfRequestsGetsAFewAnswers() {
    RawPeer peer = RawPeer.connected();
    HeartbeatChunk heartbeat = new HeartbeatChunk(Bytes.ofHex("00"));
    int before = peer.packets;
    peer.send(
        w -> {
          for (int i = 0; i < 5000; i++) {
            heartbeat.write(w, SctpProtocol.HEARTBEAT);
          }
        });
    assertTrue(peer.all(SctpProtocol.HEARTBEAT_ACK).size() <= 16);
    assertTrue(peer.packets - before <= 2);
    RawPeer fresh = new RawPeer(Limits.DEFAULT);
    for (int i = 1; i < 2000; i++) {
      fresh.offer(RawPeer.init(i, i));
    }
    assertEquals(1999, fresh.packets, "one answer for each INIT");
  }

  @Test
  void violationsAreCountedButNotPiledUp() {
    RawPeer peer = RawPeer.connected();
    peer.polling = false;
    for (int i = 0; i < 50_000; i++) {
      peer.deliver(ByteBuffer.allocate(5));
    }
    assertEquals(50_000, peer.counters().violations());
    peer.polling = true;
    peer.drain();
    assertTrue(peer.told(Event.PeerViolation.class).size() <= 16);
    assertFalse(peer.association.isClosed());
  }

  @Test
  void anAbortsTextIsMadePrintableAndShort() {
    RawPeer peer = RawPeer.connected();
    byte[] text = new byte[5000];
    java.util.Arrays.fill(text, (byte) '\n');
    text[0] = 'A';
    ErrorCause cause = new ErrorCause(SctpProtocol.CAUSE_USER_ABORT, Bytes.copyOf(text));
    peer.send(w -> cause.write(w, SctpProtocol.ABORT, 0));
    assertEquals("cause 12: A" + ".".repeat(127), closed(peer).detail());
  }

  /** After its end an association takes anything, keeps nothing and says nothing. */
  @Test
  void nothingMovesAClosedAssociation() {
    RawPeer peer = RawPeer.connected();
    peer.association.abort(peer.tick(), "enough");
    peer.drain();
    peer.chunks.clear();
    peer.open(0, "x");
    peer.sack(5, 5);
    peer.forward(FIRST + 9);
    peer.raw(SctpProtocol.SHUTDOWN_ACK, 0, new byte[0]);
    peer.pass(Pair.SECOND);
    assertEquals(0, peer.chunks.size());
    assertEquals(0, peer.association.channelCount());
    assertTrue(peer.association.nextTimeout().isEmpty());
    closed(peer);
  }

  /** A program may keep its session for long; what was never sent is not kept with it. */
  @Test
  void whatWaitedIsForgottenWhenItIsOver() {
    RawPeer peer = RawPeer.connected();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.drain();
    peer.sack(peer.theirTsn, 0);
    for (int i = 0; i < 60; i++) {
      peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(60_000));
    }
    assertTrue(RetainedSize.of(peer.association) > 3_000_000);
    peer.association.abort(peer.tick(), "enough");
    peer.drain();
    long retained = RetainedSize.of(peer.association);
    assertTrue(retained < 100_000, retained + " bytes retained");
  }
}
