package dev.lanward.interop;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last SCTP packets of a connection in words: what a capture cannot show, since it is DTLS. */
final class PacketLog {
  private static final int MOST_PACKETS = 400;
  private static final int HEADER_BYTES = 12;
  private static final int DATA = 0;
  private static final int SACK = 3;
  private static final int FORWARD_TSN = 192;

  private final Deque<String> packets = new ArrayDeque<>();
  private final long start = System.nanoTime();

  /** Notes a packet, from its position to its limit; {@code direction} is a word for the log. */
  void note(String direction, ByteBuffer packet) {
    StringBuilder line = new StringBuilder();
    line.append((System.nanoTime() - start) / 1_000_000).append(' ').append(direction);
    int end = packet.limit();
    int at = packet.position() + HEADER_BYTES;
    while (at + 4 <= end) {
      int length = packet.getShort(at + 2) & 0xffff;
      if (length < 4 || at + length > end) {
        break;
      }
      chunk(line, packet, at, length);
      at += (length + 3) & ~3;
    }
    packets.add(line.toString());
    if (packets.size() > MOST_PACKETS) {
      packets.remove();
    }
  }

  List<String> lines() {
    return List.copyOf(packets);
  }

  private static void chunk(StringBuilder line, ByteBuffer packet, int at, int length) {
    int type = packet.get(at) & 0xff;
    if (type == DATA && length >= 16) {
      line.append(" DATA ").append(unsigned(packet, at + 4));
      line.append('/').append(packet.getShort(at + 8)).append('/').append(packet.getShort(at + 10));
      line.append("/f").append(packet.get(at + 1)).append('+').append(length - 16);
    } else if (type == SACK && length >= 16) {
      sack(line, packet, at);
    } else if (type == FORWARD_TSN && length >= 8) {
      line.append(" FORWARD-TSN ").append(unsigned(packet, at + 4));
      for (int pair = at + 8; pair + 4 <= at + length; pair += 4) {
        line.append(" [").append(packet.getShort(pair)).append(": ");
        line.append(packet.getShort(pair + 2)).append(']');
      }
    } else {
      line.append(" type ").append(type).append('+').append(length);
    }
  }

  private static void sack(StringBuilder line, ByteBuffer packet, int at) {
    line.append(" SACK ").append(unsigned(packet, at + 4));
    line.append(" window ").append(unsigned(packet, at + 8));
    int blocks = packet.getShort(at + 12);
    int end = packet.limit();
    for (int i = 0; i < blocks && at + 20 + 4 * i <= end; i++) {
      line.append(" [").append(packet.getShort(at + 16 + 4 * i)).append('-');
      line.append(packet.getShort(at + 18 + 4 * i)).append(']');
    }
    int duplicates = packet.getShort(at + 14);
    if (duplicates > 0) {
      line.append(" duplicates ").append(duplicates);
    }
  }

  private static String unsigned(ByteBuffer packet, int at) {
    return Integer.toUnsignedString(packet.getInt(at));
  }
}
