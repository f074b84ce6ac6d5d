package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets whose checksum is zero, since DTLS protects them: RFC 9653. */
class Rfc9653ZeroChecksumTest {
  private static final int WRONG = 0x12345678;

  private static InitChunk init(boolean zeroChecksum) {
    return new InitChunk(
        RawPeer.TAG,
        1 << 20,
        65_535,
        65_535,
        RawPeer.FIRST_TSN,
        true,
        true,
        zeroChecksum,
        Bytes.empty(),
        List.of());
  }

  /** A connected peer that takes zero, or not. */
  private static RawPeer connected(boolean takesZero) {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.takesZeroChecksum = takesZero;
    return peer.connect(init(takesZero));
  }

  /** The association in COOKIE ECHOED, of a peer that takes zero. */
  private static RawPeer cookieEchoed() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("early"));
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.wrap(new byte[9]));
    peer.drain();
    InitChunk init = peer.lastInit(SctpProtocol.INIT);
    peer.theirTag = init.initiateTag();
    InitChunk ack =
        new InitChunk(
            RawPeer.TAG, 1 << 20, 9, 9, 1, true, true, true, Bytes.ofHex("c0"), List.of());
    peer.send(w -> ack.write(w, SctpProtocol.INIT_ACK));
    return peer;
  }

  private static void text(RawPeer peer, int checksum, int ssn, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    peer.packet(
        peer.theirTag,
        checksum,
        w -> DataChunk.write(w, RawPeer.WHOLE, peer.nextTsn++, 0, ssn, 51, utf8, 0, utf8.length));
  }

  /** Section 4: type 0x8001, length 8, error detection method 1. */
  @Test
  void section4InitAndInitAckCarryTheParameterWithMethodOne() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    peer.drain();
    String init = Bytes.copyOf(peer.last(SctpProtocol.INIT).value()).toHex();
    assertTrue(init.contains("8001000800000001"), init);
    RawPeer answered = new RawPeer(Limits.DEFAULT);
    answered.offer(init(false));
    String ack = Bytes.copyOf(answered.last(SctpProtocol.INIT_ACK).value()).toHex();
    assertTrue(ack.contains("8001000800000001"), ack);
  }

  /** Section 4: another method, or another length, announces nothing that is known here. */
  @Test
  void section4OtherMethodsAndLengthsDoNotCount() {
    for (int[] method : new int[][] {{0, 0}, {2, 0}, {1, 4}}) {
      RawPeer peer = new RawPeer(Limits.DEFAULT);
      peer.packet(
          0,
          w -> {
            int chunk = w.beginChunk(SctpProtocol.INIT, 0);
            w.put32(RawPeer.TAG).put32(1 << 20).put16(9).put16(9).put32(RawPeer.FIRST_TSN);
            int parameter = w.beginParameter(SctpProtocol.PARAMETER_ZERO_CHECKSUM);
            w.put32(method[0]).put(new byte[method[1]], 0, method[1]);
            w.endParameter(parameter);
            w.endChunk(chunk);
          });
      InitChunk ack = peer.lastInit(SctpProtocol.INIT_ACK);
      peer.theirTag = ack.initiateTag();
      peer.cookieEcho(ack.cookie());
      assertTrue(peer.association.isConnected());
      assertNotEquals(0, peer.lastChecksum, "the checksum of COOKIE ACK");
    }
  }

  /** Section 5.2: who has not been told "MUST NOT" use zero. */
  @Test
  void section52WithoutThePeersParameterEveryChecksumIsRight() {
    RawPeer peer = connected(false);
    peer.open(0, "x");
    assertNotEquals(0, peer.lastChecksum);
  }

  @Test
  void section52WithThePeersParameterPacketsCarryZero() {
    RawPeer peer = connected(true);
    assertEquals(0, peer.lastChecksum, "the checksum of COOKIE ACK");
    peer.open(0, "x");
    assertEquals(0, peer.lastChecksum);
    assertEquals(1, peer.all(SctpProtocol.DATA).size());
  }

  /** Section 5.2: a packet with INIT or COOKIE ECHO has its checksum, whoever takes zero. */
  @Test
  void section52InitInitAckAndCookieEchoHaveTheirChecksum() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    peer.drain();
    assertNotEquals(0, peer.lastChecksum, "INIT");
    RawPeer answered = new RawPeer(Limits.DEFAULT);
    answered.offer(init(true));
    assertNotEquals(0, answered.lastChecksum, "INIT ACK");
    RawPeer echoed = cookieEchoed();
    assertEquals(1, echoed.all(SctpProtocol.COOKIE_ECHO).size());
    assertEquals(2, echoed.all(SctpProtocol.DATA).size(), "DATA shares the packet");
    assertNotEquals(0, echoed.lastChecksum, "COOKIE ECHO");
  }

  /** What may reach a peer that has lost its state keeps its checksum. */
  @Test
  void section52AbortHasItsChecksum() {
    RawPeer peer = connected(true);
    peer.association.abort(peer.tick(), "enough");
    peer.drain();
    assertEquals(1, peer.all(SctpProtocol.ABORT).size());
    assertNotEquals(0, peer.lastChecksum);
  }

  /**
   * Section 5.3: zero "MUST" be accepted by whoever announced it, and a right checksum still is.
   */
  @Test
  void section53ZeroAndRightChecksumsAreTakenAndOthersAreNot() {
    RawPeer peer = connected(false);
    peer.open(0, "x");
    text(peer, 0, 1, "zero");
    peer.text(0, 2, "right");
    text(peer, WRONG, 3, "wrong");
    assertEquals(List.of("zero", "right"), peer.texts());
    assertEquals(1, peer.counters().packetsDropped());
  }

  /** Section 5.3: before anything was announced, zero is a wrong checksum. */
  @Test
  void section53AnInitWithZeroIsDroppedByWhoHasAnnouncedNothing() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    InitChunk init = init(true);
    peer.packet(0, 0, w -> init.write(w, SctpProtocol.INIT));
    assertEquals(0, peer.packets);
    assertEquals(1, peer.counters().packetsDropped());
  }

  @Test
  void section53TheCookieEchoMayHaveZero() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    Bytes cookie = peer.offer(init(true));
    peer.takesZeroChecksum = true;
    peer.packet(
        peer.theirTag, 0, w -> RawPeer.chunk(w, SctpProtocol.COOKIE_ECHO, 0, cookie.toArray()));
    assertTrue(peer.association.isConnected());
  }

  @Test
  void twoAssociationsAgreeOnZero() {
    Pair pair = Pair.connected(1);
    int id = pair.open(pair.client, ChannelOptions.reliable("x"));
    pair.send(pair.client, id, "hello");
    pair.run(() -> !pair.server.texts(id).isEmpty(), Pair.SECOND);
    ByteBuffer packet = ByteBuffer.allocate(2000);
    pair.send(pair.client, id, "again");
    assertTrue(pair.client.association.pollTransmit(packet));
    assertEquals(0, packet.getInt(SctpProtocol.CHECKSUM_INDEX));
    assertFalse(pair.client.association.pollTransmit(ByteBuffer.allocate(2000)));
  }
}
