package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Priorities of channels: RFC 8831 section 6.4, RFC 8832 section 5.1, RFC 8260 section 3.6. */
class Rfc8831PriorityTest {
  private static final int MESSAGE_BYTES = 1_000;
  private static final long WINDOW = 1 << 20;

  private static int open(RawPeer peer, ChannelOptions options) {
    int id = peer.association.openChannel(peer.tick(), options);
    peer.drain();
    acknowledge(peer);
    peer.message(id, 0, SctpProtocol.PPID_DCEP, new byte[] {DcepOpen.ACK});
    peer.chunks.clear();
    return id;
  }

  private static void acknowledge(RawPeer peer) {
    List<RawPeer.Chunk> sent = peer.all(SctpProtocol.DATA);
    peer.chunks.clear();
    if (!sent.isEmpty()) {
      peer.sack(sent.get(sent.size() - 1).data().tsn(), WINDOW);
    }
  }

  private static void queue(RawPeer peer, int id, int count, int bytes) {
    for (int i = 0; i < count; i++) {
      peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(bytes));
    }
  }

  /** 6.4: the weights of 128, 256, 512 and 1024 are the shares of channels that all are busy. */
  @ParameterizedTest
  @CsvSource({"HIGH, VERY_LOW, 8", "HIGH, LOW, 4", "MEDIUM, LOW, 2", "LOW, LOW, 1"})
  void busyChannelsShareByWeight(ChannelPriority more, ChannelPriority less, int ratio) {
    RawPeer peer = RawPeer.connected();
    int favoured = open(peer, ChannelOptions.reliable("a").withPriority(more));
    int other = open(peer, ChannelOptions.reliable("b").withPriority(less));
    queue(peer, other, 400, MESSAGE_BYTES);
    queue(peer, favoured, 400, MESSAGE_BYTES);
    long[] sent = new long[2];
    peer.drain();
    while (sent[0] + sent[1] < 360) {
      for (RawPeer.Chunk chunk : peer.all(SctpProtocol.DATA)) {
        sent[chunk.data().streamId() == favoured ? 0 : 1]++;
      }
      acknowledge(peer);
      peer.pass(Pair.MILLISECOND);
    }
    assertEquals(ratio, (double) sent[0] / sent[1], 0.15 * ratio);
  }

  /** However busy others are, and at whatever priority: what was begun is finished, no more. */
  @ParameterizedTest
  @EnumSource(ChannelPriority.class)
  void aChannelThatSendsLittleWaitsForOneMessageAtMost(ChannelPriority priority) {
    RawPeer peer = RawPeer.connected();
    int[] busy = new int[8];
    for (int i = 0; i < busy.length; i++) {
      busy[i] = open(peer, ChannelOptions.reliable("b").withPriority(ChannelPriority.HIGH));
    }
    int game = open(peer, ChannelOptions.reliable("g").withPriority(priority));
    for (int id : busy) {
      queue(peer, id, 20, 5 * MESSAGE_BYTES);
    }
    peer.drain();
    while (peer.chunks.stream().noneMatch(chunk -> chunk.type() == 0 && chunk.data().ssn() == 3)) {
      acknowledge(peer);
      peer.pass(Pair.MILLISECOND);
    }
    queue(peer, game, 1, 10);
    acknowledge(peer);
    List<DataChunk> sent = peer.all(SctpProtocol.DATA).stream().map(RawPeer.Chunk::data).toList();
    List<DataChunk> before = sent.stream().takeWhile(chunk -> chunk.streamId() != game).toList();
    assertTrue(before.size() < sent.size(), "it was not sent in the next window");
    assertTrue(before.stream().noneMatch(DataChunk::begins), "another was begun before it");
  }

  /** RFC 8832 5.1: the priority travels in DATA_CHANNEL_OPEN. */
  @ParameterizedTest
  @CsvSource({"VERY_LOW, 128", "LOW, 256", "MEDIUM, 512", "HIGH, 1024"})
  void theOpenCarriesThePriority(ChannelPriority priority, int number) throws Exception {
    ChannelOptions options = ChannelOptions.reliable("x").withPriority(priority);
    byte[] open = new DcepOpen(options).write();
    assertEquals(number, ByteBuffer.wrap(open).getShort(2));
    assertEquals(options, DcepOpen.read(Bytes.copyOf(open)).options());
  }

  /** Numbers between the four of RFC 8831 stand for the next of them, as in W3C's priorities. */
  @ParameterizedTest
  @CsvSource({
    "0, VERY_LOW",
    "128, VERY_LOW",
    "129, LOW",
    "257, MEDIUM",
    "513, HIGH",
    "65535, HIGH"
  })
  void everyNumberIsAPriority(int number, ChannelPriority priority) throws Exception {
    byte[] open = new DcepOpen(ChannelOptions.reliable("x")).write();
    ByteBuffer.wrap(open).putShort(2, (short) number);
    assertEquals(priority, DcepOpen.read(Bytes.copyOf(open)).options().priority());
  }

  /** RFC 8832 5.1: a reliable channel has no reliability parameter, whatever stands there. */
  @Test
  void section51TheParameterOfAReliableChannelIsIgnored() throws Exception {
    byte[] open = new DcepOpen(ChannelOptions.reliable("x")).write();
    assertEquals(0, ByteBuffer.wrap(open).getInt(4));
    ByteBuffer.wrap(open).putInt(4, 77);
    assertEquals(ChannelOptions.reliable("x"), DcepOpen.read(Bytes.copyOf(open)).options());
  }

  /** What the opener asks for goes for both directions. */
  @Test
  void thePeersOpenSetsOurShareToo() {
    RawPeer peer = RawPeer.connected();
    ChannelOptions high = ChannelOptions.reliable("h").withPriority(ChannelPriority.HIGH);
    peer.message(0, 0, SctpProtocol.PPID_DCEP, new DcepOpen(high).write());
    peer.message(2, 0, SctpProtocol.PPID_DCEP, new DcepOpen(ChannelOptions.reliable("l")).write());
    acknowledge(peer);
    queue(peer, 2, 200, MESSAGE_BYTES);
    queue(peer, 0, 200, MESSAGE_BYTES);
    int[] sent = new int[3];
    peer.drain();
    while (sent[0] + sent[2] < 150) {
      peer.all(SctpProtocol.DATA).forEach(chunk -> sent[chunk.data().streamId()]++);
      acknowledge(peer);
      peer.pass(Pair.MILLISECOND);
    }
    assertEquals(4.0, (double) sent[0] / sent[2], 0.6);
  }
}
