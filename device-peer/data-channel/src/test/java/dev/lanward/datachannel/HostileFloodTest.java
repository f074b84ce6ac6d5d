package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.datachannel.ReconfigChunk.OutgoingReset;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Floods from a peer that passed the handshake: what an association keeps and what it answers stay
 * small, and another one in the same loop does its work all the while.
 */
class HostileFloodTest {
  private static final int FIRST = RawPeer.FIRST_TSN;
  private static final int PACKETS = 20_000;
  private static final Limits TIGHT =
      new Limits(1192, 8192, 8192, 16_384, 65_536, 16, 256, 64, 4096, 2);

  /** An association with a few channels, all its buffers full, and the numbers of all streams. */
  private static final long MOST_RETAINED = 512 * 1024;

  private final Pair healthy = Pair.connected(1);
  private final int echo = healthy.open(healthy.client, ChannelOptions.reliable("healthy"));
  private int exchanged;

  @AfterEach
  void theOtherAssociationWorked() {
    assertEquals(exchanged, healthy.server.messages(echo).size());
  }

  /** Lets {@code packet} make one packet after the other, and looks at the damage. */
  private RawPeer flood(RawPeer peer, IntConsumer packet) {
    int before = peer.packets;
    for (int i = 0; i < PACKETS && !peer.association.isClosed(); i++) {
      packet.accept(i);
      peer.chunks.clear();
      if (i % 1_000 == 0) {
        peer.events.removeIf(event -> !(event instanceof Event.Closed));
        assertTrue(peer.packets - before <= i + 64, "more answers than packets: " + peer.packets);
        long retained = RetainedSize.of(peer.association);
        assertTrue(retained <= MOST_RETAINED, "retains " + retained + " bytes after " + i);
        assertTrue(peer.association.heldBytes() <= ReceiveWindow.mostHeldBytes(TIGHT));
        healthy.send(healthy.client, echo, "still here");
        exchanged++;
        healthy.run(() -> healthy.server.messages(echo).size() == exchanged, Pair.SECOND);
      }
    }
    return peer;
  }

  private static RawPeer connected() {
    RawPeer peer = RawPeer.connected(TIGHT);
    peer.open(0, "x");
    return peer;
  }

  private static void assertWorks(RawPeer peer, int tsn, int ssn) {
    assertFalse(peer.association.isClosed(), peer.events.toString());
    peer.nextTsn = tsn;
    peer.text(0, ssn, "after the flood");
    assertTrue(peer.texts().contains("after the flood"), peer.events.toString());
  }

  @Test
  void forwardTsn() {
    RawPeer peer = connected();
    flood(peer, i -> peer.forward(FIRST + 1 + i, 2 * (i & 0x7fff), i & 0xffff));
    assertWorks(peer, FIRST + 1 + PACKETS, 1);
  }

  @Test
  void forwardTsnOfOldAndFarNumbers() {
    RawPeer peer = connected();
    flood(peer, i -> peer.forward((i & 1) == 0 ? FIRST - i : FIRST + 1 + 1_000 * i, 0, 0));
    assertFalse(peer.association.isClosed());
  }

  @Test
  void initOfOthers() {
    RawPeer peer = connected();
    flood(peer, i -> peer.packet(0, w -> RawPeer.init(i + 1, i).write(w, SctpProtocol.INIT)));
    assertWorks(peer, FIRST + 1, 1);
  }

  @Test
  void cookieEcho() {
    RawPeer peer = connected();
    flood(peer, i -> peer.cookieEcho(Bytes.copyOf(new byte[1 + i % 1_000])));
    assertWorks(peer, FIRST + 1, 1);
  }

  @Test
  void heartbeats() {
    RawPeer peer = connected();
    HeartbeatChunk heartbeat = new HeartbeatChunk(Bytes.copyOf(new byte[400]));
    flood(peer, i -> peer.send(w -> heartbeat.write(w, SctpProtocol.HEARTBEAT)));
    assertWorks(peer, FIRST + 1, 1);
  }

  @Test
  void errors() {
    RawPeer peer = connected();
    ErrorCause cause = ErrorCause.ofText(SctpProtocol.CAUSE_PROTOCOL_VIOLATION, "x".repeat(120));
    flood(peer, i -> peer.send(w -> cause.write(w, SctpProtocol.ERROR, 0)));
    assertWorks(peer, FIRST + 1, 1);
  }

  @Test
  void unknownChunksThatWantAReport() {
    RawPeer peer = connected();
    flood(peer, i -> peer.raw(0xc3 + i % 0x3d, 0, new byte[500]));
    assertWorks(peer, FIRST + 1, 1);
  }

  @Test
  void oneTsnAgainAndAgain() {
    RawPeer peer = connected();
    flood(peer, i -> peer.data(RawPeer.WHOLE, FIRST, 0, 0, SctpProtocol.PPID_TEXT, new byte[9]));
    assertWorks(peer, FIRST + 1, 1);
  }

  @Test
  void resetsOfAStreamWithNoChannel() {
    RawPeer peer = connected();
    flood(
        peer,
        i -> peer.reconfig(new OutgoingReset(FIRST + i, 0, FIRST, new char[] {(char) (2 + i)})));
    assertFalse(peer.association.isClosed());
    assertEquals(1, peer.association.channelCount());
  }

  @Test
  void resetsOfAllStreamsInALoop() {
    RawPeer peer = connected();
    flood(peer, i -> peer.reconfig(new OutgoingReset(FIRST + i, 0, FIRST, new char[0])));
    assertFalse(peer.association.isClosed());
  }

  @Test
  void resetsWithNumbersOutOfTurn() {
    RawPeer peer = connected();
    flood(peer, i -> peer.reconfig(new OutgoingReset(7 * i, 0, FIRST + 50, new char[] {0})));
    assertFalse(peer.association.isClosed());
  }

  /** Each stream has a beginning without an end; unordered ones need no sequence at all. */
  @Test
  void beginningsOnAllStreamsEndTheAssociation() {
    for (int unordered : new int[] {0, SctpProtocol.FLAG_UNORDERED}) {
      RawPeer peer = connected();
      int flags = SctpProtocol.FLAG_BEGIN | unordered;
      flood(peer, i -> peer.data(flags, FIRST + 1 + i, 2 * i, 0, 51, new byte[1]));
      var end = peer.told(Event.Closed.class).get(0);
      assertEquals(CloseReason.PEER_VIOLATION, end.reason());
      assertTrue(end.detail().contains("receive buffer") || end.detail().contains("TSNs"));
    }
  }
}
