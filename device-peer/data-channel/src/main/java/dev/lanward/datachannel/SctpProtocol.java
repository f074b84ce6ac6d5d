package dev.lanward.datachannel;

/**
 * The numbers of the wire, and how a packet looks. One DTLS record carries exactly one packet (RFC
 * 8261 section 5); all integers are big-endian.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |     source port (5000)        |    destination port (5000)    |  common header, 12 bytes
 * +-------------------------------+-------------------------------+  RFC 9260 section 3.1
 * |                       verification tag                        |
 * +---------------------------------------------------------------+
 * |             CRC32C, least significant byte first              |
 * +---------------+---------------+-------------------------------+
 * |     type      |     flags     |  length, its 4 bytes included |  chunk, repeated
 * +---------------+---------------+-------------------------------+  RFC 9260 section 3.2
 * |            value, padded with zeros to 4 bytes ...            |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3">RFC 9260, section 3</a>
 */
final class SctpProtocol {
  private SctpProtocol() {}

  // --- Common header (RFC 9260 section 3.1), offsets in bytes -----------------------------------

  static final int SOURCE_PORT_INDEX = 0;
  static final int DESTINATION_PORT_INDEX = SOURCE_PORT_INDEX + 2;
  static final int TAG_INDEX = DESTINATION_PORT_INDEX + 2;
  static final int CHECKSUM_INDEX = TAG_INDEX + 4;

  /** Bytes before the first chunk. */
  static final int HEADER_BYTES = CHECKSUM_INDEX + 4;

  /** The port of both ends: what every {@code a=sctp-port} in practice says (RFC 8841 5.2). */
  static final int PORT = 5000;

  /** Type, flags and length of a chunk. */
  static final int CHUNK_HEADER_BYTES = 4;

  /** Type and length of a parameter or an error cause (RFC 9260 3.2.1, 3.3.10). */
  static final int PARAMETER_HEADER_BYTES = 4;

  // --- Chunk types (RFC 9260 section 3.2; others named) -----------------------------------------

  static final int DATA = 0;
  static final int INIT = 1;
  static final int INIT_ACK = 2;
  static final int SACK = 3;
  static final int HEARTBEAT = 4;
  static final int HEARTBEAT_ACK = 5;
  static final int ABORT = 6;
  static final int SHUTDOWN = 7;
  static final int SHUTDOWN_ACK = 8;
  static final int ERROR = 9;
  static final int COOKIE_ECHO = 10;
  static final int COOKIE_ACK = 11;
  static final int SHUTDOWN_COMPLETE = 14;

  /** RFC 6525 section 3.1. */
  static final int RE_CONFIG = 130;

  /** Nothing, to fill a packet (RFC 4820 section 3). */
  static final int PAD = 132;

  /** RFC 3758 section 3.2. */
  static final int FORWARD_TSN = 192;

  /** RFC 8260 section 2.1. */
  static final int I_DATA = 64;

  /** RFC 8260 section 2.3.1. */
  static final int I_FORWARD_TSN = 194;

  /** Bits of an unknown type, chunk or parameter: what to do with it (RFC 9260 3.2, 3.2.1). */
  static final int SKIP_BIT_OF_BYTE = 0x80;

  static final int REPORT_BIT_OF_BYTE = 0x40;
  static final int SKIP_BIT_OF_WORD = 0x8000;
  static final int REPORT_BIT_OF_WORD = 0x4000;

  // --- DATA (RFC 9260 section 3.3.1) ------------------------------------------------------------

  static final int DATA_HEADER_BYTES = 16;

  /** I-DATA's (RFC 8260 section 2.1). */
  static final int INTERLEAVED_HEADER_BYTES = 20;

  static final int FLAG_END = 0x01;
  static final int FLAG_BEGIN = 0x02;
  static final int FLAG_UNORDERED = 0x04;
  static final int FLAG_IMMEDIATE = 0x08;

  /** ABORT and SHUTDOWN COMPLETE: the tag is the receiver's own, reflected (RFC 9260 8.5.1). */
  static final int FLAG_REFLECTED_TAG = 0x01;

  // --- Parameters of INIT and INIT ACK ----------------------------------------------------------

  /** State Cookie, INIT ACK only (RFC 9260 3.3.3.1). */
  static final int PARAMETER_STATE_COOKIE = 7;

  /** Unrecognized Parameter, INIT ACK only (RFC 9260 3.3.3.1). */
  static final int PARAMETER_UNRECOGNIZED = 8;

  /** Supported Extensions (RFC 5061 section 4.2.7). */
  static final int PARAMETER_SUPPORTED_EXTENSIONS = 0x8008;

  /** Forward-TSN-Supported (RFC 3758 section 3.1). */
  static final int PARAMETER_FORWARD_TSN = 0xC000;

  /** Zero Checksum Acceptable, whose value is an error detection method (RFC 9653 section 4). */
  static final int PARAMETER_ZERO_CHECKSUM = 0x8001;

  /** The method that makes a checksum needless here: SCTP over DTLS (RFC 9653 section 6). */
  static final int ERROR_DETECTION_BY_DTLS = 1;

  /** Parameters with addresses, which mean nothing over DTLS (RFC 8261 6.1): read over. */
  static final int PARAMETER_IPV4 = 5;

  static final int PARAMETER_IPV6 = 6;
  static final int PARAMETER_COOKIE_PRESERVATIVE = 9;
  static final int PARAMETER_HOST_NAME = 11;
  static final int PARAMETER_SUPPORTED_ADDRESSES = 12;

  /** Heartbeat Info (RFC 9260 3.3.5). */
  static final int PARAMETER_HEARTBEAT_INFO = 1;

  // --- Parameters of RE-CONFIG (RFC 6525 section 4) ---------------------------------------------

  static final int PARAMETER_OUTGOING_RESET = 13;
  static final int PARAMETER_INCOMING_RESET = 14;
  static final int PARAMETER_TSN_RESET = 15;
  static final int PARAMETER_RECONFIG_RESPONSE = 16;
  static final int PARAMETER_ADD_OUTGOING = 17;
  static final int PARAMETER_ADD_INCOMING = 18;

  // --- Error causes (RFC 9260 section 3.3.10) ---------------------------------------------------

  static final int CAUSE_INVALID_STREAM = 1;
  static final int CAUSE_MISSING_PARAMETER = 2;
  static final int CAUSE_STALE_COOKIE = 3;
  static final int CAUSE_OUT_OF_RESOURCE = 4;
  static final int CAUSE_UNRECOGNIZED_CHUNK = 6;
  static final int CAUSE_INVALID_PARAMETER = 7;
  static final int CAUSE_UNRECOGNIZED_PARAMETERS = 8;
  static final int CAUSE_NO_USER_DATA = 9;
  static final int CAUSE_USER_ABORT = 12;
  static final int CAUSE_PROTOCOL_VIOLATION = 13;

  // --- Payload protocol identifiers (RFC 8831 section 8) ----------------------------------------

  static final int PPID_DCEP = 50;
  static final int PPID_TEXT = 51;
  static final int PPID_BINARY = 53;
  static final int PPID_TEXT_EMPTY = 56;
  static final int PPID_BINARY_EMPTY = 57;

  // --- Times, nanoseconds -----------------------------------------------------------------------

  private static final long MILLISECOND = 1_000_000L;

  /**
   * RTO.Initial for DATA. RFC 9260 section 16 says 1 s, for the Internet; the return path here was
   * just proven by ICE and DTLS, and libwebrtc has used this value for years.
   */
  static final long RTO_INITIAL = 500 * MILLISECOND;

  /**
   * RTO.Min. RFC 9260 section 16 says 1 s; it must stay above the peer's delayed acknowledgement,
   * at most 200 ms in browsers, so 400 ms as libwebrtc has it.
   */
  static final long RTO_MIN = 400 * MILLISECOND;

  /** RTO.Max, as RFC 9260 section 16 has it. */
  static final long RTO_MAX = 60_000 * MILLISECOND;

  /**
   * First interval of T1. INIT may overtake the peer's own end of the DTLS handshake and be lost,
   * which costs this long; a spurious copy costs one packet.
   */
  static final long T1_INITIAL = 200 * MILLISECOND;

  /** T1 doubles up to here, so that eight retransmissions end within 20 seconds. */
  static final long T1_MAX = 3_000 * MILLISECOND;

  /** Max.Init.Retransmits (RFC 9260 section 16). */
  static final int MAX_INIT_RETRANSMITS = 8;

  /** Association.Max.Retrans (RFC 9260 section 16). */
  static final int MAX_RETRANSMITS = 10;

  /** An acknowledgement waits at most this long; RFC 9260 6.2 allows 500 ms and advises 200. */
  static final long SACK_DELAY = 20 * MILLISECOND;

  /** A peer that is silent for this long in the middle of a message is reminded. */
  static final long STALL = 1_000 * MILLISECOND;

  /** HB.Interval (RFC 9260 section 16), before the RTO is added. */
  static final long HEARTBEAT_INTERVAL = 30_000 * MILLISECOND;

  /** The whole of a shutdown takes at most this long: T5-shutdown-guard, 5 * RTO.Max there. */
  static final long SHUTDOWN_GUARD = 30_000 * MILLISECOND;

  /** {@code length} rounded up to a multiple of four: where the next chunk or parameter begins. */
  static int padded(int length) {
    return (length + 3) & ~3;
  }
}
