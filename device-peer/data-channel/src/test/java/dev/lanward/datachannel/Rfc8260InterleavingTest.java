package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** User message interleaving: I-DATA and I-FORWARD-TSN, RFC 8260 section 2. */
class Rfc8260InterleavingTest {
  private static final long SECOND = Pair.SECOND;
  private static final long WINDOW = 1 << 20;
  private static final int FIRST = RawPeer.FIRST_TSN;
  private static final int TEXT = SctpProtocol.PPID_TEXT;
  private static final int BEGIN = SctpProtocol.FLAG_BEGIN;
  private static final int END = SctpProtocol.FLAG_END;
  private static final int UNORDERED = SctpProtocol.FLAG_UNORDERED;
  private static final int I_DATA = SctpProtocol.I_DATA;

  /** Two channels of the peer's, 0 ordered and 2 unordered; TSNs from FIRST + 2 on are free. */
  private static RawPeer receiving() {
    RawPeer peer = RawPeer.interleaving();
    peer.iOpen(0, ChannelOptions.reliable("a"));
    peer.iOpen(2, ChannelOptions.reliable("b").unordered());
    peer.chunks.clear();
    return peer;
  }

  private static int open(RawPeer peer, ChannelOptions options) {
    int id = peer.association.openChannel(peer.tick(), options);
    peer.drain();
    peer.sack(peer.theirTsn++, WINDOW);
    peer.iMessage(id, 0, SctpProtocol.PPID_DCEP, new byte[] {DcepOpen.ACK});
    peer.chunks.clear();
    return id;
  }

  private static void send(RawPeer peer, int id, int bytes) {
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(bytes));
  }

  private static List<DataChunk> sent(RawPeer peer) {
    return peer.all(I_DATA).stream().map(RawPeer.Chunk::iData).toList();
  }

  private static InterleavedForwardTsn lastForward(RawPeer peer) throws Exception {
    RawPeer.Chunk chunk = peer.last(SctpProtocol.I_FORWARD_TSN);
    return InterleavedForwardTsn.read(chunk.buffer(), 0, chunk.value().length);
  }

  private static void assertAborted(RawPeer peer) {
    assertEquals(CloseReason.PEER_VIOLATION, peer.told(Event.Closed.class).get(0).reason());
    RawPeer.Chunk abort = peer.last(SctpProtocol.ABORT);
    assertEquals(SctpProtocol.CAUSE_PROTOCOL_VIOLATION, abort.buffer().getShort());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  // --- Negotiation ------------------------------------------------------------------------------

  /** 2.2.1: support is told in the Supported Extensions Parameter, of INIT and of INIT ACK. */
  @Test
  void bothChunksAreListedAsSupported() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.offer(RawPeer.init(RawPeer.TAG, FIRST));
    assertTrue(peer.lastInit(SctpProtocol.INIT_ACK).interleaving());
    RawPeer begun = new RawPeer(Limits.DEFAULT);
    begun.association.connect(begun.tick());
    begun.drain();
    assertTrue(begun.lastInit(SctpProtocol.INIT).interleaving());
  }

  /** 2.2.1: where either side does not list it, DATA is used for all. */
  @Test
  void withoutThePeersSupportNothingChanges() {
    RawPeer peer = RawPeer.connected();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    send(peer, id, 5_000);
    peer.drain();
    assertEquals(List.of(), peer.all(I_DATA));
    assertTrue(peer.all(SctpProtocol.DATA).size() >= 5);
  }

  /** 2.3.1: partial reliability needs both chunks; one alone is as good as none. */
  @ParameterizedTest
  @ValueSource(ints = {SctpProtocol.I_DATA, SctpProtocol.I_FORWARD_TSN})
  void oneOfTheTwoChunksAloneIsNotEnough(int listed) {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.packet(
        0,
        w -> {
          int chunk = w.beginChunk(SctpProtocol.INIT, 0);
          w.put32(RawPeer.TAG).put32(1 << 20).put16(100).put16(100).put32(FIRST);
          int parameter = w.beginParameter(SctpProtocol.PARAMETER_SUPPORTED_EXTENSIONS);
          w.put8(listed).put8(SctpProtocol.FORWARD_TSN).put8(SctpProtocol.RE_CONFIG);
          w.endParameter(parameter);
          w.endChunk(chunk);
        });
    InitChunk ack = peer.lastInit(SctpProtocol.INIT_ACK);
    peer.theirTag = ack.initiateTag();
    peer.cookieEcho(ack.cookie());
    peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.drain();
    assertEquals(1, peer.all(SctpProtocol.DATA).size());
  }

  /** 2.2.1: "I-DATA chunks MUST be used for all user messages". */
  @Test
  void whereBothKnowItEverythingGoesAsIData() {
    RawPeer peer = RawPeer.interleaving();
    int id = open(peer, ChannelOptions.reliable("x").unordered());
    send(peer, id, 3_000);
    peer.drain();
    assertEquals(List.of(), peer.all(SctpProtocol.DATA));
    assertEquals(List.of(0, 1, 2), sent(peer).stream().map(DataChunk::fsn).toList());
  }

  /** 2.2.1: DATA on such an association is answered with ABORT. */
  @Test
  void dataOnAnInterleavingAssociationAborts() {
    RawPeer peer = receiving();
    peer.data(RawPeer.WHOLE, FIRST + 2, 0, 1, TEXT, utf8("x"));
    assertAborted(peer);
  }

  /** 2.2.1: and so is I-DATA on one without. */
  @Test
  void iDataOnAnotherAssociationAborts() {
    RawPeer peer = RawPeer.connected();
    peer.iData(RawPeer.WHOLE, FIRST, 0, 0, TEXT, utf8("x"));
    assertAborted(peer);
  }

  /** 2.3.1: FORWARD-TSN names SSNs, which an interleaving association does not have. */
  @Test
  void theOtherForwardTsnAborts() {
    RawPeer peer = receiving();
    peer.forward(FIRST + 5);
    assertAborted(peer);
    peer = RawPeer.connected();
    peer.iForward(FIRST + 5);
    assertAborted(peer);
  }

  // --- Sending ----------------------------------------------------------------------------------

  /** 2.2.2: a small message goes between the fragments of a large one. */
  @Test
  void aSmallMessageGoesBetweenTheFragmentsOfALargeOne() {
    RawPeer peer = RawPeer.interleaving();
    int bulk = open(peer, ChannelOptions.reliable("bulk"));
    int game = open(peer, ChannelOptions.reliable("game"));
    send(peer, bulk, 100_000);
    peer.drain();
    int lastTsn = sent(peer).get(sent(peer).size() - 1).tsn();
    send(peer, game, 10);
    peer.chunks.clear();
    peer.sack(lastTsn, WINDOW);
    assertEquals(game, sent(peer).get(0).streamId(), "it is the next");
    assertEquals(bulk, sent(peer).get(1).streamId(), "and the large one goes on");
    assertFalse(sent(peer).get(1).begins());
  }

  /** 2.1: two counters a stream, for ordered and for unordered messages, that begin at 0. */
  @Test
  void orderedAndUnorderedMessagesAreCountedApart() {
    RawPeer peer = RawPeer.interleaving();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x").unordered());
    send(peer, id, 10); // Ordered still: the channel is not confirmed.
    peer.drain();
    peer.sack(peer.theirTsn + 1, WINDOW);
    peer.iMessage(id, 0, SctpProtocol.PPID_DCEP, new byte[] {DcepOpen.ACK});
    send(peer, id, 10);
    send(peer, id, 10);
    peer.drain();
    assertEquals(List.of(0, 1, 0, 1), sent(peer).stream().map(DataChunk::ssn).toList());
    assertEquals(
        List.of(false, false, true, true),
        sent(peer).stream().map(DataChunk::isUnordered).toList());
  }

  /** 2.1: the first fragment has the PPID, the others their number, when sent again too. */
  @Test
  void aFragmentSentAgainSaysTheSameAsBefore() {
    RawPeer peer = RawPeer.interleaving();
    int id = open(peer, ChannelOptions.reliable("x"));
    send(peer, id, 3_000);
    peer.drain();
    List<DataChunk> before = sent(peer);
    peer.chunks.clear();
    for (int i = 0; i < 3; i++) {
      peer.pass(10 * SECOND);
    }
    for (DataChunk again : sent(peer)) {
      DataChunk first = before.stream().filter(c -> c.tsn() == again.tsn()).findAny().orElseThrow();
      assertEquals(first.fsn(), again.fsn());
      assertEquals(first.ppid(), again.ppid());
      assertEquals(first.ssn(), again.ssn());
    }
    assertFalse(sent(peer).isEmpty());
    assertEquals(SctpProtocol.PPID_BINARY, before.get(0).ppid());
  }

  /** Messages begun are so many that the peer's window holds them whole. */
  @Test
  void longMessagesAtOnceDoNotFillThePeersWindowWithBeginnings() {
    Limits limits = Limits.DEFAULT.withBuffers(1 << 20, 8 << 20);
    Pair pair = new Pair(1, limits, limits);
    pair.connect();
    int[] ids = new int[20];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = pair.open(pair.client, ChannelOptions.reliable("c" + i));
    }
    for (int id : ids) {
      pair.send(pair.client, id, pair.randomBytes(262_144));
    }
    pair.run(() -> pair.server.all(Event.MessageReceived.class).size() == ids.length, 20 * SECOND);
    assertEquals(0, pair.server.association.counters().chunksRefused());
  }

  /** A message of middling length finds room however long those are that were begun. */
  @Test
  void aShorterMessageIsBegunWhileLongOnesWait() {
    RawPeer peer = RawPeer.interleaving();
    int[] long_ = new int[6];
    for (int i = 0; i < long_.length; i++) {
      long_[i] = open(peer, ChannelOptions.reliable("long"));
    }
    int game = open(peer, ChannelOptions.reliable("game"));
    for (int id : long_) {
      send(peer, id, 262_144);
    }
    peer.drain();
    send(peer, game, 4_000);
    for (int i = 0; i < 20 && sent(peer).stream().noneMatch(c -> c.streamId() == game); i++) {
      List<DataChunk> sent = sent(peer);
      peer.sack(sent.get(sent.size() - 1).tsn(), WINDOW);
      peer.pass(Pair.MILLISECOND);
    }
    assertTrue(sent(peer).stream().anyMatch(c -> c.streamId() == game));
    assertTrue(sent(peer).stream().noneMatch(c -> c.ends() && c.streamId() != game));
    long begun = sent(peer).stream().filter(c -> c.begins() && c.streamId() != game).count();
    assertEquals(2, begun, "two of 256 KiB leave a quarter of 1 MiB to shorter ones");
  }

  // --- Receiving --------------------------------------------------------------------------------

  /** 2.2.3: fragments of messages of several streams, mixed and in any order. */
  @Test
  void fragmentsMixedInAnyOrderMakeTheMessages() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      RawPeer peer = receiving();
      int[] order = {0, 1, 2, 3, 4, 5};
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swap = order[i];
        order[i] = order[j];
        order[j] = swap;
      }
      for (int i : order) {
        int stream = i % 2 == 0 ? 0 : 2;
        int fsn = i / 2;
        int flags = (fsn == 0 ? BEGIN : fsn == 2 ? END : 0) | (stream == 2 ? UNORDERED : 0);
        int mid = stream == 0 ? 1 : 0;
        peer.iData(flags, FIRST + 2 + i, stream, mid, fsn == 0 ? TEXT : fsn, utf8("" + i));
      }
      assertEquals(List.of("024", "135"), peer.texts().stream().sorted().toList());
      assertEquals(0, peer.association.heldBytes());
    }
  }

  /** 2.1: ordered messages come in the order of their MIDs, which have 32 bits. */
  @Test
  void midsPutOrderedMessagesInOrder() {
    RawPeer peer = receiving();
    peer.iData(RawPeer.WHOLE, FIRST + 2, 0, 2, TEXT, utf8("two"));
    peer.iData(RawPeer.WHOLE, FIRST + 3, 0, 0x1_0001, TEXT, utf8("far"));
    assertEquals(List.of(), peer.texts());
    peer.iData(RawPeer.WHOLE, FIRST + 4, 0, 1, TEXT, utf8("one"));
    assertEquals(List.of("one", "two"), peer.texts());
  }

  /** 2.1: serial number arithmetic of 32 bits. */
  @Test
  void midsWrap() {
    RawPeer peer = receiving();
    // Two steps of nearly half the number space take the stream to the end of it.
    peer.iForward(FIRST + 2, 0, 0, 0x7000_0000);
    peer.iForward(FIRST + 3, 0, 0, 0xe000_0000);
    peer.iForward(FIRST + 4, 0, 0, 0xffff_fffe);
    peer.iData(RawPeer.WHOLE, FIRST + 6, 0, 0, TEXT, utf8("first"));
    peer.iData(RawPeer.WHOLE, FIRST + 5, 0, 0xffff_ffff, TEXT, utf8("last"));
    assertEquals(List.of("last", "first"), peer.texts());
  }

  @Test
  void anUnorderedFragmentOfAnyMidIsTakenWhereNothingWasGivenUp() {
    RawPeer peer = receiving();
    int tsn = FIRST + 2;
    for (int mid : new int[] {0, 0x5000_0000, 0x9000_0000, 0xd000_0000, 5}) {
      peer.iData(BEGIN | UNORDERED, tsn++, 2, mid, TEXT, utf8("a"));
      peer.iData(END | UNORDERED, tsn++, 2, mid, 1, utf8("b"));
    }
    assertEquals(5, peer.texts().size());
  }

  /** 2.1: within a message there is one first fragment, one last, and no number twice. */
  @Test
  void fragmentsThatContradictEachOtherAbort() {
    int[][][] cases = {
      {{BEGIN, TEXT}, {0, 0}}, // A second number 0.
      {{0, 0}}, // Number 0 without the B bit.
      {{0, 3}, {0, 3}},
      {{END, 3}, {END, 4}},
      {{END, 3}, {0, 4}},
      {{0, 4}, {END, 3}},
      {{BEGIN, TEXT}, {BEGIN, TEXT}},
      {{BEGIN, TEXT}, {0, 1}, {0, 1}},
    };
    for (int[][] fragments : cases) {
      RawPeer peer = receiving();
      int tsn = FIRST + 2;
      for (int[] fragment : fragments) {
        peer.iData(fragment[0], tsn++, 0, 1, fragment[1], utf8("x"));
      }
      assertAborted(peer);
    }
  }

  @Test
  void aMessageLongerThanTheLimitAborts() {
    Limits limits = Limits.DEFAULT.withMessageBytes(1_000, 1_000);
    RawPeer peer = RawPeer.interleaving(limits);
    peer.iOpen(0, ChannelOptions.reliable("a"));
    peer.iData(BEGIN, FIRST + 1, 0, 1, TEXT, new byte[600]);
    peer.iData(0, FIRST + 2, 0, 1, 2, new byte[401]);
    assertEquals(CloseReason.PEER_VIOLATION, peer.told(Event.Closed.class).get(0).reason());
    peer = RawPeer.interleaving(limits);
    peer.iData(0, FIRST, 0, 1, -1, new byte[1]);
    assertEquals(CloseReason.PEER_VIOLATION, peer.told(Event.Closed.class).get(0).reason());
  }

  /** Beginnings without ends, of a message each: memory is what the window counts. */
  @Test
  void beginningsOfManyMessagesAreBounded() {
    RawPeer peer = receiving();
    for (int i = 0; i < 100_000 && !peer.association.isClosed(); i++) {
      peer.iData(BEGIN | UNORDERED, FIRST + 2 + i, 2, i, TEXT, new byte[1]);
      peer.chunks.clear();
    }
    assertTrue(peer.association.isClosed());
    long most = ReceiveWindow.mostHeldBytes(Limits.DEFAULT);
    assertTrue(peer.association.heldBytes() <= most + 512);
  }

  // --- I-FORWARD-TSN ----------------------------------------------------------------------------

  /** 2.3.1: fragments of what was given up go, late ones too; what waited is delivered. */
  @Test
  void whatWasGivenUpIsForgottenAndWhatWaitedDelivered() {
    RawPeer peer = receiving();
    peer.iData(BEGIN, FIRST + 2, 0, 1, TEXT, utf8("half"));
    peer.iData(BEGIN | UNORDERED, FIRST + 4, 2, 0, TEXT, utf8("half"));
    peer.iData(RawPeer.WHOLE, FIRST + 6, 0, 2, TEXT, utf8("next"));
    assertEquals(List.of(), peer.texts());
    peer.iForward(FIRST + 4, 0, 0, 1, 2, 1, 0);
    assertEquals(List.of("next"), peer.texts());
    peer.iData(END | UNORDERED, FIRST + 5, 2, 0, 1, utf8("late"));
    peer.iData(END, FIRST + 7, 0, 1, 1, utf8("late"));
    peer.iData(BEGIN | UNORDERED, FIRST + 8, 2, 1, TEXT, utf8("whole "));
    peer.iData(END | UNORDERED, FIRST + 9, 2, 1, 1, utf8("one"));
    assertEquals(List.of("next", "whole one"), peer.texts());
    assertEquals(0, peer.association.heldBytes(), "nothing of what was given up is held");
    peer.pass(SECOND);
    assertEquals(FIRST + 9, peer.last(SctpProtocol.SACK).sack().cumulativeTsn());
  }

  /** 2.3.1: the U bit says which of a stream's two counters is meant. */
  @Test
  void orderedAndUnorderedAreForwardedApart() {
    RawPeer peer = receiving();
    peer.iData(BEGIN | UNORDERED, FIRST + 2, 0, 0, TEXT, utf8("un"));
    peer.iForward(FIRST + 3, 0, 0, 3);
    peer.iData(END | UNORDERED, FIRST + 4, 0, 0, 1, utf8("ordered"));
    peer.iData(RawPeer.WHOLE, FIRST + 5, 0, 4, TEXT, utf8("four"));
    assertEquals(List.of("unordered", "four"), peer.texts());
  }

  /** 2.3.1: what is given up here is told with MIDs, unordered messages too. */
  @Test
  void messagesGivenUpAreToldWithTheirMids() throws Exception {
    RawPeer peer = RawPeer.interleaving();
    ChannelOptions once = ChannelOptions.reliable("x").withMaxRetransmits(0);
    int ordered = open(peer, once);
    int unordered = open(peer, once.unordered());
    send(peer, ordered, 100);
    send(peer, unordered, 100);
    send(peer, unordered, 100);
    peer.drain();
    peer.pass(SECOND);
    assertEquals(List.of(), peer.all(SctpProtocol.FORWARD_TSN));
    InterleavedForwardTsn forward = lastForward(peer);
    assertEquals(peer.theirTsn + 2, forward.newCumulativeTsn());
    int[] expected = {
      InterleavedForwardTsn.stream(ordered, false), 1,
      InterleavedForwardTsn.stream(unordered, true), 1
    };
    assertArrayEquals(expected, forward.skipped());
  }

  /** RFC 3758 3.5 A3: all fragments go, wherever others' came between, and those not yet sent. */
  @Test
  void aMessageGivenUpMidwayLeavesOthersAlone() throws Exception {
    RawPeer peer = RawPeer.interleaving();
    ChannelOptions once = ChannelOptions.reliable("x").withMaxRetransmits(0);
    int lossy = open(peer, once);
    int reliable = open(peer, ChannelOptions.reliable("y"));
    send(peer, lossy, 50_000);
    send(peer, reliable, 50_000);
    peer.drain();
    List<DataChunk> before = sent(peer);
    assertTrue(before.stream().anyMatch(c -> c.streamId() == lossy));
    assertTrue(before.stream().anyMatch(c -> c.streamId() == reliable));
    peer.pass(SECOND); // All of it is taken for lost.
    peer.chunks.clear();
    for (int i = 0; i < 100; i++) {
      peer.sack(peer.theirTsn + before.size() + 3 * i, WINDOW);
      peer.pass(10 * Pair.MILLISECOND);
    }
    peer.pass(SECOND);
    assertTrue(sent(peer).stream().noneMatch(c -> c.streamId() == lossy), "given up");
    assertTrue(sent(peer).stream().anyMatch(c -> c.streamId() == reliable && c.ends()));
    assertEquals(1, peer.counters().messagesAbandoned());
  }

  // --- Streams, loss ----------------------------------------------------------------------------

  /** 2.3.2: a stream reset sets both counters of MIDs to 0, on both sides. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aResetStreamCountsFromZero(boolean ordered) {
    Pair pair = Pair.connected(1);
    ChannelOptions options = ChannelOptions.reliable("x");
    for (int round = 0; round < 3; round++) {
      int id = pair.open(pair.client, ordered ? options : options.unordered());
      pair.runFor(10 * Pair.MILLISECOND);
      for (int i = 0; i < 3; i++) {
        pair.send(pair.client, id, "m" + round + i);
        pair.send(pair.client, id, new byte[5_000]);
        pair.send(pair.server, id, new byte[5_000]);
      }
      int expected = 6 * (round + 1);
      pair.run(() -> pair.server.messages(id).size() == expected, SECOND);
      pair.client.association.closeChannel(pair.tick(), id);
      int closed = round + 1;
      pair.run(() -> pair.client.all(Event.ChannelClosed.class).size() == closed, SECOND);
    }
    assertEquals(9, pair.client.all(Event.MessageReceived.class).size());
  }

  /** 2.3.2: what waited of a stream that the peer resets goes. */
  @Test
  void aResetForgetsFragments() {
    RawPeer peer = receiving();
    peer.iData(BEGIN, FIRST + 2, 0, 1, TEXT, utf8("half"));
    peer.iData(BEGIN | UNORDERED, FIRST + 3, 0, 0, TEXT, utf8("half"));
    peer.reconfig(
        new ReconfigChunk.OutgoingReset(FIRST, peer.theirTsn - 1, FIRST + 3, new char[] {0}));
    assertEquals(0, peer.association.heldBytes());
  }

  /** Everything arrives whole and once, in order where it must, whatever is lost. */
  @ParameterizedTest
  @ValueSource(longs = {1, 3, 5, 7, 9, 11})
  void messagesOfAllKindsSurviveLossAndReordering(long seed) {
    Pair pair = Pair.connected(seed);
    pair.link = new Pair.Link(0.05, 0.02, Pair.MILLISECOND, 3 * Pair.MILLISECOND);
    ChannelOptions reliable = ChannelOptions.reliable("r");
    int[] ids = {
      pair.open(pair.client, reliable.withPriority(ChannelPriority.HIGH)),
      pair.open(pair.client, reliable.unordered()),
      pair.open(pair.client, reliable.withMaxRetransmits(0)),
      pair.open(pair.client, reliable.unordered().withMaxPacketLifeTime(Duration.ofMillis(20)))
    };
    long[] sum = new long[4];
    for (int i = 0; i < 400; i++) {
      int channel = pair.random.nextInt(4);
      byte[] message = new byte[4 + pair.random.nextInt(i % 10 == 0 ? 60_000 : 3_000)];
      ByteBuffer.wrap(message).putInt(i);
      while (pair.client.association.sendBufferFree() < message.length) {
        pair.runFor(Pair.MILLISECOND);
      }
      pair.send(pair.client, ids[channel], message);
      sum[channel] += message.length;
      if (i % 7 == 0) {
        pair.runFor(Pair.MILLISECOND);
      }
    }
    pair.link = Pair.Link.PERFECT;
    pair.client.association.shutdown(pair.tick());
    pair.run(() -> pair.server.association.isClosed(), 60 * SECOND);
    assertEquals(CloseReason.SHUTDOWN, pair.server.all(Event.Closed.class).get(0).reason());
    for (int c = 0; c < 4; c++) {
      var got = pair.server.messages(ids[c]);
      long bytes = got.stream().mapToLong(m -> m.length()).sum();
      List<Integer> numbers = got.stream().map(m -> m.toBuffer().getInt()).toList();
      assertEquals(numbers.size(), numbers.stream().distinct().count(), "none twice");
      if (c < 2) {
        assertEquals(sum[c], bytes, "all of channel " + c);
      }
      if (c == 0 || c == 2) {
        assertEquals(numbers.stream().sorted().toList(), numbers);
      }
    }
  }
}
