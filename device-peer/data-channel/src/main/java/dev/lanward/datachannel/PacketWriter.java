package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.CHECKSUM_INDEX;
import static dev.lanward.datachannel.SctpProtocol.HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.PORT;
import static dev.lanward.datachannel.SctpProtocol.padded;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;

/**
 * Fills one packet into a caller's buffer, chunk by chunk: {@link #begin}, then for each chunk
 * {@link #beginChunk}, its value, {@link #endChunk}, and at last {@link #finish}. Reused from
 * packet to packet. Parameters nest the same way.
 */
final class PacketWriter {
  private final PacketChecksum checksum;
  private ByteBuffer into = PacketChecksum.NO_BYTES;
  private int start;
  private int limit;

  PacketWriter(PacketChecksum checksum) {
    this.checksum = checksum;
  }

  /**
   * Starts a packet at {@code into}'s position that may become {@code sizeBytes} long, rounded down
   * to whole words, as chunks are padded.
   */
  void begin(ByteBuffer into, int sizeBytes, int tag) {
    this.into = into;
    start = into.position();
    limit = start + (sizeBytes & ~3);
    into.putShort((short) PORT).putShort((short) PORT).putInt(tag).putInt(0);
  }

  /** Bytes still free. */
  int room() {
    return limit - into.position();
  }

  /** How long the packet is so far. */
  int sizeBytes() {
    return into.position() - start;
  }

  boolean isEmpty() {
    return into.position() == start + HEADER_BYTES;
  }

  /** Starts a chunk, and returns what {@link #endChunk} wants to be told. */
  int beginChunk(int type, int flags) {
    int at = into.position();
    into.put((byte) type).put((byte) flags).putShort((short) 0);
    return at;
  }

  /** Sets the chunk's length and pads it. */
  void endChunk(int at) {
    setLength(at);
    pad();
  }

  /**
   * Starts a parameter or an error cause, and returns what {@link #endParameter} wants. Padding of
   * the one before counts into the chunk's length, padding of the last does not (RFC 9260 3.2).
   */
  int beginParameter(int type) {
    pad();
    int at = into.position();
    into.putShort((short) type).putShort((short) 0);
    return at;
  }

  /** Sets the parameter's length. */
  void endParameter(int at) {
    setLength(at);
  }

  PacketWriter put8(int value) {
    into.put((byte) value);
    return this;
  }

  PacketWriter put16(int value) {
    into.putShort((short) value);
    return this;
  }

  PacketWriter put32(int value) {
    into.putInt(value);
    return this;
  }

  PacketWriter put(byte[] bytes, int offset, int length) {
    into.put(bytes, offset, length);
    return this;
  }

  PacketWriter put(Bytes bytes) {
    into.put(bytes.toBuffer());
    return this;
  }

  PacketWriter putZeros(int count) {
    for (int i = 0; i < count; i++) {
      into.put((byte) 0);
    }
    return this;
  }

  /** Writes the checksum; the buffer's position is now behind the packet. Returns its size. */
  int finish() {
    int end = into.position();
    int oldLimit = into.limit();
    into.limit(end).position(start);
    int crc = checksum.of(into);
    into.putInt(start + CHECKSUM_INDEX, Integer.reverseBytes(crc));
    into.limit(oldLimit).position(end);
    into = PacketChecksum.NO_BYTES;
    return end - start;
  }

  /** As {@link #finish}, with zero for the checksum (RFC 9653 section 5.2). */
  int finishWithZeroChecksum() {
    int size = sizeBytes();
    into = PacketChecksum.NO_BYTES;
    return size;
  }

  /** Takes back a packet that turned out to hold no chunk. */
  void cancel() {
    into.position(start);
    into = PacketChecksum.NO_BYTES;
  }

  private void setLength(int at) {
    into.putShort(at + 2, (short) (into.position() - at));
  }

  private void pad() {
    int length = into.position() - start;
    for (int i = padded(length); i > length; i--) {
      into.put((byte) 0);
    }
  }
}
