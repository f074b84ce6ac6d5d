package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening channels, RFC 8832, and telling messages apart, RFC 8831 section 6.6. */
class Rfc8832DcepTest {
  private static final long SECOND = Pair.SECOND;
  private static final int DCEP = SctpProtocol.PPID_DCEP;
  private static final byte[] ACK = {DcepOpen.ACK};

  private final RawPeer peer = RawPeer.connected();

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes());
  }

  private List<DataChunk> data() {
    return peer.all(SctpProtocol.DATA).stream().map(RawPeer.Chunk::data).toList();
  }

  @Test
  void anOpenIsAcknowledgedOnItsStreamInOrder() {
    peer.open(4, "x");
    DataChunk ack = data().get(0);
    assertEquals(4, ack.streamId());
    assertEquals(DCEP, ack.ppid());
    assertFalse(ack.isUnordered());
    assertEquals("02", Bytes.copyOf(peer.last(SctpProtocol.DATA).value()).slice(12, 1).toHex());
    assertEquals(1, ack.payloadLength());
  }

  /** Section 6: the DTLS client has the even ids, the server the odd ones. */
  @Test
  void anOpenOnAnIdOfOursIsRefusedByReset() {
    peer.open(1, "mine");
    assertTrue(peer.told(Event.ChannelOpened.class).isEmpty());
    assertEquals(1, peer.counters().violations());
    assertEquals(1, peer.reconfigs().size());
    assertEquals(0, peer.association.channelCount());
  }

  @Test
  void anOpenOnStream65535IsRefused() {
    RawPeer other = new RawPeer(Role.DTLS_CLIENT, Limits.DEFAULT);
    other.connect(RawPeer.init(RawPeer.TAG, RawPeer.FIRST_TSN));
    other.open(65_535, "x");
    assertTrue(other.told(Event.ChannelOpened.class).isEmpty());
    other.open(65_533, "x");
    assertEquals(1, other.told(Event.ChannelOpened.class).size());
  }

  @Test
  void aSecondOpenOfAnOpenChannelIsDropped() {
    peer.open(0, "x");
    peer.message(0, 1, DCEP, new DcepOpen(ChannelOptions.reliable("y")).write());
    assertEquals(1, peer.told(Event.ChannelOpened.class).size());
    assertEquals(1, peer.counters().violations());
    peer.text(0, 2, "still works");
    assertEquals(List.of("still works"), peer.texts());
  }

  @Test
  void opensBeyondTheLimitAreRefusedByReset() {
    RawPeer few = RawPeer.connected(Limits.DEFAULT.withMaxChannels(3));
    for (int id = 0; id < 10; id += 2) {
      few.open(id, "x");
    }
    assertEquals(3, few.told(Event.ChannelOpened.class).size());
    assertEquals(3, few.association.channelCount());
    assertEquals(2, few.counters().violations());
    assertThrows(
        IllegalStateException.class,
        () -> few.association.openChannel(few.tick(), ChannelOptions.reliable("mine")));
  }

  @Test
  void malformedDcepIsRefused() {
    int stream = 0;
    byte[] good = new DcepOpen(ChannelOptions.reliable("x").withProtocol("p")).write();
    for (int length = 1; length < good.length; length++) {
      peer.message(stream, 0, DCEP, java.util.Arrays.copyOf(good, length));
      stream += 2;
    }
    byte[] trailing = java.util.Arrays.copyOf(good, good.length + 1);
    peer.message(stream, 0, DCEP, trailing);
    byte[] unknownType = good.clone();
    unknownType[1] = 0x03;
    peer.message(stream + 2, 0, DCEP, unknownType);
    peer.message(stream + 4, 0, DCEP, new byte[] {9});
    assertTrue(peer.told(Event.ChannelOpened.class).isEmpty());
    assertEquals(good.length + 2, peer.counters().violations());
    assertFalse(peer.association.isClosed());
  }

  @Test
  void anAckForNothingIsIgnored() {
    peer.message(3, 0, DCEP, ACK);
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.negotiated("n", 6));
    peer.message(id, 0, DCEP, ACK);
    assertEquals(1, peer.told(Event.ChannelOpen.class).size(), "because it is negotiated");
    assertEquals(0, peer.counters().violations());
  }

  @Test
  void aSecondAckTellsNothingTwice() {
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.drain();
    peer.message(id, 0, DCEP, ACK);
    peer.message(id, 1, DCEP, ACK);
    assertEquals(1, peer.told(Event.ChannelOpen.class).size());
  }

  /** Section 6: before the ACK, or any message, all is sent in order, even when unordered. */
  @Test
  void unorderedBeginsWithTheAck() {
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x").unordered());
    peer.association.send(peer.tick(), id, MessageKind.TEXT, text("before"));
    peer.drain();
    peer.message(id, 0, DCEP, ACK);
    peer.association.send(peer.tick(), id, MessageKind.TEXT, text("after"));
    peer.drain();
    assertEquals(List.of(false, false, true), data().stream().map(DataChunk::isUnordered).toList());
    assertEquals(List.of(0, 1, 0), data().stream().map(DataChunk::ssn).toList());
  }

  @Test
  void aMessageConfirmsAChannelAsWellAsAnAck() {
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.drain();
    peer.text(id, 0, "hello");
    assertEquals(List.of(new Event.ChannelOpen(id)), peer.told(Event.ChannelOpen.class));
    assertEquals(List.of("hello"), peer.texts());
  }

  /** Closing a channel that the peer has not confirmed: it hears the OPEN, then the reset. */
  @Test
  void aHalfOpenChannelCanBeClosed() {
    Pair pair = Pair.connected(1);
    int id = pair.client.association.openChannel(pair.tick(), ChannelOptions.reliable("x"));
    pair.send(pair.client, id, "one");
    pair.client.association.closeChannel(pair.tick(), id);
    pair.client.association.closeChannel(pair.tick(), id);
    pair.run(() -> pair.server.all(Event.ChannelClosed.class).size() == 1, SECOND);
    pair.run(() -> pair.client.all(Event.ChannelClosed.class).size() == 1, SECOND);
    assertEquals(List.of("one"), pair.server.texts(id));
    assertTrue(pair.client.all(Event.ChannelOpen.class).isEmpty());
  }

  @Test
  void aChannelClosedBeforeTheAssociationIsUpStillClosesInOrder() {
    Pair pair = new Pair(2);
    int id = pair.client.association.openChannel(pair.tick(), ChannelOptions.reliable("x"));
    int silent =
        pair.client.association.openChannel(pair.tick(), ChannelOptions.negotiated("n", 8));
    pair.send(pair.client, id, "early");
    pair.client.association.closeChannel(pair.tick(), id);
    pair.client.association.closeChannel(pair.tick(), silent);
    pair.server.association.openChannel(pair.tick(), ChannelOptions.negotiated("n", 8));
    pair.connect();
    pair.run(() -> pair.client.association.channelCount() == 0, SECOND);
    pair.runFor(SECOND);
    assertEquals(List.of("early"), pair.server.texts(id));
    assertEquals(0, pair.server.association.channelCount());
  }

  @Test
  void bothMayCloseAtOnce() {
    for (long seed = 0; seed < 20; seed++) {
      Pair pair = Pair.connected(seed);
      int id = pair.open(pair.client, ChannelOptions.reliable("x"));
      pair.link = Pair.Link.losing(0.1);
      pair.send(pair.client, id, "crossing");
      pair.client.association.closeChannel(pair.tick(), id);
      pair.server.association.closeChannel(pair.tick(), id);
      pair.run(
          () ->
              pair.client.association.channelCount() + pair.server.association.channelCount() == 0,
          60 * SECOND);
      assertEquals(1, pair.client.all(Event.ChannelClosed.class).size());
      assertEquals(1, pair.server.all(Event.ChannelClosed.class).size());
    }
  }

  /** RFC 8831 6.6: empty messages travel as one byte with PPIDs of their own. */
  @Test
  void emptyMessagesKeepTheirKind() {
    peer.open(0, "x");
    peer.message(0, 1, SctpProtocol.PPID_TEXT_EMPTY, new byte[] {0});
    peer.message(0, 2, SctpProtocol.PPID_BINARY_EMPTY, new byte[] {0, 7, 7});
    peer.message(0, 3, SctpProtocol.PPID_TEXT, new byte[] {0});
    assertEquals(
        List.of(
            new Event.MessageReceived(0, MessageKind.TEXT, Bytes.empty()),
            new Event.MessageReceived(0, MessageKind.BINARY, Bytes.empty()),
            new Event.MessageReceived(0, MessageKind.TEXT, Bytes.ofHex("00"))),
        peer.told(Event.MessageReceived.class));
  }

  @Test
  void messagesWithAnUnknownPpidOrStreamAreDropped() {
    peer.open(0, "x");
    for (int ppid : new int[] {0, 49, 52, 54, 55, 58, -1}) {
      peer.message(0, peer.nextTsn - RawPeer.FIRST_TSN, ppid, new byte[] {1});
    }
    peer.text(2, 0, "no channel");
    assertEquals(8, peer.counters().violations());
    assertEquals(List.of(), peer.texts());
    peer.text(0, 8, "fine");
    assertEquals(List.of("fine"), peer.texts());
  }

  /** A negotiated channel takes data from the moment it is opened, and drops what came before. */
  @Test
  void dataBeforeANegotiatedChannelIsDroppedAndAfterItDelivered() {
    peer.text(6, 0, "too early");
    peer.association.openChannel(peer.tick(), ChannelOptions.negotiated("n", 6));
    peer.text(6, 1, "in time");
    assertEquals(List.of("in time"), peer.texts());
  }

  /** A label can be as long as the wire allows, and any bytes at all. */
  @Test
  void labelsOfEveryLengthAndContent() {
    Pair pair = Pair.connected(3);
    String longest = "é".repeat(32_767);
    pair.open(pair.client, ChannelOptions.reliable(longest).withProtocol(longest));
    ChannelInfo info = pair.server.all(Event.ChannelOpened.class).get(0).channel();
    assertEquals(longest, info.options().label());
    assertEquals(longest, info.options().protocol());
    byte[] open = new DcepOpen(ChannelOptions.reliable("abc")).write();
    open[open.length - 1] = (byte) 0xff;
    peer.message(0, 0, DCEP, open);
    assertEquals(
        "ab\ufffd", peer.told(Event.ChannelOpened.class).get(0).channel().options().label());
  }

  /** One BufferedAmountLow waits at a time, however much is sent while nobody polls. */
  @Test
  void aSenderThatDoesNotPollEventsIsNotAborted() {
    RawPeer quiet = RawPeer.connected();
    int id = quiet.association.openChannel(quiet.tick(), ChannelOptions.reliable("x"));
    quiet.drain();
    quiet.polling = false;
    for (int i = 0; i < 2 * Limits.DEFAULT.maxPendingEvents(); i++) {
      quiet.association.send(quiet.tick(), id, MessageKind.TEXT, text("tick"));
      quiet.drain();
      quiet.sack(quiet.last(SctpProtocol.DATA).data().tsn(), 1 << 20);
      quiet.chunks.subList(0, quiet.chunks.size() - 1).clear();
    }
    assertFalse(quiet.association.isClosed());
    quiet.polling = true;
    quiet.drain();
    assertEquals(1, quiet.told(Event.BufferedAmountLow.class).size());
    quiet.association.send(quiet.tick(), id, MessageKind.TEXT, text("tick"));
    quiet.drain();
    assertEquals(2, quiet.told(Event.BufferedAmountLow.class).size());
  }

  /** A negotiated channel announces nothing, so it needs no room in the send buffer. */
  @Test
  void aNegotiatedChannelOpensWithAFullSendBuffer() {
    RawPeer full = RawPeer.connected(Limits.DEFAULT.withBuffers(65_536, 4096));
    int id = full.association.openChannel(full.tick(), ChannelOptions.negotiated("a", 0));
    full.association.send(full.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(4032));
    assertEquals(0, full.association.sendBufferFree());
    assertEquals(
        2, full.association.openChannel(full.tick(), ChannelOptions.negotiated("label", 2)));
    assertThrows(
        SendBufferFullException.class,
        () -> full.association.openChannel(full.tick(), ChannelOptions.reliable("label")));
  }
}
