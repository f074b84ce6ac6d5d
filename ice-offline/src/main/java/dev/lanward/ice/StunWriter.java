package dev.lanward.ice;

import dev.lanward.core.Bytes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one STUN message, attribute by attribute. {@link #messageIntegrity} and then {@link
 * #fingerprint} come last; what would follow them is refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489">RFC 8489</a>
 */
public final class StunWriter {
  private static final int INITIAL_BYTES = 128;

  private final StunIntegrity integrity;
  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length = StunProtocol.HEADER_BYTES;
  private boolean signed;
  private boolean fingerprinted;

  private StunWriter(StunIntegrity integrity, int type, Bytes transactionId) {
    if (transactionId.length() != StunProtocol.TRANSACTION_ID_BYTES) {
      throw new IllegalArgumentException(
          "a transaction id has 12 bytes, not " + transactionId.length());
    }
    this.integrity = integrity;
    StunProtocol.putUint16(bytes, 0, type);
    StunProtocol.putInt32(bytes, StunProtocol.COOKIE_INDEX, StunProtocol.MAGIC_COOKIE);
    transactionId
        .toBuffer()
        .get(bytes, StunProtocol.TRANSACTION_ID_INDEX, StunProtocol.TRANSACTION_ID_BYTES);
  }

  /** A Binding request. */
  public static StunWriter request(Bytes transactionId) {
    return new StunWriter(new StunIntegrity(), StunProtocol.BINDING_REQUEST, transactionId);
  }

  /** A Binding success response. */
  public static StunWriter success(Bytes transactionId) {
    return new StunWriter(new StunIntegrity(), StunProtocol.BINDING_SUCCESS, transactionId);
  }

  /** A Binding error response. */
  public static StunWriter error(Bytes transactionId) {
    return new StunWriter(new StunIntegrity(), StunProtocol.BINDING_ERROR, transactionId);
  }

  /** A message of {@code type} that signs with a core's own {@code integrity}. */
  static StunWriter of(StunIntegrity integrity, int type, Bytes transactionId) {
    return new StunWriter(integrity, type, transactionId);
  }

  /** Adds USERNAME: ASCII, 1 to 508 characters. */
  public StunWriter username(String username) {
    if (username.isEmpty() || username.length() > StunProtocol.MAX_USERNAME_BYTES) {
      throw new IllegalArgumentException(
          "USERNAME must have 1 to 508 bytes (RFC 8489 14.3), had " + username.length());
    }
    return attribute(StunProtocol.USERNAME, username.getBytes(StandardCharsets.US_ASCII));
  }

  /** Adds PRIORITY. */
  public StunWriter priority(int priority) {
    return attribute(StunProtocol.PRIORITY, ByteBuffer.allocate(4).putInt(priority).array());
  }

  /** Adds USE-CANDIDATE. */
  public StunWriter useCandidate() {
    return attribute(StunProtocol.USE_CANDIDATE, new byte[0]);
  }

  /** Adds ICE-CONTROLLING. */
  public StunWriter controlling(long tieBreaker) {
    return attribute(
        StunProtocol.ICE_CONTROLLING, ByteBuffer.allocate(8).putLong(tieBreaker).array());
  }

  /** Adds ICE-CONTROLLED. */
  public StunWriter controlled(long tieBreaker) {
    return attribute(
        StunProtocol.ICE_CONTROLLED, ByteBuffer.allocate(8).putLong(tieBreaker).array());
  }

  /** Adds SOFTWARE, at most 127 characters. */
  public StunWriter software(String software) {
    if (software.length() > 127) {
      throw new IllegalArgumentException(
          "SOFTWARE has at most 127 characters (RFC 8489 14.14), had " + software.length());
    }
    return attribute(StunProtocol.SOFTWARE, software.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds XOR-MAPPED-ADDRESS; {@code address} is resolved. */
  public StunWriter xorMappedAddress(InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    int family = ip.length == 4 ? StunProtocol.FAMILY_IPV4 : StunProtocol.FAMILY_IPV6;
    byte[] value = new byte[4 + ip.length];
    value[1] = (byte) family;
    StunProtocol.putUint16(value, 2, address.getPort() ^ (StunProtocol.MAGIC_COOKIE >>> 16));
    for (int i = 0; i < ip.length; i++) {
      value[4 + i] = (byte) (ip[i] ^ bytes[StunProtocol.COOKIE_INDEX + i]);
    }
    return attribute(StunProtocol.XOR_MAPPED_ADDRESS, value);
  }

  /** Adds ERROR-CODE, 300 to 699. */
  public StunWriter errorCode(int code, String reason) {
    if (code < 300 || code > 699) {
      throw new IllegalArgumentException("ERROR-CODE is 300 to 699 (RFC 8489 14.8), was " + code);
    }
    byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[4 + phrase.length];
    value[2] = (byte) (code / 100);
    value[3] = (byte) (code % 100);
    System.arraycopy(phrase, 0, value, 4, phrase.length);
    return attribute(StunProtocol.ERROR_CODE, value);
  }

  /** Adds UNKNOWN-ATTRIBUTES. */
  public StunWriter unknownAttributes(int... types) {
    byte[] value = new byte[2 * types.length];
    for (int i = 0; i < types.length; i++) {
      StunProtocol.putUint16(value, 2 * i, types[i]);
    }
    return attribute(StunProtocol.UNKNOWN_ATTRIBUTES, value);
  }

  /** Adds an attribute that this writer has no method for. */
  public StunWriter attribute(int type, byte[] value) {
    if (signed || fingerprinted) {
      throw new IllegalStateException("no attribute may follow MESSAGE-INTEGRITY or FINGERPRINT");
    }
    return append(type, value);
  }

  /** Adds MESSAGE-INTEGRITY over all that was written. */
  public StunWriter messageIntegrity(StunKey key) {
    if (signed || fingerprinted) {
      throw new IllegalStateException("MESSAGE-INTEGRITY stands once, before FINGERPRINT");
    }
    int index = length;
    append(StunProtocol.MESSAGE_INTEGRITY, new byte[StunProtocol.MESSAGE_INTEGRITY_BYTES]);
    integrity.sign(key, bytes, index);
    signed = true;
    return this;
  }

  /** Adds FINGERPRINT over all that was written. */
  public StunWriter fingerprint() {
    if (fingerprinted) {
      throw new IllegalStateException("FINGERPRINT stands once");
    }
    int index = length;
    // The CRC covers a header whose length already counts FINGERPRINT itself (section 14.7).
    append(StunProtocol.FINGERPRINT, new byte[4]);
    StunProtocol.putInt32(
        bytes, index + StunProtocol.ATTRIBUTE_HEADER_BYTES, integrity.fingerprint(bytes, index));
    fingerprinted = true;
    return this;
  }

  /** The message; the buffer is the caller's and the writer is used up. */
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes, 0, length).slice();
  }

  private StunWriter append(int type, byte[] value) {
    int end = length + StunProtocol.ATTRIBUTE_HEADER_BYTES + StunProtocol.padded(value.length);
    if (end > StunProtocol.MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException("a STUN message has at most 1500 bytes, not " + end);
    }
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    }
    StunProtocol.putUint16(bytes, length, type);
    StunProtocol.putUint16(bytes, length + 2, value.length);
    System.arraycopy(value, 0, bytes, length + StunProtocol.ATTRIBUTE_HEADER_BYTES, value.length);
    length = end;
    StunProtocol.putUint16(bytes, StunProtocol.LENGTH_INDEX, length - StunProtocol.HEADER_BYTES);
    return this;
  }
}
