package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** One may end within a message, and none follow: libwebrtc's end where a reset was asked for. */
  @Test
  void theRestOfAMessageWhoseBeginningIsSkippedIsDropped() {
    RawPeer peer = receiving();
    peer.data(SctpProtocol.FLAG_BEGIN, FIRST + 1, 0, 1, TEXT, "a".getBytes());
    peer.data(0, FIRST + 3, 0, 1, TEXT, "c".getBytes());
    peer.data(SctpProtocol.FLAG_END, FIRST + 5, 0, 1, TEXT, "e".getBytes());
    peer.forward(FIRST + 2, 0, 1);
    peer.data(0, FIRST + 4, 0, 1, TEXT, "d".getBytes());
    assertEquals(FIRST + 5, peer.last(SctpProtocol.SACK).sack().cumulativeTsn());
    assertEquals(0, peer.association.heldBytes());
    peer.data(RawPeer.WHOLE, FIRST + 6, 0, 2, TEXT, "next".getBytes());
    assertEquals(List.of("next"), peer.texts());
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
    peer.pass(9 * SECOND / 10);
    assertEquals(1, peer.counters().retransmissionTimeouts());
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

  /** 6525 5.2.2: after a reset SSNs begin anew, so that none from before it may be named then. */
  @Test
  void theAckPointStopsAtTheEndOfAStreamToBeResetUntilThatIsAcknowledged() throws Exception {
    RawPeer peer = RawPeer.connected();
    int closing = open(peer, ChannelOptions.reliable("x").withMaxRetransmits(0));
    int other = open(peer, ChannelOptions.reliable("y").withMaxRetransmits(0));
    int lastTsn = peer.theirTsn;
    send(peer, closing, 100);
    peer.association.closeChannel(peer.tick(), closing);
    peer.drain();
    var reset = (ReconfigChunk.OutgoingReset) peer.reconfigs().get(0);
    assertEquals(lastTsn, reset.lastTsn());
    send(peer, other, 100);
    peer.pass(SECOND);
    assertEquals(2, peer.counters().messagesAbandoned());
    peer.reconfig(new ReconfigChunk.Response(reset.requestNumber(), ReconfigResult.PERFORMED));
    peer.pass(SECOND);
    for (RawPeer.Chunk chunk : peer.all(SctpProtocol.FORWARD_TSN)) {
      assertEquals(lastTsn, chunk.buffer().getInt());
    }
    assertArrayEquals(new char[] {(char) closing, 1}, lastForward(peer).skipped());
    peer.sack(lastTsn, WINDOW);
    assertEquals(lastTsn + 1, lastForward(peer).newCumulativeTsn());
    assertArrayEquals(new char[] {(char) other, 1}, lastForward(peer).skipped());
  }

  /** A peer could do nothing with the rest of a message whose beginning is skipped. */
  @Test
  void theAckPointStopsBetweenMessages() throws Exception {
    RawPeer peer = RawPeer.connected();
    int closing = open(peer, ChannelOptions.reliable("x").withMaxRetransmits(0));
    int other = open(peer, ChannelOptions.reliable("y").withMaxRetransmits(0));
    int ending = peer.theirTsn;
    ByteBuffer payload = ByteBuffer.allocate(100_000);
    peer.association.send(peer.tick(), closing, MessageKind.BINARY, payload.slice().limit(100));
    peer.association.send(peer.tick(), other, MessageKind.BINARY, payload);
    peer.association.closeChannel(peer.tick(), closing);
    peer.drain();
    var reset = (ReconfigChunk.OutgoingReset) peer.reconfigs().get(0);
    int sent = peer.all(SctpProtocol.DATA).size();
    assertTrue(sent > 2 && Serial.isAfter(reset.lastTsn(), ending), "asked for in its middle");
    peer.pass(SECOND);
    assertEquals(ending, lastForward(peer).newCumulativeTsn());
    peer.sack(ending, WINDOW);
    assertEquals(ending + sent, lastForward(peer).newCumulativeTsn());
  }

  /**
   * What was given up had arrived and only its SACK had not, so that the stream could be reset; a
   * FORWARD-TSN for another one comes after that. With I-DATA, where the seed is odd, and without.
   */
  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void whatWasGivenUpBeforeAResetSkipsNothingOfTheNextChannel(long seed) {
    Pair pair = Pair.connected(seed);
    int closing = pair.open(pair.client, ChannelOptions.reliable("x").withMaxRetransmits(0));
    int other = pair.open(pair.client, ChannelOptions.reliable("y").withMaxRetransmits(0));
    pair.runFor(SECOND);
    pair.client.cut = true;
    pair.send(pair.client, closing, "its SACK gets lost");
    pair.client.association.closeChannel(pair.tick(), closing);
    pair.run(() -> pair.client.association.counters().messagesAbandoned() == 1, 5 * SECOND);
    pair.server.cut = true;
    pair.send(pair.client, other, "lost itself");
    pair.run(() -> pair.client.association.counters().messagesAbandoned() == 2, 5 * SECOND);
    pair.server.cut = false;
    pair.runFor(5 * SECOND);
    pair.client.cut = false;
    pair.run(() -> !pair.client.all(Event.ChannelClosed.class).isEmpty(), 60 * SECOND);
    assertEquals(closing, pair.open(pair.client, ChannelOptions.reliable("z")));
    pair.send(pair.client, closing, "new");
    pair.run(() -> pair.server.texts(closing).contains("new"), SECOND);
  }
}
