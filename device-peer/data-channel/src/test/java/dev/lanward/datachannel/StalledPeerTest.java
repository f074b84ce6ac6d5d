package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A peer that goes silent in the middle of a message. libwebrtc does when the rest of the message
 * expires just as the last chunk under way is acknowledged: it goes on with the next SACK, whatever
 * that says, and else never.
 */
class StalledPeerTest {
  private static final long SECOND = Pair.SECOND;

  private final RawPeer peer = RawPeer.connected();

  @BeforeEach
  void open() {
    peer.answering = true;
    peer.open(0, "x");
    peer.sack(peer.theirTsn, 1 << 20); // Of the answer to that.
    peer.pass(SECOND);
  }

  private int begin() {
    int tsn = peer.nextTsn++;
    peer.data(SctpProtocol.FLAG_BEGIN, tsn, 0, 1, SctpProtocol.PPID_BINARY, new byte[204]);
    peer.pass(SctpProtocol.SACK_DELAY);
    peer.chunks.clear();
    return tsn;
  }

  @Test
  void isToldAgainWhatHasArrived() {
    int tsn = begin();
    peer.pass(2 * SECOND);
    assertEquals(tsn, peer.last(SctpProtocol.SACK).sack().cumulativeTsn());
  }

  /** One of a kind may get lost. */
  @Test
  void isToldUntilItGoesOn() {
    int tsn = begin();
    peer.pass(5 * SECOND);
    assertTrue(peer.all(SctpProtocol.SACK).size() >= 3);
    peer.forward(tsn + 1, 0, 1);
    peer.pass(SECOND);
    peer.chunks.clear();
    peer.pass(10 * SECOND);
    assertEquals(0, peer.all(SctpProtocol.SACK).size());
    assertEquals(0, peer.all(SctpProtocol.HEARTBEAT).size());
  }

  /** RFC 9260 6.2: no more than one SACK for every packet that came. */
  @Test
  void section62IsNotToldUnlessItAnswers() {
    begin();
    peer.answering = false;
    peer.pass(20 * SECOND);
    assertEquals(0, peer.all(SctpProtocol.SACK).size());
    assertFalse(peer.association.isClosed(), "silence is for others to judge");
  }

  @Test
  void betweenMessagesIsLeftAlone() {
    peer.text(0, 1, "whole");
    peer.pass(SECOND);
    peer.chunks.clear();
    peer.pass(10 * SECOND);
    assertTrue(peer.chunks.isEmpty());
  }
}
