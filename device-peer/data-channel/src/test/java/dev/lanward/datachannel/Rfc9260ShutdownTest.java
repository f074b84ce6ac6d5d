package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The orderly end, RFC 9260 section 9.2, from both sides and with every packet lost once. */
class Rfc9260ShutdownTest {
  private static final long SECOND = Pair.SECOND;
  private static final byte[] NOTHING = {};

  private static CloseReason reason(RawPeer peer) {
    List<Event.Closed> closed = peer.told(Event.Closed.class);
    assertEquals(1, closed.size());
    return closed.get(0).reason();
  }

  private static void shutdown(RawPeer peer, int cumulativeTsn) {
    peer.send(w -> new ShutdownChunk(cumulativeTsn).write(w));
  }

  @Test
  void shutdownIsAnsweredWithShutdownAckAndEndsByComplete() {
    RawPeer peer = RawPeer.connected();
    shutdown(peer, peer.theirTsn - 1);
    assertEquals(1, peer.all(SctpProtocol.SHUTDOWN_ACK).size());
    assertThrows(
        IllegalStateException.class,
        () -> peer.association.openChannel(peer.tick(), ChannelOptions.reliable("late")));
    peer.raw(SctpProtocol.SHUTDOWN_COMPLETE, 0, NOTHING);
    assertEquals(CloseReason.SHUTDOWN, reason(peer));
    assertTrue(peer.association.nextTimeout().isEmpty());
  }

  @Test
  void shutdownCompleteWithTheReflectedTagEndsItToo() {
    RawPeer peer = RawPeer.connected();
    shutdown(peer, peer.theirTsn - 1);
    peer.packet(RawPeer.TAG, w -> RawPeer.chunk(w, SctpProtocol.SHUTDOWN_COMPLETE, 1, NOTHING));
    assertEquals(CloseReason.SHUTDOWN, reason(peer));
  }

  @Test
  void shutdownCompleteOutOfPlaceIsIgnored() {
    RawPeer peer = RawPeer.connected();
    peer.raw(SctpProtocol.SHUTDOWN_COMPLETE, 0, NOTHING);
    peer.raw(SctpProtocol.SHUTDOWN_ACK, 0, NOTHING);
    assertFalse(peer.association.isClosed());
  }

  /** "The receiver of SHUTDOWN MUST ... not send SHUTDOWN ACK while DATA is outstanding". */
  @Test
  void dataStillOutstandingIsDeliveredFirst() {
    RawPeer peer = RawPeer.connected();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.drain();
    shutdown(peer, peer.theirTsn - 1);
    assertTrue(peer.all(SctpProtocol.SHUTDOWN_ACK).isEmpty());
    assertThrows(
        IllegalStateException.class,
        () -> peer.association.send(peer.tick(), id, MessageKind.TEXT, ByteBuffer.allocate(1)));
    peer.pass(SECOND);
    assertTrue(peer.counters().chunksRetransmitted() > 0);
    shutdown(peer, peer.theirTsn);
    assertEquals(1, peer.all(SctpProtocol.SHUTDOWN_ACK).size());
  }

  /** "SHUTDOWN-SENT ... receives SHUTDOWN: respond with SHUTDOWN ACK". */
  @Test
  void bothMayBegin() {
    Pair pair = Pair.connected(1);
    pair.client.association.shutdown(pair.tick());
    pair.server.association.shutdown(pair.tick());
    pair.run(
        () -> pair.client.association.isClosed() && pair.server.association.isClosed(), SECOND);
    for (Pair.End end : List.of(pair.client, pair.server)) {
      assertEquals(CloseReason.SHUTDOWN, end.all(Event.Closed.class).get(0).reason());
    }
  }

  /** 8.4 (5): a SHUTDOWN ACK after all is over means that the SHUTDOWN COMPLETE was lost. */
  @Test
  void aLostShutdownCompleteIsSentAgain() {
    RawPeer peer = RawPeer.connected();
    peer.association.shutdown(peer.tick());
    peer.drain();
    peer.raw(SctpProtocol.SHUTDOWN_ACK, 0, NOTHING);
    assertEquals(CloseReason.SHUTDOWN, reason(peer));
    peer.raw(SctpProtocol.SHUTDOWN_ACK, 0, NOTHING);
    assertEquals(2, peer.all(SctpProtocol.SHUTDOWN_COMPLETE).size());
    assertEquals(1, peer.told(Event.Closed.class).size());
    peer.raw(SctpProtocol.DATA, 3, new byte[13]);
    assertEquals(2, peer.all(SctpProtocol.SHUTDOWN_COMPLETE).size());
  }

  @Test
  void bothSidesEndInOrderWhateverIsLost() {
    for (long seed = 0; seed < 60; seed++) {
      Pair pair = Pair.connected(seed);
      int id = pair.open(pair.client, ChannelOptions.reliable("x"));
      pair.link = new Pair.Link(0.25, 0.1, Pair.MILLISECOND, 2 * Pair.MILLISECOND);
      for (int i = 0; i < 20; i++) {
        pair.send(pair.client, id, pair.randomBytes(3000));
      }
      pair.client.association.shutdown(pair.tick());
      if (seed % 2 == 0) {
        pair.server.association.shutdown(pair.tick());
      }
      pair.run(
          () -> pair.client.association.isClosed() && pair.server.association.isClosed(),
          120 * SECOND);
      String which = "seed " + seed;
      assertEquals(20, pair.server.messages(id).size(), which);
      assertEquals(
          CloseReason.SHUTDOWN, pair.client.all(Event.Closed.class).get(0).reason(), which);
      assertEquals(
          CloseReason.SHUTDOWN, pair.server.all(Event.Closed.class).get(0).reason(), which);
    }
  }

  /** Answering DATA with SHUTDOWN again is no sign of a dead peer. */
  @Test
  void aPeerThatStillSendsIsNotGivenUp() {
    RawPeer peer = RawPeer.connected();
    peer.open(0, "x");
    peer.sack(peer.theirTsn, 1 << 20);
    peer.association.shutdown(peer.tick());
    peer.drain();
    int before = peer.all(SctpProtocol.SHUTDOWN).size();
    for (int i = 1; i <= 20; i++) {
      peer.text(0, i, "still sending " + i);
    }
    assertEquals(before + 20, peer.all(SctpProtocol.SHUTDOWN).size());
    assertEquals(
        peer.nextTsn - 1, peer.last(SctpProtocol.SHUTDOWN).buffer().getInt(0), "acknowledges too");
    peer.pass(SECOND);
    assertFalse(peer.association.isClosed());
    assertEquals(20, peer.texts().size());
  }

  /** 9.2: where "gaps exist in the TSN sequence [...] then a SACK chunk MUST also be sent". */
  @Test
  void section92GapsAreReportedBesideShutdown() {
    RawPeer peer = RawPeer.connected();
    peer.open(0, "x");
    peer.sack(peer.theirTsn, 1 << 20);
    peer.association.shutdown(peer.tick());
    peer.drain();
    peer.chunks.clear();
    peer.nextTsn++;
    peer.text(0, 2, "behind a gap");
    assertEquals(1, peer.all(SctpProtocol.SHUTDOWN).size());
    assertEquals(1, peer.all(SctpProtocol.SACK).size());
  }

  @Test
  void anUnansweredShutdownIsGivenUp() {
    RawPeer peer = RawPeer.connected();
    peer.association.shutdown(peer.tick());
    peer.drain();
    peer.pass(60 * SECOND);
    assertEquals(CloseReason.UNREACHABLE, reason(peer));
    assertEquals(1 + SctpProtocol.MAX_RETRANSMITS, peer.all(SctpProtocol.SHUTDOWN).size());
    assertEquals(1, peer.all(SctpProtocol.ABORT).size());
  }

  /** A peer that asks for the end and then takes nothing cannot hold the association open. */
  @Test
  void aPeerThatShutsDownAndStallsIsAborted() {
    RawPeer peer = RawPeer.connected();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(100_000));
    peer.drain();
    shutdown(peer, peer.theirTsn - 1);
    for (int i = 0; i < 40 && !peer.association.isClosed(); i++) {
      peer.sack(peer.theirTsn - 1, 0);
      peer.pass(SECOND);
    }
    assertEquals(CloseReason.UNREACHABLE, reason(peer));
  }

  /** Messages that expired in the queue do not keep the end waiting. */
  @Test
  void shutdownDoesNotWaitForWhatIsNoLongerWorthSending() {
    Pair pair = Pair.connected(3);
    int id =
        pair.open(
            pair.client, ChannelOptions.reliable("x").withMaxPacketLifeTime(Duration.ofMillis(5)));
    pair.runFor(SECOND);
    pair.send(pair.client, id, "stale");
    pair.now += SECOND;
    pair.client.association.shutdown(pair.tick());
    pair.run(
        () -> pair.client.association.isClosed() && pair.server.association.isClosed(), SECOND);
    assertEquals(CloseReason.SHUTDOWN, pair.client.all(Event.Closed.class).get(0).reason());
    assertEquals(List.of(), pair.server.texts(id));
  }

  @Test
  void shutdownBeforeAnythingWasSentEndsAtOnce() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.shutdown(peer.tick());
    peer.drain();
    assertEquals(CloseReason.SHUTDOWN, reason(peer));
    assertEquals(0, peer.packets);
  }
}
