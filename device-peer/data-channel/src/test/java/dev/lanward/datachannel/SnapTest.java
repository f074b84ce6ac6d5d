package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An association whose INITs were exchanged in another way: draft-hancke-tsvwg-snap. */
class SnapTest {
  private static final int OUR_TAG = 0x01020304;
  private static final int OUR_TSN = 0xfffffffe;

  /** The chunk of an INIT, as the knock holds it. */
  private static ByteBuffer chunk(InitChunk init, int type) {
    ByteBuffer packet = ByteBuffer.allocate(600);
    PacketWriter writer = new PacketWriter(new PacketChecksum());
    writer.begin(packet, 600, 0);
    init.write(writer, type);
    int end = SctpProtocol.HEADER_BYTES + (packet.getShort(SctpProtocol.HEADER_BYTES + 2) & 0xffff);
    return packet.slice(SctpProtocol.HEADER_BYTES, end - SctpProtocol.HEADER_BYTES);
  }

  private static ByteBuffer init() {
    return chunk(RawPeer.init(RawPeer.TAG, RawPeer.FIRST_TSN), SctpProtocol.INIT);
  }

  private static RawPeer established() throws Exception {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.theirTag = OUR_TAG;
    peer.theirTsn = OUR_TSN;
    peer.takesZeroChecksum = true;
    peer.association.establish(peer.tick(), OUR_TAG, OUR_TSN, init());
    peer.drain();
    return peer;
  }

  @Test
  void bothSidesMaySendAtOnceAndNoHandshakeIsSeen() throws Exception {
    RawPeer peer = established();
    assertTrue(peer.association.isConnected());
    assertEquals(List.of(new Event.Connected()), peer.events);
    assertEquals(0, peer.packets);
    peer.open(0, "x");
    peer.text(0, 1, "hello");
    assertEquals(List.of("hello"), peer.texts());
  }

  /** Tags and TSNs are those of the two INITs. */
  @Test
  void tagsAndTsnsAreThoseOfTheInits() throws Exception {
    RawPeer peer = established();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.wrap(new byte[3]));
    peer.drain();
    RawPeer.Chunk data = peer.all(SctpProtocol.DATA).get(0);
    assertEquals(RawPeer.TAG, data.packetTag());
    assertEquals(OUR_TSN, data.data().tsn());
    byte[] x = {1};
    peer.packet(OUR_TAG + 1, w -> DataChunk.write(w, RawPeer.WHOLE, 1000, 0, 0, 51, x, 0, 1));
    assertEquals(1, peer.counters().packetsDropped());
  }

  /** docs/protocol.md section 6.1 binds a device to this chunk; another one needs another knock. */
  @Test
  void theInitIsTheOneThatTheProtocolNames() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    peer.drain();
    InitChunk init = peer.lastInit(SctpProtocol.INIT);
    String tag = String.format("%08x", init.initiateTag());
    String tsn = String.format("%08x", init.initialTsn());
    assertEquals(
        "01000028" + tag + "00100000ffffffff" + tsn + "c000000480010008000000018008000882c040c2",
        Bytes.copyOf(chunk(init, SctpProtocol.INIT)).toHex());
  }

  /** A peer that does not know of it after all sends its INIT: answered as 5.2.2 has it. */
  @Test
  void anInitThatComesAllTheSameChangesNothing() throws Exception {
    RawPeer peer = established();
    InitChunk init = RawPeer.init(RawPeer.TAG, RawPeer.FIRST_TSN);
    peer.packet(0, w -> init.write(w, SctpProtocol.INIT));
    peer.open(0, "x");
    assertTrue(peer.association.isConnected());
    assertEquals(1, peer.told(Event.ChannelOpened.class).size());
  }

  @Test
  void initsThatAreNoneAreRefusedAndTheAssociationIsAsBefore() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    ByteBuffer good = init();
    Bytes bytes = Bytes.copyOf(good);
    ByteBuffer longer = ByteBuffer.allocate(good.remaining() + 8).put(bytes.toBuffer()).rewind();
    ByteBuffer lying = ByteBuffer.wrap(bytes.toArray()).putShort(2, (short) 400);
    InitChunk noTag = RawPeer.init(0, 1);
    for (ByteBuffer bad :
        List.of(
            ByteBuffer.allocate(0),
            good.slice(0, 19),
            longer,
            lying,
            chunk(RawPeer.init(1, 1), SctpProtocol.INIT_ACK),
            chunk(noTag, SctpProtocol.INIT))) {
      assertThrows(
          MalformedMessageException.class,
          () -> peer.association.establish(peer.tick(), OUR_TAG, OUR_TSN, bad));
    }
    assertThrows(
        MalformedMessageException.class,
        () -> peer.association.establish(peer.tick(), 0, OUR_TSN, init()));
    assertFalse(peer.association.isConnected());
    peer.connect(RawPeer.init(RawPeer.TAG, RawPeer.FIRST_TSN));
    assertTrue(peer.association.isConnected());
  }

  @Test
  void aHandshakeThatHasBegunIsNotTakenOver() {
    RawPeer peer = new RawPeer(Limits.DEFAULT);
    peer.association.connect(peer.tick());
    assertThrows(
        IllegalStateException.class,
        () -> peer.association.establish(peer.tick(), OUR_TAG, OUR_TSN, init()));
    RawPeer asked = new RawPeer(Limits.DEFAULT);
    asked.offer(RawPeer.init(RawPeer.TAG, 1));
    assertThrows(
        IllegalStateException.class,
        () -> asked.association.establish(asked.tick(), OUR_TAG, OUR_TSN, init()));
  }

  /** Two of ours, each with the other's INIT. */
  @Test
  void twoAssociationsMeetWithoutAHandshake() throws Exception {
    Pair pair = new Pair(3);
    InitChunk client =
        new InitChunk(11, 1 << 20, 65_535, 65_535, 500, true, true, true, Bytes.empty(), List.of());
    InitChunk server =
        new InitChunk(22, 1 << 20, 65_535, 65_535, 900, true, true, true, Bytes.empty(), List.of());
    pair.client.association.establish(pair.tick(), 11, 500, chunk(server, SctpProtocol.INIT));
    pair.server.association.establish(pair.tick(), 22, 900, chunk(client, SctpProtocol.INIT));
    int id = pair.open(pair.client, ChannelOptions.reliable("x"));
    for (int i = 0; i < 20; i++) {
      pair.send(pair.client, id, pair.randomBytes(30_000));
    }
    pair.run(() -> pair.server.messages(id).size() == 20, 10 * Pair.SECOND);
  }
}
