package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.CHUNK_HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.DATA_HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.FLAG_BEGIN;
import static dev.lanward.datachannel.SctpProtocol.FLAG_END;
import static dev.lanward.datachannel.SctpProtocol.FLAG_IMMEDIATE;
import static dev.lanward.datachannel.SctpProtocol.FLAG_UNORDERED;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * DATA or I-DATA: one fragment of a message, or all of it.
 *
 * @param flags begin, end, unordered and immediate
 * @param tsn its place among all fragments of this direction
 * @param streamId 0 to 65535
 * @param ssn the message's place within the stream, meaningless when unordered; the MID of I-DATA
 * @param ppid what the message is; of I-DATA known of first fragments only
 * @param fsn the fragment's place within the message, of I-DATA only
 * @param payloadStart where in the packet the payload begins
 * @param payloadLength its length in bytes
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.1">RFC 9260, section 3.3.1</a>
 */
record DataChunk(
    int flags,
    int tsn,
    int streamId,
    int ssn,
    int ppid,
    int fsn,
    int payloadStart,
    int payloadLength) {

  static DataChunk read(ByteBuffer packet, int flags, int at, int end)
      throws MalformedMessageException {
    int least = DATA_HEADER_BYTES - CHUNK_HEADER_BYTES;
    ParameterReader.require(end - at >= least, at, "DATA", least, end - at);
    return new DataChunk(
        flags,
        packet.getInt(at),
        packet.getShort(at + 4) & 0xffff,
        packet.getShort(at + 6) & 0xffff,
        packet.getInt(at + 8),
        0,
        at + least,
        end - at - least);
  }

  /** Writes the chunk with {@code payloadLength} bytes of {@code payload} from its start. */
  void write(PacketWriter writer, byte[] payload) {
    write(writer, flags, tsn, streamId, ssn, ppid, payload, payloadStart, payloadLength);
  }

  /** Writes a chunk without making one first: this is the path that every byte takes. */
  static void write(
      PacketWriter writer,
      int flags,
      int tsn,
      int streamId,
      int ssn,
      int ppid,
      byte[] payload,
      int offset,
      int length) {
    int chunk = writer.beginChunk(SctpProtocol.DATA, flags);
    writer.put32(tsn).put16(streamId).put16(ssn).put32(ppid).put(payload, offset, length);
    writer.endChunk(chunk);
  }

  boolean begins() {
    return (flags & FLAG_BEGIN) != 0;
  }

  boolean ends() {
    return (flags & FLAG_END) != 0;
  }

  boolean isWhole() {
    return (flags & (FLAG_BEGIN | FLAG_END)) == (FLAG_BEGIN | FLAG_END);
  }

  boolean isUnordered() {
    return (flags & FLAG_UNORDERED) != 0;
  }

  /** Whether the sender asks for an acknowledgement at once (RFC 9260 6.2, the I bit). */
  boolean isImmediate() {
    return (flags & FLAG_IMMEDIATE) != 0;
  }

  /** The payload, copied out of the packet. */
  Bytes payload(ByteBuffer packet) {
    return ParameterReader.copy(packet, payloadStart, payloadLength);
  }
}
