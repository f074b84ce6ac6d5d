package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** INIT and COOKIE ECHO for an association that is up: RFC 9260 sections 5.2.2 to 5.2.4. */
class Rfc9260RestartTest {
  private static final int NEW_TAG = 0x22222222;
  private static final int NEW_TSN = 9;
  private static final byte[] NOTHING = {};

  /** A connected peer with a channel, whose INIT with another tag was just answered. */
  private static RawPeer beginningAnew() {
    RawPeer peer = RawPeer.connected();
    peer.open(0, "x");
    init(peer);
    return peer;
  }

  private static void init(RawPeer peer) {
    InitChunk init = RawPeer.init(NEW_TAG, NEW_TSN);
    peer.packet(0, w -> init.write(w, SctpProtocol.INIT));
  }

  private static void echo(RawPeer peer, int tag, Bytes cookie) {
    peer.packet(tag, w -> RawPeer.chunk(w, SctpProtocol.COOKIE_ECHO, 0, cookie.toArray()));
  }

  /** 5.2.2: "MUST respond with INIT ACK", a new tag in it, and "MUST NOT" change its state. */
  @Test
  void section522AnInitWithAnotherTagIsAnsweredAndChangesNothing() {
    RawPeer peer = beginningAnew();
    InitChunk ack = peer.lastInit(SctpProtocol.INIT_ACK);
    assertEquals(NEW_TAG, peer.last(SctpProtocol.INIT_ACK).packetTag());
    assertNotEquals(peer.theirTag, ack.initiateTag());
    assertTrue(ack.cookie().length() > 0);
    peer.text(0, 1, "still here");
    assertEquals(List.of("still here"), peer.texts());
    assertEquals(0, peer.counters().violations());
  }

  /** 5.2.4 A: the peer has restarted. Its channels are gone there, so the association ends here. */
  @Test
  void section524aTheCookieOfTheNewInitEndsTheAssociation() {
    RawPeer peer = beginningAnew();
    InitChunk ack = peer.lastInit(SctpProtocol.INIT_ACK);
    echo(peer, ack.initiateTag(), ack.cookie());
    assertEquals(CloseReason.PEER_RESTARTED, peer.told(Event.Closed.class).get(0).reason());
    assertEquals(NEW_TAG, peer.last(SctpProtocol.ABORT).packetTag());
    assertTrue(peer.all(SctpProtocol.COOKIE_ACK).isEmpty());
  }

  /** What rides with that COOKIE ECHO is of an association that there will not be. */
  @Test
  void section524aDataBehindTheCookieIsNotTaken() {
    RawPeer peer = beginningAnew();
    InitChunk ack = peer.lastInit(SctpProtocol.INIT_ACK);
    byte[] x = {1};
    peer.packet(
        ack.initiateTag(),
        w -> {
          RawPeer.chunk(w, SctpProtocol.COOKIE_ECHO, 0, ack.cookie().toArray());
          DataChunk.write(w, RawPeer.WHOLE, NEW_TSN, 0, 0, 51, x, 0, 1);
        });
    assertEquals(1, peer.counters().chunksReceived());
  }

  /** 5.2.4: the cookie and the packet's tag belong together; one without the other is refused. */
  @Test
  void section524TheTagOfTheCookieEchoMustBeTheOneOfItsInitAck() {
    RawPeer peer = beginningAnew();
    InitChunk ack = peer.lastInit(SctpProtocol.INIT_ACK);
    echo(peer, peer.theirTag, ack.cookie());
    echo(peer, ack.initiateTag() + 1, ack.cookie());
    byte[] forged = ack.cookie().toArray();
    forged[0] ^= 1;
    echo(peer, ack.initiateTag(), Bytes.copyOf(forged));
    assertFalse(peer.association.isClosed());
    assertEquals(3, peer.counters().violations());
    echo(peer, ack.initiateTag(), ack.cookie());
    assertTrue(peer.association.isClosed());
  }

  /** Only COOKIE ECHO may have the new tag: nothing else is of the association that is up. */
  @Test
  void section85OtherChunksWithTheNewTagAreDropped() {
    RawPeer peer = beginningAnew();
    int freshTag = peer.lastInit(SctpProtocol.INIT_ACK).initiateTag();
    peer.packet(freshTag, w -> RawPeer.chunk(w, SctpProtocol.ABORT, 0, NOTHING));
    peer.packet(freshTag, w -> RawPeer.chunk(w, SctpProtocol.COOKIE_ACK, 0, NOTHING));
    assertFalse(peer.association.isClosed());
    assertEquals(2, peer.counters().packetsDropped());
  }

  /** The last INIT is the one that counts: a flood of them holds one slot. */
  @Test
  void section522OfManyInitsOnlyTheLastCookieIsGood() {
    RawPeer peer = beginningAnew();
    InitChunk first = peer.lastInit(SctpProtocol.INIT_ACK);
    for (int i = 0; i < 100; i++) {
      init(peer);
    }
    InitChunk last = peer.lastInit(SctpProtocol.INIT_ACK);
    echo(peer, first.initiateTag(), first.cookie());
    assertFalse(peer.association.isClosed());
    echo(peer, last.initiateTag(), last.cookie());
    assertTrue(peer.association.isClosed());
  }

  /** 5.2.4 D: tags as they are; the cookie of the handshake is still good after such an INIT. */
  @Test
  void section524dTheCookieOfTheHandshakeIsAnsweredEvenThen() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    Bytes cookie = peer.offer(RawPeer.init(RawPeer.TAG, RawPeer.FIRST_TSN));
    peer.cookieEcho(cookie);
    init(peer);
    peer.cookieEcho(cookie);
    assertEquals(2, peer.all(SctpProtocol.COOKIE_ACK).size());
    assertTrue(peer.association.isConnected());
  }

  /** 5.2.3: an INIT ACK that nobody waits for is discarded. */
  @Test
  void section523AnInitAckForAnAssociationThatIsUpIsDiscarded() {
    RawPeer peer = RawPeer.connected();
    InitChunk ack =
        new InitChunk(NEW_TAG, 1 << 20, 9, 9, 1, true, true, Bytes.ofHex("c0"), List.of());
    peer.send(w -> ack.write(w, SctpProtocol.INIT_ACK));
    assertTrue(peer.chunks.isEmpty());
    peer.open(0, "x");
    assertEquals(RawPeer.TAG, peer.last(SctpProtocol.DATA).packetTag());
  }

  /** 9.2: in SHUTDOWN-ACK-SENT an INIT is discarded, and SHUTDOWN ACK "MUST" be sent again. */
  @Test
  void section92AnInitWhileShuttingDownBringsShutdownAckAgain() {
    RawPeer peer = RawPeer.connected();
    peer.send(w -> new ShutdownChunk(peer.theirTsn - 1).write(w));
    assertEquals(1, peer.all(SctpProtocol.SHUTDOWN_ACK).size());
    init(peer);
    assertEquals(2, peer.all(SctpProtocol.SHUTDOWN_ACK).size());
    assertTrue(peer.all(SctpProtocol.INIT_ACK).isEmpty());
  }
}
