package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Receiving DATA and acknowledging it, RFC 9260 sections 6.2, 6.5, 6.6, 6.7 and 6.9. */
class Rfc9260DataTest {
  private static final int FIRST = RawPeer.FIRST_TSN;
  private static final int BEGIN = SctpProtocol.FLAG_BEGIN;
  private static final int END = SctpProtocol.FLAG_END;
  private static final int TEXT = SctpProtocol.PPID_TEXT;

  private final RawPeer peer = RawPeer.connected();

  /** Channel 0 is open, and its OPEN, at FIRST, acknowledged. */
  @BeforeEach
  void open() {
    peer.open(0, "x");
    peer.sack(peer.theirTsn, 1 << 20);
    peer.chunks.clear();
  }

  private int sacks() {
    return peer.all(SctpProtocol.SACK).size();
  }

  private SackChunk sack() {
    return peer.last(SctpProtocol.SACK).sack();
  }

  private void fragment(int flags, int tsn, int ssn, String text) {
    peer.data(flags, tsn, 0, ssn, TEXT, text.getBytes());
  }

  private CloseReason closed() {
    return peer.told(Event.Closed.class).get(0).reason();
  }

  /**
   * 5.1: "After the reception of the first DATA chunk [...] MUST immediately respond with a SACK".
   */
  @Test
  void section51TheFirstDataIsAcknowledgedAtOnce() {
    RawPeer fresh = RawPeer.connected();
    fresh.open(0, "x");
    assertEquals(1, fresh.all(SctpProtocol.SACK).size());
    fresh.text(0, 1, "the second is not");
    assertEquals(1, fresh.all(SctpProtocol.SACK).size());
  }

  /** 6.2: "for every second packet", "within 200 ms of the arrival of any unacknowledged DATA". */
  @Test
  void everySecondPacketIsAcknowledgedOrTheDelayIsOver() {
    peer.text(0, 1, "one");
    assertEquals(0, sacks());
    peer.text(0, 2, "two");
    assertEquals(1, sacks());
    peer.text(0, 3, "three");
    assertEquals(1, sacks());
    peer.pass(SctpProtocol.SACK_DELAY);
    assertEquals(2, sacks());
    assertEquals(FIRST + 3, sack().cumulativeTsn());
    peer.pass(10 * SctpProtocol.SACK_DELAY);
    assertEquals(2, sacks());
  }

  /** 6.2: "SHOULD be generated for at least every second packet", but for who wants fewer. */
  @Test
  void fewerAcknowledgementsComeWhereTheyAreWanted() {
    RawPeer slow = RawPeer.connected(Limits.DEFAULT.withPacketsPerSack(4));
    slow.open(0, "x");
    slow.chunks.clear();
    for (int ssn = 1; ssn <= 3; ssn++) {
      slow.text(0, ssn, "next");
      assertEquals(0, slow.all(SctpProtocol.SACK).size());
    }
    slow.text(0, 4, "fourth");
    assertEquals(1, slow.all(SctpProtocol.SACK).size());
    slow.text(0, 5, "last");
    slow.pass(SctpProtocol.SACK_DELAY);
    assertEquals(2, slow.all(SctpProtocol.SACK).size());
  }

  /** 6.2 and 3.3.1: the I bit asks for an acknowledgement at once. */
  @Test
  void theImmediateBitIsHonoured() {
    fragment(RawPeer.WHOLE | SctpProtocol.FLAG_IMMEDIATE, FIRST + 1, 1, "now");
    assertEquals(1, sacks());
  }

  /** 6.7: gaps are reported at once, and so is their filling. */
  @Test
  void gapsAreReportedAtOnceAndSoIsTheirEnd() {
    fragment(RawPeer.WHOLE, FIRST + 2, 2, "b");
    fragment(RawPeer.WHOLE, FIRST + 5, 5, "e");
    assertEquals(2, sacks());
    assertEquals(FIRST, sack().cumulativeTsn());
    assertArrayEquals(new char[] {2, 2, 5, 5}, sack().gaps());
    assertEquals(List.of(), peer.texts());
    fragment(RawPeer.WHOLE, FIRST + 1, 1, "a");
    assertEquals(3, sacks());
    assertEquals(FIRST + 2, sack().cumulativeTsn());
    assertArrayEquals(new char[] {3, 3}, sack().gaps());
    peer.send(
        w -> {
          DataChunk.write(w, RawPeer.WHOLE, FIRST + 3, 0, 3, TEXT, new byte[] {'c'}, 0, 1);
          DataChunk.write(w, RawPeer.WHOLE, FIRST + 4, 0, 4, TEXT, new byte[] {'d'}, 0, 1);
        });
    assertEquals(4, sacks(), "the last gap is closed");
    assertEquals(FIRST + 5, sack().cumulativeTsn());
    assertEquals(List.of("a", "b", "c", "d", "e"), peer.texts());
  }

  /** 6.2: duplicates are reported at once, once each, and change nothing. */
  @Test
  void duplicatesAreReportedAndNotDelivered() {
    fragment(RawPeer.WHOLE, FIRST + 1, 1, "a");
    fragment(RawPeer.WHOLE, FIRST + 1, 1, "forged");
    assertEquals(1, sacks());
    assertArrayEquals(new int[] {FIRST + 1}, sack().duplicates());
    fragment(RawPeer.WHOLE, FIRST + 2, 2, "b");
    peer.pass(SctpProtocol.SACK_DELAY);
    assertEquals(0, sack().duplicates().length);
    assertEquals(List.of("a", "b"), peer.texts());
    assertEquals(1, peer.counters().chunksDuplicate());
  }

  /** 6.9: fragments are put together by TSN, whatever their order of arrival. */
  @Test
  void fragmentsInAnyOrderMakeTheMessage() {
    int[][] orders = {{1, 2, 3}, {3, 2, 1}, {2, 1, 3}, {2, 3, 1}, {1, 3, 2}, {3, 1, 2}};
    String[] parts = {"", "be", "gi", "n"};
    int[] flags = {0, BEGIN, 0, END};
    int base = FIRST;
    for (int round = 0; round < orders.length; round++) {
      for (int part : orders[round]) {
        fragment(flags[part], base + part, round + 1, parts[part]);
      }
      base += 3;
      assertEquals(round + 1, peer.texts().size());
      assertEquals("begin", peer.texts().get(round));
    }
  }

  /** A copy of a fragment with other bytes cannot replace the first one. */
  @Test
  void aFragmentIsNeverOverwritten() {
    fragment(BEGIN, FIRST + 1, 1, "good ");
    fragment(BEGIN, FIRST + 1, 1, "EVIL ");
    fragment(END, FIRST + 3, 1, "end");
    fragment(END, FIRST + 3, 1, "END");
    fragment(0, FIRST + 2, 1, "bytes ");
    assertEquals(List.of("good bytes end"), peer.texts());
  }

  @Test
  void fragmentsOfOneMessageOnTwoStreamsAbort() {
    fragment(BEGIN, FIRST + 1, 1, "a");
    peer.data(END, FIRST + 2, 7, 1, TEXT, new byte[] {1});
    assertEquals(CloseReason.PEER_VIOLATION, closed());
    byte[] abort = peer.last(SctpProtocol.ABORT).value();
    assertEquals(SctpProtocol.CAUSE_PROTOCOL_VIOLATION, ByteBuffer.wrap(abort).getShort());
  }

  @Test
  void fragmentsOfOneMessageWithTwoSsnsAbort() {
    fragment(BEGIN, FIRST + 1, 1, "a");
    fragment(END, FIRST + 2, 2, "b");
    assertEquals(CloseReason.PEER_VIOLATION, closed());
  }

  @Test
  void fragmentsOrderedAndUnorderedAbort() {
    fragment(BEGIN, FIRST + 1, 1, "a");
    fragment(END | SctpProtocol.FLAG_UNORDERED, FIRST + 2, 1, "b");
    assertEquals(CloseReason.PEER_VIOLATION, closed());
  }

  @Test
  void anSsnUsedTwiceAborts() {
    fragment(RawPeer.WHOLE, FIRST + 1, 1, "a");
    fragment(RawPeer.WHOLE, FIRST + 2, 1, "b");
    assertEquals(CloseReason.PEER_VIOLATION, closed());
  }

  /** 6.2: "MUST ... ABORT ... No User Data", whose cause carries the TSN (3.3.10.9). */
  @Test
  void dataWithoutUserDataAbortsWithItsTsn() {
    fragment(RawPeer.WHOLE, FIRST + 1, 1, "");
    assertEquals(CloseReason.PEER_VIOLATION, closed());
    assertEquals(
        "00090008" + String.format("%08x", FIRST + 1),
        Bytes.copyOf(peer.last(SctpProtocol.ABORT).value()).toHex());
  }

  /** 6.6: unordered messages do not wait for ordered ones. */
  @Test
  void unorderedMessagesOvertake() {
    fragment(RawPeer.WHOLE, FIRST + 2, 2, "second");
    fragment(RawPeer.WHOLE | SctpProtocol.FLAG_UNORDERED, FIRST + 3, 0, "urgent");
    fragment(RawPeer.WHOLE, FIRST + 1, 1, "first");
    assertEquals(List.of("urgent", "first", "second"), peer.texts());
  }

  /** 6.5: streams do not wait for each other. */
  @Test
  void streamsDoNotBlockEachOther() {
    peer.data(RawPeer.WHOLE, FIRST + 1, 2, 0, 50, dcepOpen());
    peer.data(RawPeer.WHOLE, FIRST + 3, 2, 1, TEXT, "other".getBytes());
    assertEquals(List.of("other"), peer.texts());
    fragment(RawPeer.WHOLE, FIRST + 2, 1, "this");
    assertEquals(List.of("other", "this"), peer.texts());
  }

  private static byte[] dcepOpen() {
    return new DcepOpen(ChannelOptions.reliable("y")).write();
  }

  @Test
  void tsnsAndSsnsWrap() {
    RawPeer wrap = new RawPeer(Limits.DEFAULT).connect(RawPeer.init(RawPeer.TAG, -3));
    wrap.nextTsn = -3;
    wrap.open(0, "x");
    for (int i = 1; i < 70_000; i++) {
      wrap.message(0, i & 0xffff, TEXT, new byte[] {'a'});
    }
    assertEquals(69_999, wrap.texts().size());
    assertFalse(wrap.association.isClosed());
    assertEquals(69_999 - 3, wrap.last(SctpProtocol.SACK).sack().cumulativeTsn(), 1);
  }

  /** A message of exactly the limit is taken, one byte more ends the association. */
  @Test
  void theLongestMessageIsTakenAndOneByteMoreAborts() {
    Limits limits = Limits.DEFAULT.withMessageBytes(3000, 3000);
    for (int extra = 0; extra <= 1; extra++) {
      RawPeer small = RawPeer.connected(limits);
      small.open(0, "x");
      small.data(BEGIN, FIRST + 1, 0, 1, TEXT, new byte[1500]);
      small.data(END, FIRST + 2, 0, 1, TEXT, new byte[1500 + extra]);
      assertEquals(1 - extra, small.texts().size());
      assertEquals(extra == 1, small.association.isClosed());
      small = RawPeer.connected(limits);
      small.open(0, "x");
      small.data(RawPeer.WHOLE, FIRST + 1, 0, 1, TEXT, new byte[3000 + extra]);
      assertEquals(1 - extra, small.texts().size());
    }
  }

  /** 3.3.4: duplicates and gaps in one SACK fit the packet however many there are. */
  @Test
  void aSackOfAThousandGapsFitsAPacket() {
    for (int i = 2; i < 1400; i += 2) {
      fragment(RawPeer.WHOLE | SctpProtocol.FLAG_UNORDERED, FIRST + i, 0, "g");
    }
    assertTrue(sack().gaps().length >= 400, sack().gaps().length + " numbers");
    assertTrue(sack().hasOrderlyGaps());
    for (int i = 1; i < 1400; i += 2) {
      fragment(RawPeer.WHOLE | SctpProtocol.FLAG_UNORDERED, FIRST + i, 0, "f");
    }
    peer.pass(SctpProtocol.SACK_DELAY);
    assertEquals(FIRST + 1399, sack().cumulativeTsn());
    assertEquals(1399, peer.texts().size());
  }

  /** 8.3: HEARTBEAT comes back as it is. */
  @Test
  void heartbeatsAreAnswered() {
    HeartbeatChunk heartbeat = new HeartbeatChunk(Bytes.ofHex("0102030405"));
    peer.send(w -> heartbeat.write(w, SctpProtocol.HEARTBEAT));
    assertEquals(
        "00010009" + "0102030405",
        Bytes.copyOf(peer.last(SctpProtocol.HEARTBEAT_ACK).value()).toHex());
  }

  /** 3.2: the two high bits of an unknown chunk say whether to go on and whether to report. */
  @Test
  void unknownChunksAreSkippedOrStopThePacketAndAreReported() {
    int ssn = 1;
    for (int type : new int[] {0x3f, 0x7f, 0xbf, 0xff}) {
      int before = peer.all(SctpProtocol.ERROR).size();
      int received = peer.texts().size();
      int tsn = FIRST + ssn;
      int messageSsn = ssn;
      peer.send(
          w -> {
            RawPeer.chunk(w, type, 0, new byte[] {1, 2, 3});
            DataChunk.write(w, RawPeer.WHOLE, tsn, 0, messageSsn, TEXT, new byte[] {'x'}, 0, 1);
          });
      boolean skipped = (type & 0x80) != 0;
      boolean reported = (type & 0x40) != 0;
      assertEquals(received + (skipped ? 1 : 0), peer.texts().size(), "type " + type);
      assertEquals(before + (reported ? 1 : 0), peer.all(SctpProtocol.ERROR).size());
      ssn += skipped ? 1 : 0;
    }
    assertEquals(
        "0006000bff00000701020300".substring(0, 22),
        Bytes.copyOf(peer.last(SctpProtocol.ERROR).value()).toHex());
  }
}
