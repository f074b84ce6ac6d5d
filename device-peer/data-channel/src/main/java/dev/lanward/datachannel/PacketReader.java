package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.CHECKSUM_INDEX;
import static dev.lanward.datachannel.SctpProtocol.CHUNK_HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.TAG_INDEX;
import static dev.lanward.datachannel.SctpProtocol.padded;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.nio.ByteBuffer;

/**
 * Walks over the chunks of one packet. The reader is reused from packet to packet; chunk values are
 * ranges of the packet, read with absolute gets, so that nothing is copied here.
 */
final class PacketReader {
  private final PacketChecksum checksum;
  private ByteBuffer packet = ByteBuffer.allocate(0);
  private int start;
  private int end;
  private int chunk;
  private int chunkEnd;

  PacketReader(PacketChecksum checksum) {
    this.checksum = checksum;
  }

  /**
   * Starts on {@code packet}, from its position to its limit.
   *
   * @param zeroAccepted whether a checksum of zero is as good as the right one (RFC 9653 5.3)
   * @throws MalformedMessageException when it is too short or its checksum is wrong
   */
  void open(ByteBuffer packet, boolean zeroAccepted) throws MalformedMessageException {
    this.packet = packet;
    start = packet.position();
    end = packet.limit();
    if (end - start < HEADER_BYTES) {
      throw new MalformedMessageException(
          Reason.TRUNCATED, 0, "packet has " + (end - start) + " bytes, the header alone 12");
    }
    int given = packet.getInt(start + CHECKSUM_INDEX);
    boolean good =
        (zeroAccepted && given == 0) || checksum.of(packet) == Integer.reverseBytes(given);
    if (!good) {
      throw new MalformedMessageException(
          Reason.BAD_CHECKSUM, CHECKSUM_INDEX, "CRC32C does not match (RFC 9260 6.8)");
    }
    chunkEnd = start + HEADER_BYTES;
  }

  /** Lets go of the packet. */
  void close() {
    packet = PacketChecksum.NO_BYTES;
  }

  int tag() {
    return packet.getInt(start + TAG_INDEX);
  }

  /** The bytes being read, to be used with {@link #valueStart()} and {@link #valueEnd()}. */
  ByteBuffer packet() {
    return packet;
  }

  /** Steps to the next chunk; false at the end of the packet. */
  boolean next() throws MalformedMessageException {
    chunk = start + padded(chunkEnd - start);
    if (chunk >= end) {
      return false;
    }
    if (end - chunk < CHUNK_HEADER_BYTES) {
      throw new MalformedMessageException(
          Reason.TRUNCATED, chunk - start, (end - chunk) + " bytes where a chunk should begin");
    }
    int length = packet.getShort(chunk + 2) & 0xffff;
    if (length < CHUNK_HEADER_BYTES || length > end - chunk) {
      throw new MalformedMessageException(
          Reason.BAD_VALUE,
          chunk - start,
          "chunk length " + length + " with " + (end - chunk) + " bytes left");
    }
    chunkEnd = chunk + length;
    return true;
  }

  /** Whether the chunk under the reader is the only one. */
  boolean isAlone() {
    return chunk == start + HEADER_BYTES && start + padded(chunkEnd - start) >= end;
  }

  int type() {
    return packet.get(chunk) & 0xff;
  }

  int flags() {
    return packet.get(chunk + 1) & 0xff;
  }

  /** Where the chunk's header begins. */
  int chunkStart() {
    return chunk;
  }

  int valueStart() {
    return chunk + CHUNK_HEADER_BYTES;
  }

  /** Where the chunk ends, without padding. */
  int valueEnd() {
    return chunkEnd;
  }
}
