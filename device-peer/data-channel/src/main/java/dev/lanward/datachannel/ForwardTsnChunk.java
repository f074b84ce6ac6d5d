package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * FORWARD-TSN: the sender gave some messages up; take them as received.
 *
 * @param newCumulativeTsn do not wait for anything up to here
 * @param skipped for ordered streams, two numbers each: the stream, and the last SSN given up
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3758#section-3.2">RFC 3758, section 3.2</a>
 */
record ForwardTsnChunk(int newCumulativeTsn, char[] skipped) {
  /** The chunk's header included. */
  static final int FIXED_BYTES = 8;

  static ForwardTsnChunk read(ByteBuffer packet, int at, int end) throws MalformedMessageException {
    ParameterReader.require(end - at >= 4, at, "FORWARD-TSN", 4, end - at);
    char[] skipped = new char[(end - at - 4) / 4 * 2];
    for (int i = 0; i < skipped.length; i++) {
      skipped[i] = packet.getChar(at + 4 + 2 * i);
    }
    return new ForwardTsnChunk(packet.getInt(at), skipped);
  }

  /** With the last SSN given up by stream. */
  static ForwardTsnChunk of(int newCumulativeTsn, Map<Integer, Integer> lastSkipped) {
    char[] pairs = new char[2 * lastSkipped.size()];
    int i = 0;
    for (var entry : lastSkipped.entrySet()) {
      pairs[i++] = (char) (int) entry.getKey();
      pairs[i++] = (char) (int) entry.getValue();
    }
    return new ForwardTsnChunk(newCumulativeTsn, pairs);
  }

  void write(PacketWriter writer) {
    int chunk = writer.beginChunk(SctpProtocol.FORWARD_TSN, 0);
    writer.put32(newCumulativeTsn);
    for (char number : skipped) {
      writer.put16(number);
    }
    writer.endChunk(chunk);
  }
}
