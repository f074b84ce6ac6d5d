package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * SACK: what has arrived, and how much more may be sent.
 *
 * @param cumulativeTsn every TSN up to here has arrived
 * @param windowBytes the receiver's free buffer, 0 to 2^32-1
 * @param gaps gap ack blocks, two offsets from the cumulative TSN each: first and last arrived
 * @param duplicates TSNs that arrived more than once
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.4">RFC 9260, section 3.3.4</a>
 */
record SackChunk(int cumulativeTsn, long windowBytes, char[] gaps, int[] duplicates) {
  static final char[] NO_GAPS = {};
  static final int[] NO_DUPLICATES = {};

  /** The chunk's header included. */
  static final int FIXED_BYTES = 16;

  static SackChunk read(ByteBuffer packet, int at, int end) throws MalformedMessageException {
    ParameterReader.require(end - at >= 12, at, "SACK", 12, end - at);
    int blocks = packet.getShort(at + 8) & 0xffff;
    int duplicateCount = packet.getShort(at + 10) & 0xffff;
    int least = 12 + 4 * blocks + 4 * duplicateCount;
    ParameterReader.require(end - at >= least, at, "SACK", least, end - at);
    char[] gaps = blocks == 0 ? NO_GAPS : new char[2 * blocks];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = packet.getChar(at + 12 + 2 * i);
    }
    int[] duplicates = duplicateCount == 0 ? NO_DUPLICATES : new int[duplicateCount];
    for (int i = 0; i < duplicateCount; i++) {
      duplicates[i] = packet.getInt(at + 12 + 4 * blocks + 4 * i);
    }
    return new SackChunk(packet.getInt(at), packet.getInt(at + 4) & 0xffffffffL, gaps, duplicates);
  }

  void write(PacketWriter writer) {
    int chunk = writer.beginChunk(SctpProtocol.SACK, 0);
    writer.put32(cumulativeTsn).put32((int) windowBytes);
    writer.put16(gaps.length / 2).put16(duplicates.length);
    for (char offset : gaps) {
      writer.put16(offset);
    }
    for (int tsn : duplicates) {
      writer.put32(tsn);
    }
    writer.endChunk(chunk);
  }

  /** Whether the blocks are in order, apart from each other and not empty, as they must be. */
  boolean hasOrderlyGaps() {
    int last = 0;
    for (int i = 0; i < gaps.length; i += 2) {
      if (gaps[i] <= last || gaps[i + 1] < gaps[i]) {
        return false;
      }
      last = gaps[i + 1];
    }
    return true;
  }

  /** The latest TSN that this chunk speaks of. */
  int highestTsn() {
    return gaps.length == 0 ? cumulativeTsn : cumulativeTsn + gaps[gaps.length - 1];
  }
}
