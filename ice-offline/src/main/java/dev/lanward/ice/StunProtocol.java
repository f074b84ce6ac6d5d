package dev.lanward.ice;

/**
 * The constants of STUN that ICE needs.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     message type          |  length without this header   |
 * |                  magic cookie 0x2112A442                      |
 * |                  transaction id, 96 bits                      |
 * |  then attributes: type (16), length (16), value, padded to 4  |
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-5">RFC 8489, section 5</a>
 */
final class StunProtocol {
  /** The longest message read or written, bytes; requests up to here are legal at a door. */
  static final int MAX_MESSAGE_BYTES = 1500;

  /** Bytes before the first attribute; RFC 8489 section 5. */
  static final int HEADER_BYTES = 20;

  /** Where the length stands. */
  static final int LENGTH_INDEX = 2;

  /** Where the cookie stands. */
  static final int COOKIE_INDEX = LENGTH_INDEX + 2;

  /** Where the transaction id stands. */
  static final int TRANSACTION_ID_INDEX = COOKIE_INDEX + 4;

  /** Bytes of a transaction id. */
  static final int TRANSACTION_ID_BYTES = 12;

  /** Tells STUN from its predecessor; RFC 8489 section 5. */
  static final int MAGIC_COOKIE = 0x2112A442;

  /** Type of a Binding request. */
  static final int BINDING_REQUEST = 0x0001;

  /** Type of a Binding indication. */
  static final int BINDING_INDICATION = 0x0011;

  /** Type of a Binding success response. */
  static final int BINDING_SUCCESS = 0x0101;

  /** Type of a Binding error response. */
  static final int BINDING_ERROR = 0x0111;

  /** Type and length of an attribute. */
  static final int ATTRIBUTE_HEADER_BYTES = 4;

  /** Section 14.3; at most 508 bytes. */
  static final int USERNAME = 0x0006;

  /** Longest USERNAME value; section 14.3: "less than 509 bytes". */
  static final int MAX_USERNAME_BYTES = 508;

  /** HMAC-SHA-1, section 14.5. */
  static final int MESSAGE_INTEGRITY = 0x0008;

  /** Bytes of HMAC-SHA-1. */
  static final int MESSAGE_INTEGRITY_BYTES = 20;

  /** Section 14.8. */
  static final int ERROR_CODE = 0x0009;

  /** Section 14.13. */
  static final int UNKNOWN_ATTRIBUTES = 0x000A;

  /** HMAC-SHA-256, section 14.6; recognised, never used: ICE agents use SHA-1 (RFC 8445). */
  static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;

  /** Section 14.2. */
  static final int XOR_MAPPED_ADDRESS = 0x0020;

  /** RFC 8445 section 16.1. */
  static final int PRIORITY = 0x0024;

  /** RFC 8445 section 16.1; empty. */
  static final int USE_CANDIDATE = 0x0025;

  /** From here on an attribute may be ignored by who does not know it; section 14. */
  static final int FIRST_OPTIONAL_ATTRIBUTE = 0x8000;

  /** Section 14.14. */
  static final int SOFTWARE = 0x8022;

  /** CRC-32 XOR "STUN", section 14.7; always the last attribute. */
  static final int FINGERPRINT = 0x8028;

  /** What the CRC is combined with: "STUN"; section 14.7. */
  static final int FINGERPRINT_XOR = 0x5354554E;

  /** RFC 8445 section 16.1. */
  static final int ICE_CONTROLLED = 0x8029;

  /** RFC 8445 section 16.1. */
  static final int ICE_CONTROLLING = 0x802A;

  /** Family of an IPv4 address; section 14.1. */
  static final int FAMILY_IPV4 = 1;

  /** Family of an IPv6 address; section 14.1. */
  static final int FAMILY_IPV6 = 2;

  /** The error code for comprehension-required attributes that we do not know. */
  static final int UNKNOWN_ATTRIBUTE = 420;

  /** The error code for two agents in one role; RFC 8445 section 7.3.1.1. */
  static final int ROLE_CONFLICT = 487;

  private StunProtocol() {}

  /** Length with padding: attributes are aligned to four bytes. */
  static int padded(int length) {
    return (length + 3) & ~3;
  }

  static int uint16(byte[] bytes, int index) {
    return (bytes[index] & 0xff) << 8 | (bytes[index + 1] & 0xff);
  }

  static int int32(byte[] bytes, int index) {
    return uint16(bytes, index) << 16 | uint16(bytes, index + 2);
  }

  static long int64(byte[] bytes, int index) {
    return (long) int32(bytes, index) << 32 | (int32(bytes, index + 4) & 0xffff_ffffL);
  }

  static void putUint16(byte[] bytes, int index, int value) {
    bytes[index] = (byte) (value >>> 8);
    bytes[index + 1] = (byte) value;
  }

  static void putInt32(byte[] bytes, int index, int value) {
    putUint16(bytes, index, value >>> 16);
    putUint16(bytes, index + 2, value);
  }
}
