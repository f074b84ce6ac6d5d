package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that grow with the path: RFC 8899, with HEARTBEAT and PAD (RFC 4820). */
class Rfc8899PathMtuTest {
  private static final int BASE = Limits.DEFAULT.packetSizeBytes();
  private static final int ETHERNET = 1432;
  private static final long SECOND = Pair.SECOND;
  private static final long WINDOW = 1 << 20;

  /** A connected peer, on a path whose first link carries {@code most}. */
  private static RawPeer connected(int most) {
    RawPeer peer = RawPeer.connected();
    peer.isPathWide = true;
    peer.association.setPath(peer.tick(), most);
    return peer;
  }

  private static void answer(RawPeer peer, RawPeer.Chunk probe) {
    peer.raw(SctpProtocol.HEARTBEAT_ACK, 0, probe.value());
  }

  /** Both ends on such a path. */
  private static Pair pair(long seed, int most) {
    Pair pair = Pair.connected(seed);
    pair.client.association.setPath(pair.tick(), most);
    pair.server.association.setPath(pair.tick(), most);
    return pair;
  }

  private static void transfer(Pair pair, int id, int count) {
    int before = pair.server.messages(id).size();
    for (int i = 0; i < count; i++) {
      pair.send(pair.client, id, pair.randomBytes(60_000));
    }
    pair.run(() -> pair.server.messages(id).size() == before + count, 300 * SECOND);
  }

  /** 4.1: a probe is a packet of the size in question, with no data that could be lost. */
  @Test
  void section41AProbeIsAHeartbeatPaddedToTheSize() {
    RawPeer peer = connected(ETHERNET);
    peer.pass(SECOND / 2);
    assertEquals(
        List.of(SctpProtocol.HEARTBEAT, SctpProtocol.PAD),
        peer.chunks.stream().map(RawPeer.Chunk::type).toList());
    assertEquals(1412, peer.lastPacketBytes);
  }

  /**
   * 5.1.2 and 5.1.1: MAX_PROBES of them, one PROBE_TIMER apart; then not before PMTU_RAISE_TIMER.
   */
  @Test
  void section51ThreeLostProbesEndTheSearchForTenMinutes() {
    RawPeer peer = connected(ETHERNET);
    peer.answering = false;
    peer.pass(20 * SECOND);
    assertEquals(3, peer.all(SctpProtocol.PAD).size());
    assertEquals(BASE, peer.association.packetBytes());
    peer.answering = true;
    peer.pass(600 * SECOND);
    assertEquals(ETHERNET, peer.association.packetBytes());
  }

  /** 5.2: each answer leads on to the next size, up to what the first link carries. */
  @ParameterizedTest
  @CsvSource({"1200,1", "1412,1", "1432,2", "1500,3", "9000,5", "16384,5"})
  void section52AnswersLeadUpToTheLargestSize(int most, int probes) {
    RawPeer peer = connected(most);
    peer.answering = true;
    peer.pass(20 * SECOND);
    assertEquals(probes, peer.all(SctpProtocol.PAD).size());
    assertEquals(most, peer.association.packetBytes());
  }

  @Test
  void withoutAPathNothingIsProbed() {
    RawPeer peer = RawPeer.connected();
    peer.pass(20 * SECOND);
    assertTrue(peer.chunks.isEmpty(), "packets since the handshake");
    RawPeer narrow = connected(BASE - 200);
    narrow.pass(20 * SECOND);
    assertEquals(0, narrow.all(SctpProtocol.PAD).size());
    assertEquals(BASE, narrow.association.packetBytes());
  }

  /** An answer proves the size that it names, and only while that is asked for. */
  @Test
  void answersToOtherProbesAndForgedOnesChangeNothing() {
    RawPeer peer = connected(ETHERNET);
    peer.pass(SECOND / 2);
    RawPeer.Chunk probe = peer.last(SctpProtocol.HEARTBEAT);
    for (int i = 4; i < probe.value().length; i++) {
      byte[] forged = probe.value().clone();
      forged[i] ^= 1;
      peer.raw(SctpProtocol.HEARTBEAT_ACK, 0, forged);
    }
    assertEquals(BASE, peer.association.packetBytes());
    answer(peer, probe);
    assertEquals(1412, peer.association.packetBytes());
    answer(peer, probe);
    assertEquals(1412, peer.association.packetBytes());
  }

  /** RFC 4820 section 3: a receiver discards PAD, and reads what stands before and behind it. */
  @Test
  void rfc4820PadIsDiscardedWithoutAReport() {
    RawPeer peer = RawPeer.connected();
    peer.send(
        w -> {
          RawPeer.chunk(w, SctpProtocol.PAD, 0, new byte[1001]);
          new HeartbeatChunk(Bytes.ofHex("0102")).write(w, SctpProtocol.HEARTBEAT);
          RawPeer.chunk(w, SctpProtocol.PAD, 0, new byte[0]);
        });
    assertEquals(0, peer.counters().violations());
    assertEquals(
        List.of(SctpProtocol.HEARTBEAT_ACK),
        peer.chunks.stream().map(RawPeer.Chunk::type).toList());
  }

  /** A chunk sent in a long packet must be able to go again in a short one. */
  @Test
  void dataChunksFitThePacketsOfTheBeginning() {
    RawPeer peer = connected(9000);
    peer.answering = true;
    peer.pass(20 * SECOND);
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.wrap(new byte[8_000]));
    peer.drain();
    assertTrue(peer.lastPacketBytes > 8_000, "one packet, of " + peer.lastPacketBytes);
    assertTrue(peer.all(SctpProtocol.DATA).size() > 6);
    for (RawPeer.Chunk chunk : peer.all(SctpProtocol.DATA)) {
      assertTrue(chunk.value().length + 16 <= BASE, "chunk of " + chunk.value().length);
    }
  }

  /** 4.3: packets that no longer arrive bring the size back to the base. */
  @Test
  void section43ATimeoutBringsPacketsBackToTheBase() {
    RawPeer peer = connected(ETHERNET);
    peer.answering = true;
    peer.pass(5 * SECOND);
    peer.answering = false;
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.wrap(new byte[5_000]));
    peer.drain();
    assertEquals(ETHERNET, peer.association.packetBytes());
    peer.pass(SECOND);
    assertEquals(BASE, peer.association.packetBytes());
  }

  /** 4.3: with long packets lost in a row there is something wrong with their length. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void section43ThreeLongPacketsLostInARowBringPacketsBackToTheBase(int lost) {
    RawPeer peer = wide();
    sendLong(peer, lost);
    peer.now += 2 * Pair.MILLISECOND;
    sendShort(peer, 3);
    peer.sack(peer.theirTsn - 1, WINDOW, 2 * lost + 1, 2 * lost + 3);
    assertEquals(2 * lost, peer.counters().chunksRetransmitted());
    assertEquals(lost < 3 ? ETHERNET : BASE, peer.association.packetBytes());
  }

  /** One that was sent later and arrived shows that length was not why. */
  @Test
  void section43ALongPacketThatArrivesShowsThatOthersWereLostByChance() {
    RawPeer peer = wide();
    sendLong(peer, 4);
    peer.now += 2 * Pair.MILLISECOND;
    sendLong(peer, 1);
    peer.sack(peer.theirTsn - 1, WINDOW, 9, 10);
    assertEquals(8, peer.counters().chunksRetransmitted());
    assertEquals(ETHERNET, peer.association.packetBytes());
  }

  /** A packet of many small messages is one packet. */
  @Test
  void section43PacketsAreCountedAndNotChunks() {
    RawPeer peer = wide();
    for (int i = 0; i < 60; i++) {
      peer.association.send(peer.tick(), 0, MessageKind.BINARY, ByteBuffer.allocate(7));
    }
    peer.drain();
    assertTrue(peer.longestPacketBytes > BASE + 5 * 24, "most of them in one packet");
    peer.now += 2 * Pair.MILLISECOND;
    sendShort(peer, 3);
    peer.sack(peer.theirTsn - 1, WINDOW, 61, 63);
    assertEquals(60, peer.counters().chunksRetransmitted());
    assertEquals(ETHERNET, peer.association.packetBytes());
  }

  /** 4.3: whatever was lost is repaired by what is sent next, be the path as narrow as it may. */
  @Test
  void section43WhatIsSentAgainGoesInPacketsThatPassEverywhere() {
    RawPeer peer = wide();
    sendLong(peer, 2);
    peer.now += 2 * Pair.MILLISECOND;
    sendShort(peer, 3);
    peer.longestPacketBytes = 0;
    peer.sack(peer.theirTsn - 1, WINDOW, 5, 7);
    assertEquals(4, peer.counters().chunksRetransmitted());
    assertTrue(peer.longestPacketBytes <= BASE, peer.longestPacketBytes + " bytes");
    sendLong(peer, 1);
  }

  /** A peer with channel 1, over which packets have become long; nothing is under way. */
  private static RawPeer wide() {
    RawPeer peer = connected(ETHERNET);
    peer.answering = true;
    peer.pass(2 * SECOND);
    peer.open(0, "x");
    peer.sack(peer.theirTsn, WINDOW);
    peer.theirTsn++;
    peer.longestPacketBytes = 0;
    assertEquals(ETHERNET, peer.association.packetBytes());
    return peer;
  }

  /** Each a message of two chunks. */
  private static void sendLong(RawPeer peer, int packets) {
    int payload = ETHERNET - SctpProtocol.HEADER_BYTES - 2 * SctpProtocol.DATA_HEADER_BYTES;
    send(peer, packets, payload);
    assertEquals(ETHERNET, peer.lastPacketBytes);
  }

  private static void sendShort(RawPeer peer, int packets) {
    send(peer, packets, 100);
  }

  private static void send(RawPeer peer, int count, int bytes) {
    for (int i = 0; i < count; i++) {
      peer.association.send(peer.tick(), 0, MessageKind.BINARY, ByteBuffer.allocate(bytes));
      peer.drain();
    }
  }

  /** The path narrows without a word from anybody, as behind some tunnels. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void section43ABlackHoleIsFoundAndEverythingArrives(long seed) {
    Pair pair = pair(seed, 9000);
    int id = pair.open(pair.client, ChannelOptions.reliable("x"));
    pair.run(() -> pair.client.association.packetBytes() == 9000, 10 * SECOND);
    transfer(pair, id, 5);
    pair.mtu = 1300;
    transfer(pair, id, 20);
    assertEquals(BASE, pair.client.association.packetBytes());
    pair.mtu = 1500;
    pair.runFor(700 * SECOND);
    assertEquals(ETHERNET, pair.client.association.packetBytes());
    transfer(pair, id, 5);
  }

  /** Small messages that get through must not hide that long packets do not. */
  @Test
  void section43SmallMessagesDoNotHideABlackHole() {
    Pair pair = pair(7, 1432);
    int bulk = pair.open(pair.client, ChannelOptions.reliable("bulk"));
    int game = pair.open(pair.client, ChannelOptions.reliable("game"));
    pair.run(() -> pair.client.association.packetBytes() == 1432, 10 * SECOND);
    pair.mtu = 1300;
    pair.send(pair.client, bulk, pair.randomBytes(30_000));
    for (int i = 0; i < 2_000 && pair.server.messages(bulk).isEmpty(); i++) {
      pair.send(pair.client, game, new byte[20]);
      pair.runFor(10 * Pair.MILLISECOND);
    }
    assertEquals(1, pair.server.messages(bulk).size());
    assertEquals(BASE, pair.client.association.packetBytes());
  }

  /** On a path with an MTU and loss, in both directions, nothing is lost for good. */
  @ParameterizedTest
  @ValueSource(ints = {1192, 1300, 1412, 1420, 1432, 5000, 9000, 20_000})
  void sizesSettleAtWhatThePathCarries(int mtu) {
    Pair pair = pair(mtu, 16_384);
    pair.mtu = mtu;
    pair.link = Pair.Link.losing(0.02);
    int id = pair.open(pair.client, ChannelOptions.reliable("x"));
    transfer(pair, id, 30);
    assertTrue(pair.client.association.packetBytes() <= mtu);
    assertFalse(pair.client.association.isClosed());
  }

  /** Another path begins at the base: what the last one carried says nothing of it. */
  @Test
  void section51AnotherPathBeginsAtTheBase() {
    RawPeer peer = connected(9000);
    peer.answering = true;
    peer.pass(20 * SECOND);
    peer.association.setPath(peer.tick(), ETHERNET);
    assertEquals(BASE, peer.association.packetBytes());
    peer.pass(20 * SECOND);
    assertEquals(ETHERNET, peer.association.packetBytes());
    peer.association.setPath(peer.tick(), 0);
    assertEquals(BASE, peer.association.packetBytes());
  }

  @Test
  void aPathIsNoWiderThanARecordAndTheCallersBufferMustHoldItsPackets() {
    RawPeer peer = RawPeer.connected();
    assertThrows(
        IllegalArgumentException.class, () -> peer.association.setPath(peer.tick(), 16_385));
    peer.association.setPath(peer.tick(), 2000);
    assertThrows(
        IllegalArgumentException.class,
        () -> peer.association.pollTransmit(ByteBuffer.allocate(1999)));
  }
}
