package dev.lanward.peer.dtls;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The framing of DTLS records, and what a record must look like before Bouncy Castle sees it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6347#section-4.1">RFC 6347, section 4.1</a>
 */
final class Records {
  /** content type 1, version 2, epoch 2, sequence number 6, length 2. */
  static final int HEADER_BYTES = 13;

  /** The largest record: 2^14 of plaintext and 2048 of expansion (RFC 5246 section 6.2.3). */
  static final int MAX_BYTES = HEADER_BYTES + (1 << 14) + 2048;

  static final int TYPE_CHANGE_CIPHER_SPEC = 20;
  static final int TYPE_HANDSHAKE = 22;
  static final int TYPE_APPLICATION_DATA = 23;

  /**
   * The largest handshake message. A ClientHello with post-quantum key shares has about 1,800
   * bytes, a self-signed certificate 300 to 500. The bound matters: Bouncy Castle allocates what a
   * fragment's header announces, up to 16 MiB a message and sixteen messages ahead.
   */
  static final int MAX_HANDSHAKE_MESSAGE_BYTES = 16_384;

  /** message type 1, length 3, message sequence 2, fragment offset 3, fragment length 3. */
  private static final int FRAGMENT_HEADER_BYTES = 12;

  private static final int EPOCH_INDEX = 3;
  private static final int LENGTH_INDEX = 11;

  private Records() {}

  /**
   * Hands each well-framed record of a datagram to {@code each}, in order; stops at the first that
   * is not.
   */
  static void split(ByteBuffer datagram, Consumer<ByteBuffer> each) {
    int at = datagram.position();
    int end = datagram.limit();
    while (end - at >= HEADER_BYTES) {
      int type = datagram.get(at) & 0xff;
      int size = HEADER_BYTES + (datagram.getShort(at + LENGTH_INDEX) & 0xffff);
      if (type < TYPE_CHANGE_CIPHER_SPEC
          || type > TYPE_APPLICATION_DATA
          || (datagram.get(at + 1) & 0xff) != 0xfe
          || size > MAX_BYTES
          || size > end - at) {
        return;
      }
      each.accept(datagram.slice(at, size));
      at += size;
    }
  }

  static int type(ByteBuffer record) {
    return record.get(record.position()) & 0xff;
  }

  static int epoch(ByteBuffer record) {
    return record.getShort(record.position() + EPOCH_INDEX) & 0xffff;
  }

  /** Whether a plaintext handshake record announces only messages of a bearable size. */
  static boolean isBearable(ByteBuffer record) {
    if (type(record) != TYPE_HANDSHAKE || epoch(record) != 0) {
      return true;
    }
    return isBearableHandshake(
        record.slice(record.position() + HEADER_BYTES, record.remaining() - HEADER_BYTES));
  }

  /** As {@link #isBearable}, of a handshake record's plaintext. */
  static boolean isBearableHandshake(ByteBuffer plain) {
    int at = 0;
    int end = plain.limit();
    while (end - at >= FRAGMENT_HEADER_BYTES) {
      if (uint24(plain, at + 1) > MAX_HANDSHAKE_MESSAGE_BYTES) {
        return false;
      }
      at += FRAGMENT_HEADER_BYTES + uint24(plain, at + 9);
    }
    return true;
  }

  private static int uint24(ByteBuffer from, int index) {
    return (from.get(index) & 0xff) << 16 | (from.getShort(index + 1) & 0xffff);
  }
}
