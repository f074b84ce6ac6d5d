package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Partial reliability in both directions, RFC 3758. */
class Rfc3758ForwardTsnTest {
  private static final long SECOND = Pair.SECOND;
  private static final long WINDOW = 1 << 20;
  private static final int FIRST = RawPeer.FIRST_TSN;
  private static final int TEXT = SctpProtocol.PPID_TEXT;

  private static RawPeer receiving() {
    RawPeer peer = RawPeer.connected();
    peer.open(0, "x");
    return peer;
  }

  private static int open(RawPeer peer, ChannelOptions options) {
    int id = peer.association.openChannel(peer.tick(), options);
    peer.drain();
    peer.sack(peer.theirTsn, WINDOW);
    peer.theirTsn++;
    peer.message(id, 0, SctpProtocol.PPID_DCEP, new byte[] {DcepOpen.ACK});
    peer.chunks.clear();
    return id;
  }

  private static void send(RawPeer peer, int id, int bytes) {
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(bytes));
    peer.drain();
  }

  private static ForwardTsnChunk lastForward(RawPeer peer) throws Exception {
    RawPeer.Chunk chunk = peer.last(SctpProtocol.FORWARD_TSN);
    return ForwardTsnChunk.read(chunk.buffer(), 0, chunk.value().length);
  }

  /** 3.6: the cumulative TSN moves, what waited behind the gap is delivered, a SACK follows. */
  @Test
  void whatWaitedBehindAForsakenMessageIsDelivered() {
    RawPeer peer = receiving();
    peer.data(RawPeer.WHOLE, FIRST + 3, 0, 3, TEXT, "third".getBytes());
    peer.data(RawPeer.WHOLE, FIRST + 2, 0, 2, TEXT, "second".getBytes());
    assertEquals(List.of(), peer.texts());
    peer.chunks.clear();
    peer.forward(FIRST + 1, 0, 1);
    assertEquals(List.of("second", "third"), peer.texts());
    assertEquals(FIRST + 3, peer.last(SctpProtocol.SACK).sack().cumulativeTsn());
  }

  /** 3.6: "when the new cumulative TSN is older ... SHOULD respond with SACK". */
  @Test
  void anOldOneOnlyMakesASack() {
    RawPeer peer = receiving();
    peer.forward(FIRST + 5, 0, 1);
    peer.chunks.clear();
    peer.forward(FIRST + 2, 0, 9);
    assertEquals(FIRST + 5, peer.last(SctpProtocol.SACK).sack().cumulativeTsn());
    peer.data(RawPeer.WHOLE, FIRST + 6, 0, 2, TEXT, "two".getBytes());
    assertEquals(List.of("two"), peer.texts());
  }

  /** 3.6: fragments of what was forsaken are thrown away; late copies are duplicates. */
  @Test
  void fragmentsOfForsakenMessagesAreDropped() {
    RawPeer peer = receiving();
    peer.data(SctpProtocol.FLAG_BEGIN, FIRST + 1, 0, 1, TEXT, "half".getBytes());
    peer.forward(FIRST + 2, 0, 1);
    peer.data(SctpProtocol.FLAG_END, FIRST + 2, 0, 1, TEXT, "late".getBytes());
    assertEquals(List.of(), peer.texts());
    peer.data(RawPeer.WHOLE, FIRST + 3, 0, 2, TEXT, "next".getBytes());
    assertEquals(List.of("next"), peer.texts());
    assertEquals(
        Limits.DEFAULT.receiveWindowBytes(), peer.last(SctpProtocol.SACK).sack().windowBytes());
  }

  @Test
  void itMayGoBeyondAllThatCame() {
    RawPeer peer = receiving();
    peer.data(RawPeer.WHOLE, FIRST + 3, 0, 3, TEXT, "c".getBytes());
    peer.forward(FIRST + 1_000_000, 0, 9);
    assertEquals(List.of("c"), peer.texts());
    peer.data(RawPeer.WHOLE, FIRST + 1_000_001, 0, 10, TEXT, "d".getBytes());
    assertEquals(List.of("c", "d"), peer.texts());
  }

  /** 3.5 C: given up, told with stream and SSN, and repeated until acknowledged. */
  @Test
  void aMessageGivenUpIsForwardedUntilAcknowledged() throws Exception {
    RawPeer peer = RawPeer.connected();
    int id = open(peer, ChannelOptions.reliable("x").withMaxRetransmits(0));
    send(peer, id, 100);
    peer.pass(SECOND);
    ForwardTsnChunk forward = lastForward(peer);
    assertEquals(peer.theirTsn, forward.newCumulativeTsn());
    assertEquals(List.of((char) id, (char) 1), List.of(forward.skipped()[0], forward.skipped()[1]));
    assertEquals(1, peer.all(SctpProtocol.DATA).size(), "it was not sent again");
    int count = peer.all(SctpProtocol.FORWARD_TSN).size();
    peer.pass(5 * SECOND);
    assertTrue(peer.all(SctpProtocol.FORWARD_TSN).size() > count);
    peer.sack(peer.theirTsn, WINDOW);
    count = peer.all(SctpProtocol.FORWARD_TSN).size();
    peer.pass(20 * SECOND);
    assertEquals(count, peer.all(SctpProtocol.FORWARD_TSN).size());
    assertEquals(Limits.DEFAULT.sendBufferBytes() - 64, peer.association.sendBufferFree());
  }

  @Test
  void retransmissionsAreCounted() {
    RawPeer peer = RawPeer.connected();
    int id = open(peer, ChannelOptions.reliable("x").withMaxRetransmits(2));
    send(peer, id, 100);
    peer.pass(30 * SECOND);
    assertEquals(3, peer.all(SctpProtocol.DATA).size());
    assertEquals(1, peer.counters().messagesAbandoned());
  }

  /** What expires while it waits to be sent again is told of at once, not a timeout later. */
  @Test
  void aLifetimeOverWhileWaitingForRetransmissionIsToldAtOnce() {
    RawPeer peer = RawPeer.connected();
    int id = open(peer, ChannelOptions.reliable("x").withMaxPacketLifeTime(Duration.ofSeconds(1)));
    int tsn = peer.theirTsn;
    for (int i = 0; i < 8; i++) {
      send(peer, id, 1164);
    }
    // All lost by timeout; the window of one packet lets one go again, the others wait.
    peer.pass(SECOND / 2);
    peer.chunks.clear();
    peer.now += SECOND;
    peer.sack(tsn + 1, WINDOW);
    assertEquals(tsn + 7, forwarded(peer));
  }

  private static int forwarded(RawPeer peer) {
    return peer.last(SctpProtocol.FORWARD_TSN).buffer().getInt();
  }

  /** 3.3.1: a peer that does not know FORWARD-TSN gets everything, however long it takes. */
  @Test
  void withoutThePeersSupportNothingIsGivenUp() {
    InitChunk plain =
        new InitChunk(
            RawPeer.TAG, WINDOW, 65_535, 65_535, FIRST, false, true, Bytes.empty(), List.of());
    RawPeer peer = new RawPeer(Limits.DEFAULT).connect(plain);
    int id = open(peer, ChannelOptions.reliable("x").withMaxRetransmits(0));
    send(peer, id, 100);
    peer.pass(5 * SECOND);
    assertTrue(peer.all(SctpProtocol.FORWARD_TSN).isEmpty());
    assertTrue(peer.all(SctpProtocol.DATA).size() >= 3);
    assertEquals(0, peer.counters().messagesAbandoned());
  }

  /** Given up midway: the fragments never sent must not leave the peer waiting for an end. */
  @Test
  void aMessageGivenUpMidwayIsSkippedAsAWhole() throws Exception {
    RawPeer peer = RawPeer.connected();
    int id = open(peer, ChannelOptions.reliable("x").withMaxRetransmits(0));
    send(peer, id, 100_000);
    assertTrue(peer.association.bufferedAmount(id) > 0, "the rest waits");
    int sent = peer.all(SctpProtocol.DATA).size();
    peer.pass(SECOND);
    assertEquals(0, peer.association.bufferedAmount(id));
    ForwardTsnChunk forward = lastForward(peer);
    assertEquals(peer.theirTsn + sent, forward.newCumulativeTsn(), "a TSN more than was sent");
    assertEquals(sent, peer.all(SctpProtocol.DATA).size());
    peer.sack(forward.newCumulativeTsn(), WINDOW);
    send(peer, id, 10);
    DataChunk next = peer.last(SctpProtocol.DATA).data();
    assertEquals(2, next.ssn());
    assertEquals(forward.newCumulativeTsn() + 1, next.tsn());
  }

  /** Unordered messages are skipped by TSN alone. */
  @Test
  void unorderedMessagesAreNotNamed() throws Exception {
    RawPeer peer = RawPeer.connected();
    int id = open(peer, ChannelOptions.reliable("x").unordered().withMaxRetransmits(0));
    send(peer, id, 100);
    peer.pass(SECOND);
    assertEquals(0, lastForward(peer).skipped().length);
  }

  /** A closing channel whose messages all expired still closes at once. */
  @Test
  void aChannelOfExpiredMessagesCloses() {
    Pair pair = Pair.connected(5);
    ChannelOptions options =
        ChannelOptions.reliable("x").withMaxPacketLifeTime(Duration.ofMillis(5));
    int id = pair.open(pair.client, options);
    pair.runFor(SECOND);
    pair.send(pair.client, id, "stale");
    pair.now += SECOND;
    pair.client.association.closeChannel(pair.tick(), id);
    pair.run(() -> pair.client.association.channelCount() == 0, SECOND);
    assertEquals(List.of(), pair.server.texts(id));
  }
}
