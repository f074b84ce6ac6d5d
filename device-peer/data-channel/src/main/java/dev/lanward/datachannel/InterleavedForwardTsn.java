package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * I-FORWARD-TSN: FORWARD-TSN where I-DATA is used.
 *
 * @param newCumulativeTsn do not wait for anything up to here
 * @param skipped two words each: a {@linkplain #stream stream}, and the last MID given up of its
 *     ordered or of its unordered messages
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8260#section-2.3.1">RFC 8260, section 2.3.1</a>
 */
record InterleavedForwardTsn(int newCumulativeTsn, int[] skipped) {
  /** The chunk's header included. */
  static final int FIXED_BYTES = 8;

  /** What a stream takes. */
  static final int ENTRY_BYTES = 8;

  private static final int UNORDERED = 1;

  /** The first word of an entry: stream, reserved bits, U bit. */
  static int stream(int streamId, boolean unordered) {
    return streamId << 16 | (unordered ? UNORDERED : 0);
  }

  static int streamId(int word) {
    return word >>> 16;
  }

  static boolean isUnordered(int word) {
    return (word & UNORDERED) != 0;
  }

  /** With the last MID given up by {@linkplain #stream stream}. */
  static InterleavedForwardTsn of(int newCumulativeTsn, Map<Integer, Integer> lastSkipped) {
    int[] words = new int[2 * lastSkipped.size()];
    int i = 0;
    for (var entry : lastSkipped.entrySet()) {
      words[i++] = entry.getKey();
      words[i++] = entry.getValue();
    }
    return new InterleavedForwardTsn(newCumulativeTsn, words);
  }

  static InterleavedForwardTsn read(ByteBuffer packet, int at, int end)
      throws MalformedMessageException {
    ParameterReader.require(end - at >= 4, at, "I-FORWARD-TSN", 4, end - at);
    int[] skipped = new int[(end - at - 4) / ENTRY_BYTES * 2];
    for (int i = 0; i < skipped.length; i++) {
      skipped[i] = packet.getInt(at + 4 + 4 * i);
    }
    return new InterleavedForwardTsn(packet.getInt(at), skipped);
  }

  /** The MIDs by {@linkplain #stream stream}; of one that is named twice, the last. */
  Map<Integer, Integer> lastSkipped() {
    Map<Integer, Integer> last = new HashMap<>();
    for (int i = 0; i < skipped.length; i += 2) {
      last.put(stream(streamId(skipped[i]), isUnordered(skipped[i])), skipped[i + 1]);
    }
    return last;
  }

  void write(PacketWriter writer) {
    int chunk = writer.beginChunk(SctpProtocol.I_FORWARD_TSN, 0);
    writer.put32(newCumulativeTsn);
    for (int word : skipped) {
      writer.put32(word);
    }
    writer.endChunk(chunk);
  }
}
