package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What SACKs, true and false, make the sender do: RFC 9260 sections 6.1, 6.2.1, 6.3 and 7.2. */
class Rfc9260SackTest {
  private static final long SECOND = Pair.SECOND;
  private static final long WINDOW = 1 << 20;
  private static final int PACKET = 1192;

  private final RawPeer peer = RawPeer.connected();
  private int id;

  /** A channel is open; its OPEN was acknowledged. {@code theirTsn} is the next TSN to come. */
  @BeforeEach
  void open() {
    id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.drain();
    peer.now += Pair.MILLISECOND;
    peer.sack(peer.theirTsn, WINDOW);
    peer.theirTsn++;
    peer.chunks.clear();
  }

  private void send(int bytes) {
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(bytes));
    peer.drain();
  }

  /** Messages of a packet each. */
  private void sendPackets(int count) {
    for (int i = 0; i < count; i++) {
      send(PACKET - 28);
    }
  }

  private List<Integer> tsns() {
    List<Integer> tsns = new ArrayList<>();
    peer.all(SctpProtocol.DATA).forEach(chunk -> tsns.add(chunk.data().tsn() - peer.theirTsn));
    return tsns;
  }

  private long free() {
    return peer.association.sendBufferFree();
  }

  @Test
  void aSackOfWhatWasNeverSentIsIgnored() {
    sendPackets(3);
    long before = free();
    peer.sack(peer.theirTsn + 3, WINDOW);
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 4);
    peer.sack(peer.theirTsn - 1, WINDOW, 5000, 6000);
    peer.sack(peer.theirTsn + 1_000_000, WINDOW);
    assertEquals(before, free());
    assertEquals(4, peer.counters().violations());
    assertFalse(peer.association.isClosed());
    peer.sack(peer.theirTsn + 2, WINDOW);
    assertTrue(free() > before);
  }

  @Test
  void disorderlyGapBlocksAreIgnored() {
    sendPackets(8);
    peer.sack(peer.theirTsn - 1, WINDOW, 4, 3);
    peer.sack(peer.theirTsn - 1, WINDOW, 4, 5, 2, 3);
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 4, 3, 5);
    peer.sack(peer.theirTsn - 1, WINDOW, 0, 2);
    assertEquals(4, peer.counters().violations());
    assertEquals(8, tsns().size());
  }

  /** 6.2.1 i: "drop the SACK" that is older than what is known. */
  @Test
  void anOldSackIsIgnored() {
    sendPackets(4);
    peer.sack(peer.theirTsn + 2, WINDOW);
    long free = free();
    peer.sack(peer.theirTsn, 0);
    peer.sack(peer.theirTsn - 1, 0, 2, 2);
    assertEquals(free, free());
    assertEquals(0, peer.counters().violations());
    sendPackets(1);
    assertEquals(List.of(0, 1, 2, 3, 4), tsns());
  }

  /** 6.2.1 iii: a TSN gone from the gap blocks counts as one report missing, not as lost. */
  @Test
  void sacksOutOfOrderDoNotMakeAnythingBeSentAgain() {
    sendPackets(6);
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 6);
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 5);
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 4);
    assertEquals(6, tsns().size());
    peer.sack(peer.theirTsn + 5, WINDOW);
    assertEquals(0, peer.counters().chunksRetransmitted());
    assertEquals(Limits.DEFAULT.sendBufferBytes() - 64, free());
  }

  /** 6.2: a receiver may take back what it had only in gap blocks; it comes again. */
  @Test
  void whatThePeerTakesBackIsSentAgainInTheEnd() {
    sendPackets(4);
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 4);
    peer.sack(peer.theirTsn, WINDOW);
    peer.pass(SECOND);
    peer.sack(peer.theirTsn + 2, WINDOW);
    assertTrue(tsns().subList(4, tsns().size()).containsAll(List.of(1, 2, 3)), tsns().toString());
    peer.sack(peer.theirTsn + 3, WINDOW);
    assertEquals(Limits.DEFAULT.sendBufferBytes() - 64, free());
  }

  /** What is acknowledged in gaps alone still has to be kept, so it counts. */
  @Test
  void theSendBufferIsFreeOnlyWhenTheMemoryIs() {
    sendPackets(8);
    long before = free();
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 8);
    assertEquals(before, free());
    peer.sack(peer.theirTsn + 7, WINDOW);
    assertEquals(Limits.DEFAULT.sendBufferBytes() - 64, free());
  }

  /** 7.2.4: the third report makes it be sent again at once, once. */
  @Test
  void theThirdReportOfALossMakesItBeSentAgain() {
    sendPackets(6);
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 2);
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 3);
    assertEquals(6, tsns().size());
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 4);
    assertEquals(List.of(0), tsns().subList(6, tsns().size()));
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 5);
    peer.sack(peer.theirTsn - 1, WINDOW, 2, 6);
    assertEquals(7, tsns().size());
    assertEquals(1, peer.counters().fastRetransmits());
  }

  /** Repeating one report over and over is no news: it must not make us send again. */
  @Test
  void theSameReportAgainCountsNothing() {
    sendPackets(6);
    for (int i = 0; i < 50; i++) {
      peer.sack(peer.theirTsn - 1, WINDOW, 2, 3);
    }
    assertEquals(0, peer.counters().chunksRetransmitted());
  }

  /**
   * 6.3.3: T3-rtx sends again with the interval doubled each time, and gives up after ten. What is
   * sent again before, when the answer is late (ADR 9), is none of them.
   */
  @Test
  void timeoutsDoubleAndThenThePeerIsGivenUp() {
    send(100);
    List<Long> times = new ArrayList<>();
    int seen = 1;
    while (!peer.association.isClosed()) {
      peer.pass(10 * Pair.MILLISECOND);
      for (; seen < tsns().size(); seen++) {
        times.add(peer.now);
      }
    }
    assertEquals(1, peer.counters().fastRetransmits());
    assertEquals(1 + SctpProtocol.MAX_RETRANSMITS, times.size());
    for (int i = 3; i < times.size(); i++) {
      double ratio =
          (double) (times.get(i) - times.get(i - 1)) / (times.get(i - 1) - times.get(i - 2));
      boolean capped = times.get(i) - times.get(i - 1) >= SctpProtocol.RTO_MAX - SECOND / 10;
      assertTrue(capped || (ratio > 1.8 && ratio < 2.2), i + ": " + ratio);
    }
    assertEquals(CloseReason.UNREACHABLE, peer.told(Event.Closed.class).get(0).reason());
    assertEquals(10 + 1, peer.counters().retransmissionTimeouts());
  }

  /**
   * RFC 8985 7.3: what answers for a late one is the last chunk sent, so that its acknowledgement
   * shows the gap before it. That of the first would be held back, and tell of nothing else.
   */
  @Test
  void whenAnAnswerIsLateTheLastChunkGoesAgainAndShowsWhatElseIsMissing() {
    sendPackets(6);
    peer.pass(300 * Pair.MILLISECOND);
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 5), tsns());
    peer.sack(peer.theirTsn - 1, WINDOW, 6, 6);
    assertEquals(List.of(0, 1, 2, 3, 4), tsns().subList(7, tsns().size()));
    assertEquals(0, peer.counters().retransmissionTimeouts());
  }

  /** A packet alone may be acknowledged late, several may not, and more soon become of one. */
  @Test
  void theAnswerToSeveralPacketsIsMissedSoonerThanThatToOne() {
    sendPackets(1);
    peer.pass(30 * Pair.MILLISECOND);
    assertEquals(1, tsns().size());
    sendPackets(1);
    peer.pass(30 * Pair.MILLISECOND);
    assertEquals(List.of(0, 1, 1), tsns());
  }

  /** 3.3.1: the I bit, where "the sender can benefit" from an acknowledgement without delay. */
  @Test
  void whatIsSentAgainAsksToBeAcknowledgedAtOnce() {
    sendPackets(1);
    peer.pass(SECOND / 2);
    List<Boolean> asked = new ArrayList<>();
    peer.all(SctpProtocol.DATA).forEach(chunk -> asked.add(chunk.data().isImmediate()));
    assertEquals(List.of(false, true), asked);
  }

  /** 6.1 A: a closed window is probed with one chunk, for as long as the peer answers. */
  @Test
  void aClosedWindowIsProbedWithOneChunk() {
    peer.answering = true;
    sendPackets(1);
    peer.sack(peer.theirTsn, 0);
    sendPackets(5);
    assertEquals(List.of(0, 1), tsns());
    for (int i = 0; i < 100; i++) {
      peer.pass(30 * SECOND);
      peer.sack(peer.theirTsn, 0);
    }
    assertFalse(peer.association.isClosed());
    assertTrue(tsns().stream().allMatch(tsn -> tsn <= 1), "nothing but the probe");
    assertTrue(tsns().size() < 500, tsns().size() + " probes");
    peer.chunks.clear();
    peer.sack(peer.theirTsn, WINDOW);
    assertEquals(1, tsns().get(0), "the refused probe, at once");
    peer.sack(peer.theirTsn + 1, WINDOW);
    peer.pass(SECOND);
    assertTrue(tsns().contains(2));
  }

  /** 6.1 A: no more is under way than the peer has room for. */
  @Test
  void aSmallWindowIsKeptTo() {
    sendPackets(1);
    peer.sack(peer.theirTsn, 3 * PACKET);
    sendPackets(8);
    assertEquals(List.of(0, 1, 2, 3), tsns());
    peer.sack(peer.theirTsn + 1, 3 * PACKET);
    assertEquals(List.of(0, 1, 2, 3, 4), tsns());
  }

  /** 7.2.1: ten packets at first, more as they are acknowledged; never the whole at once. */
  @Test
  void theCongestionWindowOpensStepByStep() {
    sendPackets(200);
    int before = tsns().size();
    assertTrue(before <= 11, before + " packets at first");
    peer.now += Pair.MILLISECOND;
    peer.sack(peer.theirTsn + before - 1, WINDOW);
    int after = tsns().size();
    assertTrue(after > before && after <= 2 * before + 3, after + " packets then");
  }

  /** 7.2.5.2: on another path "congestion control parameters [...] MUST be reset". */
  @Test
  void section7252AnotherPathBeginsWithTheInitialWindow() {
    int acknowledged = 0;
    for (int i = 0; i < 5; i++) {
      sendPackets(200);
      peer.now += Pair.MILLISECOND;
      acknowledged = tsns().size();
      peer.sack(peer.theirTsn + acknowledged - 1, WINDOW);
    }
    int grown = tsns().size() - acknowledged;
    assertTrue(grown > 20, grown + " packets at once by then");
    peer.association.setPath(peer.tick(), 0);
    peer.chunks.clear();
    peer.drain();
    int first = peer.all(SctpProtocol.DATA).size();
    assertTrue(first >= 2 && first <= 11, first + " packets at first on the new path");
  }

  /** One SACK for everything, from a peer that never saw it, opens no burst beyond the limit. */
  @Test
  void noBurstIsLongerThanTheLimit() {
    RawPeer greedy = peer;
    int longest = 0;
    for (int i = 0; i < 60; i++) {
      send(60_000);
      int last = greedy.last(SctpProtocol.DATA).data().tsn();
      greedy.now += Pair.MILLISECOND / 10;
      greedy.chunks.clear();
      int before = greedy.packets;
      greedy.sack(last, 0xffff_ffffL);
      int burst = greedy.packets - before;
      longest = Math.max(longest, burst);
      assertTrue(burst <= Limits.DEFAULT.maxBurstPackets() + 1, burst + " in a burst");
      if (greedy.all(SctpProtocol.DATA).isEmpty()) {
        break;
      }
    }
    assertTrue(longest > 20, "bursts came near the limit: " + longest);
  }

  /** A window of zero right away, and 16,384 TSNs under way, never block the acknowledgement. */
  @Test
  void noMoreTsnsAreUnderWayThanTheSpan() {
    RawPeer narrow =
        RawPeer.connected(new Limits(1192, 1000, 1000, 1 << 20, 1 << 20, 16, 64, 64, 64, 2));
    int channel = narrow.association.openChannel(narrow.tick(), ChannelOptions.reliable("x"));
    for (int i = 0; i < 500; i++) {
      narrow.association.send(narrow.tick(), channel, MessageKind.BINARY, ByteBuffer.allocate(1));
    }
    narrow.drain();
    assertTrue(narrow.all(SctpProtocol.DATA).size() <= 65);
    narrow.sack(narrow.theirTsn + 60, WINDOW);
    assertTrue(narrow.all(SctpProtocol.DATA).size() > 65);
  }

  @Test
  void anEmptyMessageIsNotBuffered() {
    peer.association.send(peer.tick(), id, MessageKind.TEXT, ByteBuffer.allocate(0));
    assertEquals(0, peer.association.bufferedAmount(id));
    peer.drain();
    DataChunk chunk = peer.last(SctpProtocol.DATA).data();
    assertEquals(SctpProtocol.PPID_TEXT_EMPTY, chunk.ppid());
    assertEquals(1, chunk.payloadLength());
  }
}
