package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** {@link Association#probe}: RFC 9260 section 8.3, at the caller's wish. */
class PathProbeTest {
  private static final long SECOND = Pair.SECOND;

  @Test
  void aPeerAnswersWithinARoundTrip() {
    Pair pair = Pair.connected(1);
    pair.server.association.probe(pair.tick());
    assertFalse(pair.server.association.isProbeAnswered());
    pair.run(pair.server.association::isProbeAnswered, SECOND / 100);
    assertFalse(pair.client.association.isProbeAnswered(), "it asked nothing");
  }

  @Test
  void itIsOnePacketAndIsNotRepeated() {
    Pair pair = Pair.connected(2);
    pair.runFor(SECOND);
    long before = pair.server.packetsOut;
    pair.client.cut = true;
    pair.server.association.probe(pair.tick());
    pair.runFor(5 * SECOND);
    assertEquals(before + 1, pair.server.packetsOut);
    assertFalse(pair.server.association.isProbeAnswered());
  }

  /** The path may be an attacker's wish: what the application sent is not to be lost there. */
  @Test
  void itGoesAloneThoughThereIsDataToSend() {
    RawPeer peer = RawPeer.connected();
    peer.open(0, "x");
    peer.chunks.clear();
    peer.association.send(peer.tick(), 0, MessageKind.BINARY, ByteBuffer.allocate(5_000));
    peer.association.probe(peer.tick());
    ByteBuffer packet = ByteBuffer.allocate(2_000);
    assertTrue(peer.association.pollTransmit(packet));
    packet.flip();
    assertEquals(SctpProtocol.HEARTBEAT, packet.get(SctpProtocol.HEADER_BYTES));
    assertEquals(
        packet.limit() - SctpProtocol.HEADER_BYTES, packet.getShort(SctpProtocol.HEADER_BYTES + 2));
    peer.drain();
    assertTrue(peer.all(SctpProtocol.DATA).size() > 1);
  }

  @Test
  void theAnswerToAnEarlierOneIsNone() {
    Pair pair = Pair.connected(3);
    pair.server.association.probe(pair.tick());
    ByteBuffer first = ByteBuffer.allocate(2_000);
    assertTrue(pair.server.association.pollTransmit(first));
    pair.server.association.probe(pair.tick());
    ByteBuffer second = ByteBuffer.allocate(2_000);
    assertTrue(pair.server.association.pollTransmit(second));

    pair.client.association.handleDatagram(pair.tick(), first.flip());
    pair.runFor(SECOND);
    assertFalse(pair.server.association.isProbeAnswered());
    pair.client.association.handleDatagram(pair.tick(), second.flip());
    pair.runFor(SECOND);
    assertTrue(pair.server.association.isProbeAnswered());
  }

  @Test
  void theHeartbeatsOfAnIdleAssociationAnswerNoProbe() {
    Pair pair = Pair.connected(4);
    pair.client.cut = true;
    pair.server.association.probe(pair.tick());
    pair.runFor(SECOND);
    pair.client.cut = false;
    pair.runFor(120 * SECOND);
    assertFalse(pair.server.association.isProbeAnswered());
    assertTrue(pair.server.association.isConnected());
  }

  @Test
  void withoutAnAssociationThereIsNobodyToAsk() {
    Pair pair = new Pair(5);
    assertThrows(IllegalStateException.class, () -> pair.client.association.probe(pair.tick()));
    pair.connect();
    pair.client.association.abort(pair.tick(), "over");
    assertThrows(IllegalStateException.class, () -> pair.client.association.probe(pair.tick()));
  }
}
