package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.CHECKSUM_INDEX;
import static dev.lanward.datachannel.SctpProtocol.HEADER_BYTES;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C over a packet whose checksum field counts as zero (RFC 9260 section 6.8). It goes onto the
 * wire with its least significant byte first (appendix A), against the order of everything else.
 */
final class PacketChecksum {
  static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);
  private static final byte[] ZEROS = new byte[4];

  private final CRC32C crc = new CRC32C();

  /** The checksum of the packet between {@code packet}'s position and limit. */
  int of(ByteBuffer packet) {
    int start = packet.position();
    int end = packet.limit();
    crc.reset();
    if (packet.hasArray()) {
      byte[] array = packet.array();
      int base = packet.arrayOffset() + start;
      crc.update(array, base, CHECKSUM_INDEX);
      crc.update(ZEROS, 0, ZEROS.length);
      crc.update(array, base + HEADER_BYTES, end - start - HEADER_BYTES);
    } else {
      crc.update(packet.limit(start + CHECKSUM_INDEX));
      crc.update(ZEROS, 0, ZEROS.length);
      crc.update(packet.limit(end).position(start + HEADER_BYTES));
      packet.position(start);
    }
    return (int) crc.getValue();
  }
}
