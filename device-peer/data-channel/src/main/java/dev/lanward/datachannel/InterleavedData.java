package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.CHUNK_HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.FLAG_BEGIN;
import static dev.lanward.datachannel.SctpProtocol.INTERLEAVED_HEADER_BYTES;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * I-DATA: a fragment that says which message it is of and which of its fragments, so that fragments
 * of other streams may come between. It reads as a {@link DataChunk} that has both numbers.
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   type (64)   |    flags      |            length             |
 * +---------------+---------------+-------------------------------+
 * |                             TSN                               |
 * +-------------------------------+-------------------------------+
 * |            stream             |           reserved            |
 * +-------------------------------+-------------------------------+
 * |                  message identifier (MID)                     |
 * +---------------------------------------------------------------+
 * |  PPID of the first fragment, fragment number (FSN) of others  |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8260#section-2.1">RFC 8260, section 2.1</a>
 */
final class InterleavedData {
  private InterleavedData() {}

  static DataChunk read(ByteBuffer packet, int flags, int at, int end)
      throws MalformedMessageException {
    int least = INTERLEAVED_HEADER_BYTES - CHUNK_HEADER_BYTES;
    ParameterReader.require(end - at >= least, at, "I-DATA", least, end - at);
    int last = packet.getInt(at + 12);
    boolean begins = (flags & FLAG_BEGIN) != 0;
    return new DataChunk(
        flags,
        packet.getInt(at),
        packet.getShort(at + 4) & 0xffff,
        packet.getInt(at + 8),
        begins ? last : 0,
        begins ? 0 : last,
        at + least,
        end - at - least);
  }

  /** Writes a chunk; {@code number} is the PPID or the FSN, as the flags have it. */
  static void write(
      PacketWriter writer,
      int flags,
      int tsn,
      int streamId,
      int mid,
      int number,
      byte[] payload,
      int offset,
      int length) {
    int chunk = writer.beginChunk(SctpProtocol.I_DATA, flags);
    writer.put32(tsn).put16(streamId).put16(0).put32(mid).put32(number);
    writer.put(payload, offset, length);
    writer.endChunk(chunk);
  }
}
