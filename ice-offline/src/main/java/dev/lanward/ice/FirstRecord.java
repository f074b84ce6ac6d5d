package dev.lanward.ice;

import java.nio.ByteBuffer;

/**
 * What a datagram with DTLS says before the handshake has begun. A page that still holds an
 * association with an earlier run of this device goes on in that one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6347#section-4.1">RFC 6347, section 4.1</a>
 */
enum FirstRecord {
  /** A ClientHello, or a fragment of one. */
  CLIENT_HELLO,
  /** Application data, or anything under keys that this run never agreed on. */
  EARLIER_RUN,
  /** Nothing that means anything now. */
  OTHER;

  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int FIRST_UNIFIED_HEADER = 32; // DTLS 1.3, always encrypted
  private static final int EPOCH_INDEX = 3;
  private static final int HEADER_BYTES = 13;
  private static final int CLIENT_HELLO_TYPE = 1;

  static FirstRecord of(ByteBuffer datagram) {
    int start = datagram.position();
    int type = datagram.get(start) & 0xff;
    if (type == APPLICATION_DATA || type >= FIRST_UNIFIED_HEADER) {
      return EARLIER_RUN;
    }
    if (datagram.remaining() <= HEADER_BYTES) {
      return OTHER;
    }
    if (datagram.getShort(start + EPOCH_INDEX) != 0) {
      return EARLIER_RUN;
    }
    boolean hello = type == HANDSHAKE && datagram.get(start + HEADER_BYTES) == CLIENT_HELLO_TYPE;
    return hello ? CLIENT_HELLO : OTHER;
  }
}
