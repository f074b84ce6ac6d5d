package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How packets and chunks are made: RFC 9260 sections 3.1, 3.2, 6.8 and 6.10. All packets of two
 * associations are looked at, one with DATA and one with I-DATA, from the first INIT to the end,
 * under loss.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Rfc9260PacketTest {
  private static final Set<Integer> ALONE =
      Set.of(SctpProtocol.INIT, SctpProtocol.INIT_ACK, SctpProtocol.SHUTDOWN_COMPLETE);

  private static final Set<Integer> ADDRESSES =
      Set.of(
          SctpProtocol.PARAMETER_IPV4,
          SctpProtocol.PARAMETER_IPV6,
          SctpProtocol.PARAMETER_HOST_NAME,
          SctpProtocol.PARAMETER_SUPPORTED_ADDRESSES);

  private record Sent(int tag, List<Integer> types, List<Integer> tsns, int bytes) {}

  private List<Sent> all = List.of();

  @BeforeEach
  void record() throws Exception {
    if (!all.isEmpty()) {
      return;
    }
    List<byte[]> packets = new ArrayList<>();
    for (long seed : new long[] {1, 2}) {
      Pair pair = new Pair(seed);
      pair.tap = packets::add;
      pair.link = Pair.Link.losing(0.05);
      pair.connect();
      for (int round = 0; round < 4; round++) {
        ChannelOptions options = ChannelOptions.reliable("x");
        int id = pair.open(pair.client, options);
        int lossy = pair.open(pair.server, options.unordered().withMaxRetransmits(0));
        for (int i = 0; i < 40; i++) {
          pair.send(pair.client, id, new byte[1 + pair.random.nextInt(5_000)]);
          pair.send(pair.server, lossy, new byte[1 + pair.random.nextInt(5_000)]);
        }
        int expected = 40 * (round + 1);
        pair.run(
            () -> pair.server.all(Event.MessageReceived.class).size() == expected,
            60 * Pair.SECOND);
        pair.client.association.closeChannel(pair.tick(), id);
      }
      pair.client.association.shutdown(pair.tick());
      pair.run(() -> pair.server.association.isClosed(), 60 * Pair.SECOND);
    }
    List<Sent> read = new ArrayList<>();
    for (byte[] packet : packets) {
      read.add(read(ByteBuffer.wrap(packet)));
    }
    all = read;
  }

  private static Sent read(ByteBuffer packet) throws Exception {
    PacketReader reader = new PacketReader(new PacketChecksum());
    reader.open(packet, true);
    List<Integer> types = new ArrayList<>();
    List<Integer> tsns = new ArrayList<>();
    while (reader.next()) {
      types.add(reader.type());
      if (isData(reader.type())) {
        tsns.add(packet.getInt(reader.valueStart()));
      }
    }
    return new Sent(reader.tag(), types, tsns, packet.remaining());
  }

  private static boolean isData(int type) {
    return type == SctpProtocol.DATA || type == SctpProtocol.I_DATA;
  }

  @Test
  void section31OnlyAnInitHasTagZero() {
    for (Sent sent : all) {
      assertEquals(sent.types.contains(SctpProtocol.INIT), sent.tag == 0, sent.toString());
    }
  }

  @Test
  void section32PacketsAreWholeWordsWithChunksInThem() {
    for (Sent sent : all) {
      assertEquals(0, sent.bytes % 4);
      assertNotEquals(List.of(), sent.types);
    }
  }

  @Test
  void section610InitInitAckAndShutdownCompleteAreAlone() {
    Set<Integer> seen = new HashSet<>();
    for (Sent sent : all) {
      seen.addAll(sent.types);
      assertTrue(
          sent.types.size() == 1 || sent.types.stream().noneMatch(ALONE::contains),
          sent.toString());
    }
    assertTrue(seen.containsAll(ALONE));
    assertTrue(seen.contains(SctpProtocol.DATA) && seen.contains(SctpProtocol.I_DATA));
    assertTrue(seen.contains(SctpProtocol.FORWARD_TSN));
    assertTrue(seen.contains(SctpProtocol.I_FORWARD_TSN));
  }

  @Test
  void section610ControlChunksStandBeforeData() {
    for (Sent sent : all) {
      boolean data = false;
      for (int type : sent.types) {
        assertTrue(isData(type) || !data, sent.toString());
        data |= isData(type);
      }
    }
  }

  @Test
  void section610DataStandsInTheOrderOfItsTsns() {
    int several = 0;
    for (Sent sent : all) {
      for (int i = 1; i < sent.tsns.size(); i++) {
        several++;
        assertTrue(Serial.isAfter(sent.tsns.get(i), sent.tsns.get(i - 1)), sent.toString());
      }
    }
    assertTrue(several > 0);
  }

  @Test
  void section51CookieEchoIsTheFirstChunkOfItsPacket() {
    for (Sent sent : all) {
      assertTrue(sent.types.indexOf(SctpProtocol.COOKIE_ECHO) <= 0, sent.toString());
    }
  }

  /** 5.1 D: "the COOKIE ACK chunk MUST be the first chunk in the packet". */
  @Test
  void section51CookieAckIsTheFirstChunkOfItsPacket() {
    assertTrue(all.stream().anyMatch(sent -> sent.types.contains(SctpProtocol.COOKIE_ACK)));
    for (Sent sent : all) {
      assertTrue(sent.types.indexOf(SctpProtocol.COOKIE_ACK) <= 0, sent.toString());
    }
  }

  /** 9.1: an endpoint "MUST NOT bundle any DATA chunk with the ABORT chunk". */
  @Test
  void section91NoDataIsSentWithAbort() {
    RawPeer peer = RawPeer.connected();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(50_000));
    peer.association.abort(peer.tick(), "in the middle of it");
    peer.drain();
    assertEquals(SctpProtocol.ABORT, peer.chunks.get(peer.chunks.size() - 1).type());
    assertEquals(List.of(), peer.all(SctpProtocol.DATA));
  }

  /** 5.1 C: nothing else is sent until COOKIE ACK comes. */
  @Test
  void section51NothingFollowsTheFirstCookieEchoUntilItIsAnswered() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.drain();
    peer.theirTag = peer.lastInit(SctpProtocol.INIT).initiateTag();
    InitChunk ack =
        new InitChunk(1, 1 << 20, 9, 9, 1, true, true, Bytes.ofHex("c0ffee"), List.of());
    peer.chunks.clear();
    peer.packets = 0;
    peer.send(w -> ack.write(w, SctpProtocol.INIT_ACK));
    assertEquals(1, peer.packets);
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(5_000));
    peer.drain();
    assertEquals(1, peer.packets, peer.chunks.toString());
    peer.raw(SctpProtocol.COOKIE_ACK, 0, new byte[0]);
    assertTrue(peer.packets > 4);
  }

  /** RFC 8261 6.1: no address in INIT or INIT ACK. */
  @Test
  void rfc8261NoAddressIsEverSent() throws Exception {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    peer.drain();
    peer.offer(RawPeer.init(RawPeer.TAG, 1));
    int seen = 0;
    for (int type : new int[] {SctpProtocol.INIT, SctpProtocol.INIT_ACK}) {
      byte[] value = peer.last(type).value();
      ParameterReader parameters = new ParameterReader(ByteBuffer.wrap(value), 16, value.length);
      while (parameters.next()) {
        seen++;
        assertTrue(!ADDRESSES.contains(parameters.type()), "parameter " + parameters.type());
      }
    }
    assertTrue(seen >= 4);
  }

  @Test
  void section92NoDataIsSentWithOrAfterShutdown() {
    for (Sent sent : all) {
      boolean ends =
          sent.types.contains(SctpProtocol.SHUTDOWN)
              || sent.types.contains(SctpProtocol.SHUTDOWN_ACK);
      assertTrue(!ends || sent.tsns.isEmpty(), sent.toString());
    }
  }

  private static ByteBuffer dataPacket(RawPeer peer, byte[] payload) {
    PacketWriter writer = new PacketWriter(new PacketChecksum());
    ByteBuffer packet = ByteBuffer.allocate(1_000);
    writer.begin(packet, 1_000, peer.theirTag);
    DataChunk.write(writer, RawPeer.WHOLE, RawPeer.FIRST_TSN, 0, 0, 53, payload, 0, payload.length);
    writer.finish();
    return packet.flip();
  }

  private static void seal(ByteBuffer packet) {
    packet.putInt(SctpProtocol.CHECKSUM_INDEX, 0);
    int crc = new PacketChecksum().of(packet);
    packet.putInt(SctpProtocol.CHECKSUM_INDEX, Integer.reverseBytes(crc));
  }

  /** 6.8: a packet whose checksum is wrong is discarded. */
  @Test
  void section68AnyWrongBitMakesThePacketBeDiscarded() {
    for (int bit = 0; bit < 8 * 32; bit++) {
      RawPeer peer = RawPeer.connected();
      ByteBuffer packet = dataPacket(peer, new byte[] {1, 2, 3});
      packet.put(bit / 8, (byte) (packet.get(bit / 8) ^ 1 << bit % 8));
      peer.deliver(packet);
      assertEquals(1, peer.counters().packetsDropped(), "bit " + bit);
      assertEquals(0, peer.counters().chunksReceived());
    }
  }

  /** 3.2: padding is for the receiver to ignore. */
  @Test
  void section32WhatStandsInThePaddingIsIgnored() {
    RawPeer peer = RawPeer.connected();
    peer.association.openChannel(peer.tick(), ChannelOptions.negotiated("n", 0));
    ByteBuffer packet = dataPacket(peer, new byte[] {1});
    packet.put(packet.limit() - 1, (byte) 77);
    seal(packet);
    peer.deliver(packet);
    assertEquals(1, peer.told(Event.MessageReceived.class).get(0).payload().length());
  }

  /** 3.2: a chunk's length is at least that of its header; one beyond the packet is none. */
  @Test
  void section32ChunksOfImpossibleLengthEndThePacket() {
    for (int length : new int[] {0, 1, 3, 21, 1_000, 0xffff}) {
      RawPeer peer = RawPeer.connected();
      ByteBuffer packet = dataPacket(peer, new byte[] {1, 2, 3, 4});
      packet.putShort(SctpProtocol.HEADER_BYTES + 2, (short) length);
      seal(packet);
      peer.deliver(packet);
      assertEquals(0, peer.counters().chunksReceived(), "length " + length);
      assertEquals(1, peer.counters().packetsDropped(), "length " + length);
    }
  }
}
