package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Association set-up, RFC 9260 sections 5.1, 5.2 and 8.5. */
class Rfc9260HandshakeTest {
  private static final long SECOND = Pair.SECOND;
  private static final int OTHER_TAG = 0x11111111;

  /** The association in COOKIE ECHOED, having taken an INIT ACK with this tag and TSN. */
  private static RawPeer cookieEchoed(int tag, int tsn) {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    peer.drain();
    InitChunk init = peer.lastInit(SctpProtocol.INIT);
    peer.theirTag = init.initiateTag();
    peer.theirTsn = init.initialTsn();
    initAck(peer, tag, tsn);
    return peer;
  }

  private static void initAck(RawPeer peer, int tag, int tsn) {
    Bytes cookie = Bytes.ofHex("c0ffee");
    InitChunk ack = new InitChunk(tag, 1 << 20, 65_535, 65_535, tsn, true, true, cookie, List.of());
    peer.send(w -> ack.write(w, SctpProtocol.INIT_ACK));
  }

  @Test
  void initCarriesWhatDataChannelsNeed() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    peer.drain();
    InitChunk init = peer.lastInit(SctpProtocol.INIT);
    assertEquals(0, peer.last(SctpProtocol.INIT).packetTag());
    assertNotEquals(0, init.initiateTag());
    assertEquals(65_535, init.outboundStreams());
    assertEquals(65_535, init.inboundStreams());
    assertEquals(Limits.DEFAULT.receiveWindowBytes(), init.windowBytes());
    assertTrue(init.forwardTsn() && init.reconfig());
  }

  @Test
  void cookieEchoIsSentWithThePeersTagAndItsCookie() {
    RawPeer peer = cookieEchoed(RawPeer.TAG, 5);
    RawPeer.Chunk echo = peer.last(SctpProtocol.COOKIE_ECHO);
    assertEquals(RawPeer.TAG, echo.packetTag());
    assertEquals("c0ffee", Bytes.copyOf(echo.value()).toHex());
    assertFalse(peer.association.isConnected());
    peer.raw(SctpProtocol.COOKIE_ACK, 0, new byte[0]);
    assertTrue(peer.association.isConnected());
  }

  @Test
  void initIsRepeatedWithBackOffAndThenGivenUp() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    peer.drain();
    peer.pass(30 * SECOND);
    assertEquals(1 + SctpProtocol.MAX_INIT_RETRANSMITS, peer.all(SctpProtocol.INIT).size());
    assertEquals(CloseReason.NO_ANSWER, peer.told(Event.Closed.class).get(0).reason());
  }

  @Test
  void cookieEchoIsRepeatedWithBackOffAndThenGivenUp() {
    RawPeer peer = cookieEchoed(RawPeer.TAG, 5);
    peer.pass(30 * SECOND);
    assertEquals(1 + SctpProtocol.MAX_INIT_RETRANSMITS, peer.all(SctpProtocol.COOKIE_ECHO).size());
    assertEquals(CloseReason.NO_ANSWER, peer.told(Event.Closed.class).get(0).reason());
  }

  /** 5.2.4 D: "the endpoint SHOULD ... send a COOKIE ACK" to a cookie that comes once more. */
  @Test
  void aRepeatedCookieEchoIsAnsweredAndChangesNothing() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    Bytes cookie = peer.offer(RawPeer.init(RawPeer.TAG, RawPeer.FIRST_TSN));
    peer.cookieEcho(cookie);
    peer.open(0, "x");
    peer.text(0, 1, "before");
    peer.cookieEcho(cookie);
    peer.text(0, 2, "after");
    assertEquals(2, peer.all(SctpProtocol.COOKIE_ACK).size());
    assertEquals(1, peer.told(Event.Connected.class).size());
    assertEquals(List.of("before", "after"), peer.texts());
  }

  /** 5.1.5: a cookie that this side did not make is not taken. */
  @Test
  void aForgedOrOutdatedCookieIsRefused() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    Bytes first = peer.offer(RawPeer.init(RawPeer.TAG, 1));
    byte[] forged = first.toArray();
    forged[forged.length - 1] ^= 1;
    peer.cookieEcho(Bytes.copyOf(forged));
    peer.cookieEcho(Bytes.empty());
    assertFalse(peer.association.isConnected());
    Bytes second = peer.offer(RawPeer.init(RawPeer.TAG, 2));
    peer.cookieEcho(first);
    assertFalse(peer.association.isConnected());
    peer.cookieEcho(second);
    assertTrue(peer.association.isConnected());
  }

  /**
   * 5.2.4 B: a peer that answered an INIT before it began itself may have two tags. The one of its
   * COOKIE ECHO holds, and its TSNs count from that INIT.
   */
  @Test
  void aCollisionWithAnotherTagTakesTheTagAndTsnOfTheCookie() {
    RawPeer peer = cookieEchoed(OTHER_TAG, 77);
    Bytes cookie = peer.offer(RawPeer.init(RawPeer.TAG, RawPeer.FIRST_TSN));
    peer.cookieEcho(cookie);
    assertTrue(peer.association.isConnected());
    peer.open(0, "x");
    peer.text(0, 1, "hello");
    assertEquals(List.of("hello"), peer.texts());
    peer.pass(SctpProtocol.SACK_DELAY);
    assertEquals(RawPeer.TAG, peer.last(SctpProtocol.SACK).packetTag());
    assertEquals(RawPeer.FIRST_TSN + 1, peer.last(SctpProtocol.SACK).sack().cumulativeTsn());
    peer.reconfig(
        new ReconfigChunk.OutgoingReset(
            RawPeer.FIRST_TSN, 0, RawPeer.FIRST_TSN + 1, new char[] {0}));
    assertEquals(1, peer.told(Event.ChannelClosed.class).size() + peer.association.channelCount());
    assertTrue(
        peer.reconfigs()
            .contains(new ReconfigChunk.Response(RawPeer.FIRST_TSN, ReconfigResult.PERFORMED)));
  }

  /** 5.2.2: an INIT once more, late, is what reordering does, not a broken rule. */
  @Test
  void aLateCopyOfTheInitIsNoViolation() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    InitChunk init = RawPeer.init(RawPeer.TAG, RawPeer.FIRST_TSN);
    peer.connect(init);
    peer.packet(0, w -> init.write(w, SctpProtocol.INIT));
    assertEquals(0, peer.counters().violations());
    assertTrue(peer.all(SctpProtocol.INIT_ACK).isEmpty());
    peer.open(0, "still here");
    assertEquals(1, peer.told(Event.ChannelOpened.class).size());
  }

  /** Section 6: DATA in another state than ESTABLISHED and its like "SHOULD be discarded". */
  @Test
  void dataBeforeTheCookieAckIsDiscarded() {
    RawPeer peer = cookieEchoed(RawPeer.TAG, RawPeer.FIRST_TSN);
    peer.open(0, "early");
    assertTrue(peer.told(Event.ChannelOpened.class).isEmpty());
    peer.raw(SctpProtocol.COOKIE_ACK, 0, new byte[0]);
    peer.nextTsn = RawPeer.FIRST_TSN;
    peer.open(0, "again");
    assertEquals("again", peer.told(Event.ChannelOpened.class).get(0).channel().options().label());
    assertTrue(peer.events.indexOf(new Event.Connected()) == 0);
  }

  @Test
  void initsThatBreakTheRulesAreNotAnswered() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    for (InitChunk bad :
        List.of(
            RawPeer.init(0, 1),
            new InitChunk(1, 1499, 1, 1, 1, true, true, Bytes.empty(), List.of()),
            new InitChunk(1, 1500, 0, 1, 1, true, true, Bytes.empty(), List.of()),
            new InitChunk(1, 1500, 1, 0, 1, true, true, Bytes.empty(), List.of()))) {
      peer.packet(0, w -> bad.write(w, SctpProtocol.INIT));
    }
    InitChunk good = RawPeer.init(1, 1);
    peer.packet(5, w -> good.write(w, SctpProtocol.INIT));
    peer.packet(
        0,
        w -> {
          good.write(w, SctpProtocol.INIT);
          good.write(w, SctpProtocol.INIT);
        });
    assertEquals(0, peer.packets);
    assertEquals(6, peer.counters().violations());
    assertEquals(6, peer.counters().packetsDropped());
  }

  /** 3.3.3: without a State Cookie, with tag 0 or without streams; INIT is repeated as if lost. */
  @Test
  void initAcksThatBreakTheRulesAreDropped() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    peer.drain();
    peer.theirTag = peer.lastInit(SctpProtocol.INIT).initiateTag();
    Bytes cookie = Bytes.copyOf(new byte[8]);
    for (InitChunk bad :
        List.of(
            RawPeer.init(RawPeer.TAG, 1),
            new InitChunk(0, 1500, 1, 1, 1, true, true, cookie, List.of()),
            new InitChunk(RawPeer.TAG, 1500, 0, 1, 1, true, true, cookie, List.of()),
            new InitChunk(RawPeer.TAG, 1500, 1, 0, 1, true, true, cookie, List.of()))) {
      peer.send(w -> bad.write(w, SctpProtocol.INIT_ACK));
    }
    assertTrue(peer.all(SctpProtocol.COOKIE_ECHO).isEmpty());
    assertEquals(4, peer.counters().packetsDropped());
  }

  /** 3.2.1: what is unknown and asks for it is reported in the INIT ACK. */
  @Test
  void unknownParametersAreReportedAsTheirBitsAsk() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.packet(
        0,
        w -> {
          int chunk = w.beginChunk(SctpProtocol.INIT, 0);
          w.put32(1).put32(1500).put16(1).put16(1).put32(1);
          for (int type : new int[] {0x8123, 0xC123, 0x4123, 0xC124}) {
            int parameter = w.beginParameter(type);
            w.put8(9);
            w.endParameter(parameter);
          }
          w.endChunk(chunk);
        });
    byte[] ack = peer.last(SctpProtocol.INIT_ACK).value();
    String hex = Bytes.copyOf(ack).toHex();
    assertTrue(hex.contains("00080009" + "c123000509"), "skip and report: " + hex);
    assertTrue(hex.contains("00080009" + "4123000509"), "stop and report: " + hex);
    assertFalse(hex.contains("8123"), "skip quietly: " + hex);
    assertFalse(hex.contains("c124"), "after the stop: " + hex);
  }

  /** 3.2.2: what is unknown in an INIT ACK is reported in an ERROR behind COOKIE ECHO. */
  @Test
  void unknownParametersOfAnInitAckAreReportedWithTheCookieEcho() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    peer.drain();
    peer.theirTag = peer.lastInit(SctpProtocol.INIT).initiateTag();
    peer.chunks.clear();
    peer.send(
        w -> {
          int chunk = w.beginChunk(SctpProtocol.INIT_ACK, 0);
          w.put32(RawPeer.TAG).put32(1500).put16(1).put16(1).put32(1);
          for (int type : new int[] {SctpProtocol.PARAMETER_STATE_COOKIE, 0x8123, 0xC123, 0xC124}) {
            int parameter = w.beginParameter(type);
            w.put8(9);
            w.endParameter(parameter);
          }
          w.endChunk(chunk);
        });
    assertEquals(
        List.of(SctpProtocol.COOKIE_ECHO, SctpProtocol.ERROR),
        peer.chunks.stream().map(RawPeer.Chunk::type).toList());
    assertEquals(
        "00080014" + "c1230005" + "09000000" + "c1240005" + "09000000",
        Bytes.copyOf(peer.last(SctpProtocol.ERROR).value()).toHex());
    assertEquals(2, peer.packets, "INIT, and one packet with both");
  }

  /** 5.2.6 (2): a stale cookie ends the attempt, and the upper layer hears why. */
  @Test
  void aStaleCookieEndsTheAttempt() {
    RawPeer peer = cookieEchoed(RawPeer.TAG, 5);
    ErrorCause stale = new ErrorCause(SctpProtocol.CAUSE_STALE_COOKIE, Bytes.ofHex("00000001"));
    peer.send(w -> stale.write(w, SctpProtocol.ERROR, 0));
    Event.Closed closed = peer.told(Event.Closed.class).get(0);
    assertEquals(CloseReason.PEER_ABORTED, closed.reason());
    assertTrue(closed.detail().contains("stale"), closed.detail());
    RawPeer up = RawPeer.connected();
    up.send(w -> stale.write(w, SctpProtocol.ERROR, 0));
    assertTrue(up.association.isConnected(), "5.2.6 speaks of COOKIE ECHOED alone");
  }

  /** 8.5: the verification tag. */
  @Test
  void packetsWithAnotherTagAreDropped() {
    RawPeer peer = RawPeer.connected();
    byte[] x = {1};
    peer.packet(peer.theirTag + 1, w -> DataChunk.write(w, RawPeer.WHOLE, 1000, 0, 0, 51, x, 0, 1));
    peer.packet(0, w -> DataChunk.write(w, RawPeer.WHOLE, 1000, 0, 0, 51, x, 0, 1));
    peer.packet(RawPeer.TAG, w -> DataChunk.write(w, RawPeer.WHOLE, 1000, 0, 0, 51, x, 0, 1));
    assertEquals(3, peer.counters().packetsDropped());
    assertEquals(0, peer.counters().chunksReceived());
  }

  /** 8.5.1 B: ABORT with the T bit carries the tag of its receiver's packets; without it, not. */
  @Test
  void abortIsTakenWithEitherTagAsItsTBitSays() {
    for (boolean reflected : new boolean[] {false, true}) {
      RawPeer peer = RawPeer.connected();
      int right = reflected ? RawPeer.TAG : peer.theirTag;
      int wrong = reflected ? peer.theirTag : RawPeer.TAG;
      int flags = reflected ? SctpProtocol.FLAG_REFLECTED_TAG : 0;
      byte[] empty = new byte[0];
      peer.packet(wrong, w -> RawPeer.chunk(w, SctpProtocol.ABORT, flags, empty));
      assertFalse(peer.association.isClosed());
      peer.packet(right, w -> RawPeer.chunk(w, SctpProtocol.ABORT, flags, empty));
      assertEquals(CloseReason.PEER_ABORTED, peer.told(Event.Closed.class).get(0).reason());
      assertEquals(0, peer.all(SctpProtocol.ABORT).size(), "an ABORT is never answered");
    }
  }

  /** The T bit lets SHUTDOWN COMPLETE in with the other tag, and nothing behind it. */
  @Test
  void nothingRidesInBehindAReflectedTag() {
    RawPeer peer = RawPeer.connected();
    byte[] x = {1};
    peer.packet(
        RawPeer.TAG,
        w -> {
          RawPeer.chunk(
              w, SctpProtocol.SHUTDOWN_COMPLETE, SctpProtocol.FLAG_REFLECTED_TAG, new byte[0]);
          DataChunk.write(w, RawPeer.WHOLE, RawPeer.FIRST_TSN, 0, 0, 51, x, 0, 1);
        });
    assertEquals(0, peer.counters().chunksReceived());
  }

  /** 5.1.1 and RFC 8831 6.2: no more streams are used than the peer takes. */
  @Test
  void channelsKeepToThePeersStreams() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    int early = peer.association.openChannel(peer.tick(), ChannelOptions.negotiated("too high", 9));
    peer.association.send(peer.tick(), early, MessageKind.BINARY, ByteBuffer.wrap(new byte[2000]));
    InitChunk few =
        new InitChunk(RawPeer.TAG, 1 << 20, 4, 4, 1000, true, true, Bytes.empty(), List.of());
    peer.connect(few);
    assertEquals(List.of(new Event.ChannelClosed(9)), peer.told(Event.ChannelClosed.class));
    assertEquals(0, peer.counters().chunksSent());
    assertEquals(Limits.DEFAULT.sendBufferBytes() - 64, peer.association.sendBufferFree());
    assertEquals(1, peer.association.openChannel(peer.tick(), ChannelOptions.reliable("a")));
    assertEquals(3, peer.association.openChannel(peer.tick(), ChannelOptions.reliable("b")));
    assertThrows(
        IllegalStateException.class,
        () -> peer.association.openChannel(peer.tick(), ChannelOptions.reliable("c")));
    assertThrows(
        IllegalStateException.class,
        () -> peer.association.openChannel(peer.tick(), ChannelOptions.negotiated("d", 4)));
    assertEquals(2, peer.association.openChannel(peer.tick(), ChannelOptions.negotiated("e", 2)));
  }

  /** A peer that knows of us by COOKIE ECHO alone is told when we do not want it after all. */
  @Test
  void shutdownOfAHalfOpenAssociationTellsThePeer() {
    RawPeer peer = cookieEchoed(RawPeer.TAG, 5);
    peer.association.shutdown(peer.tick());
    peer.drain();
    assertEquals(1, peer.all(SctpProtocol.ABORT).size());
    assertEquals(CloseReason.SHUTDOWN, peer.told(Event.Closed.class).get(0).reason());
  }
}
