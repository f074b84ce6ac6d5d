package dev.lanward.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/** SCTP packets made by hand, after RFC 9260, and the little of those that come that is of use. */
final class RawSctp {
  static final int DATA = 0;
  static final int INIT = 1;
  static final int INIT_ACK = 2;
  static final int SACK = 3;
  static final int HEARTBEAT = 4;
  static final int HEARTBEAT_ACK = 5;
  static final int ABORT = 6;
  static final int COOKIE_ECHO = 10;
  static final int COOKIE_ACK = 11;
  static final int RE_CONFIG = 130;
  static final int FORWARD_TSN = 192;

  static final int END = 1;
  static final int BEGIN = 2;
  static final int WHOLE = BEGIN | END;

  static final int PPID_DCEP = 50;
  static final int PPID_TEXT = 51;

  static final int TAG = 0x0a0b0c0d;
  static final int FIRST_TSN = 1000;

  private static final int PORT = 5000;
  private static final int HEADER_BYTES = 12;

  int nextTsn = FIRST_TSN;
  int theirTag;
  int theirTsn;
  long packetsReceived;
  long dataReceived;

  /** The highest TSN among the DATA that came. */
  int lastTsn;

  private byte[] cookie = {};

  /** Of the last INIT ACK. */
  private int offeredTag;

  private boolean established;
  private long lastHeartbeat;
  private int acknowledged = FIRST_TSN - 1;
  private Optional<String> abort = Optional.empty();

  // --- Packets -----------------------------------------------------------------------------------

  ByteBuffer packet(int tag, int type, int flags, byte[] value) {
    int padded = (value.length + 3) & ~3;
    ByteBuffer packet = ByteBuffer.allocate(HEADER_BYTES + 4 + padded);
    packet.putShort((short) PORT).putShort((short) PORT).putInt(tag).putInt(0);
    packet.put((byte) type).put((byte) flags).putShort((short) (4 + value.length)).put(value);
    CRC32C crc = new CRC32C();
    crc.update(packet.array());
    packet.putInt(8, Integer.reverseBytes((int) crc.getValue()));
    return packet.clear();
  }

  ByteBuffer chunk(int type, int flags, byte[] value) {
    return packet(theirTag, type, flags, value);
  }

  /** Of a peer that knows FORWARD-TSN and RE-CONFIG, and claims the largest window there is. */
  ByteBuffer init() {
    return init(TAG, FIRST_TSN);
  }

  ByteBuffer init(int tag, int tsn) {
    ByteBuffer value = ByteBuffer.allocate(16 + 4 + 8);
    value.putInt(tag).putInt(0xffff_ffff).putShort((short) 0xffff).putShort((short) 0xffff);
    value.putInt(tsn).putInt(0xc000_0004).putInt(0x8008_0006).putInt(0xc082_0000);
    return packet(0, INIT, 0, value.array());
  }

  ByteBuffer cookieEcho() {
    return packet(offeredTag, COOKIE_ECHO, 0, cookie);
  }

  ByteBuffer heartbeat(long nonce) {
    return chunk(HEARTBEAT, 0, ByteBuffer.allocate(12).putInt(0x0001_000c).putLong(nonce).array());
  }

  ByteBuffer data(int flags, int stream, int ssn, int ppid, byte[] payload) {
    ByteBuffer value = ByteBuffer.allocate(12 + payload.length);
    value.putInt(nextTsn++).putShort((short) stream).putShort((short) ssn).putInt(ppid);
    return chunk(DATA, flags, value.put(payload).array());
  }

  /** DATA_CHANNEL_OPEN (RFC 8832 5.1), reliable and ordered. */
  ByteBuffer open(int stream, String label) {
    byte[] name = label.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(12 + name.length);
    message.putInt(0x0300_0000).putInt(0).putShort((short) name.length).putShort((short) 0);
    return data(WHOLE, stream, 0, PPID_DCEP, message.put(name).array());
  }

  ByteBuffer sack(int cumulative, long window, int... gaps) {
    ByteBuffer value = ByteBuffer.allocate(12 + 2 * gaps.length);
    value.putInt(cumulative).putInt((int) window).putShort((short) (gaps.length / 2));
    value.putShort((short) 0);
    for (int gap : gaps) {
      value.putShort((short) gap);
    }
    return chunk(SACK, 0, value.array());
  }

  ByteBuffer forwardTsn(int tsn, int stream, int ssn) {
    ByteBuffer value = ByteBuffer.allocate(8).putInt(tsn);
    return chunk(FORWARD_TSN, 0, value.putShort((short) stream).putShort((short) ssn).array());
  }

  /** Outgoing SSN Reset Request (RFC 6525 4.1). */
  ByteBuffer reset(int request, int lastTsn, int... streams) {
    int length = 16 + 2 * streams.length;
    ByteBuffer value = ByteBuffer.allocate((length + 3) & ~3);
    value.putShort((short) 13).putShort((short) length).putInt(request).putInt(0).putInt(lastTsn);
    for (int stream : streams) {
      value.putShort((short) stream);
    }
    return chunk(RE_CONFIG, 0, value.array());
  }

  /** Re-configuration Response (RFC 6525 4.4): performed. */
  ByteBuffer resetPerformed(int request) {
    ByteBuffer value = ByteBuffer.allocate(12).putInt(0x0010_000c).putInt(request).putInt(1);
    return chunk(RE_CONFIG, 0, value.array());
  }

  // --- What comes --------------------------------------------------------------------------------

  /** The request number of the last Outgoing SSN Reset Request that came; 0 for none. */
  int lastResetRequest;

  void receive(ByteBuffer packet) {
    packetsReceived++;
    int at = packet.position() + HEADER_BYTES;
    while (at + 4 <= packet.limit()) {
      int length = packet.getShort(at + 2) & 0xffff;
      take(packet.get(at) & 0xff, packet.slice(at + 4, length - 4));
      at += (length + 3) & ~3;
    }
  }

  private void take(int type, ByteBuffer value) {
    switch (type) {
      case INIT_ACK -> initAck(value);
      case COOKIE_ACK -> established = true;
      case HEARTBEAT_ACK -> lastHeartbeat = value.getLong(4);
      case SACK -> acknowledged = value.getInt(0);
      case DATA -> {
        dataReceived++;
        lastTsn = value.getInt(0);
      }
      case RE_CONFIG -> {
        if (value.getShort(0) == 13) {
          lastResetRequest = value.getInt(4);
        }
      }
      case ABORT -> abort = Optional.of(textOf(value));
      default -> {
        // Of no use.
      }
    }
  }

  private void initAck(ByteBuffer value) {
    offeredTag = value.getInt(0);
    if (!established) {
      theirTag = offeredTag;
      theirTsn = value.getInt(12);
      lastTsn = theirTsn - 1;
    }
    int at = 16;
    while (at + 4 <= value.limit()) {
      int length = value.getShort(at + 2) & 0xffff;
      if (value.getShort(at) == 7) {
        cookie = new byte[length - 4];
        value.get(at + 4, cookie);
      }
      at += (length + 3) & ~3;
    }
  }

  /** The first cause and its text (RFC 9260 3.3.10). */
  private static String textOf(ByteBuffer abort) {
    if (abort.remaining() < 4) {
      return "no cause";
    }
    byte[] text = new byte[(abort.getShort(2) & 0xffff) - 4];
    abort.get(4, text);
    return "cause " + abort.getShort(0) + ": " + new String(text, StandardCharsets.UTF_8);
  }

  boolean hasCookie() {
    return cookie.length > 0;
  }

  boolean isEstablished() {
    return established;
  }

  long lastHeartbeat() {
    return lastHeartbeat;
  }

  int acknowledged() {
    return acknowledged;
  }

  /** What the device said when it ended the association. */
  Optional<String> abort() {
    return abort;
  }
}
