package dev.lanward.ice;

import dev.lanward.core.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A view of one STUN message at a time. It is made once and reads into memory of its own, so
 * reading allocates nothing and the datagram may be reused at once. Not for several threads.
 *
 * <p>Where an attribute stands twice the first counts; attributes that follow MESSAGE-INTEGRITY are
 * ignored, but for MESSAGE-INTEGRITY-SHA256 and FINGERPRINT, and {@link
 * #hasUnprotectedAttributes()} tells.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489">RFC 8489</a>
 */
public final class StunReader {
  private static final int ABSENT = -1;
  private static final int MAX_UNKNOWN = 8;

  private final byte[] bytes = new byte[StunProtocol.MAX_MESSAGE_BYTES];
  private final StunIntegrity integrity = new StunIntegrity();
  private final int[] unknown = new int[MAX_UNKNOWN];
  private int unknownCount;
  private int length;
  private int username;
  private int messageIntegrity;
  private int fingerprint;
  private int priority;
  private int useCandidate;
  private int controlling;
  private int controlled;
  private int xorMappedAddress;
  private int errorCode;
  private int software;
  private boolean unprotected;
  private boolean protectedPartEnded;

  /** A reader that has read nothing. */
  public StunReader() {
    clear();
  }

  /**
   * Reads what remains in {@code datagram}, whose position does not move. The queries are about
   * this message from now on; after any other result than {@link StunProblem#NONE} they are
   * meaningless.
   */
  public StunProblem read(ByteBuffer datagram) {
    clear();
    int size = datagram.remaining();
    if (size < StunProtocol.HEADER_BYTES) {
      return StunProblem.TRUNCATED;
    }
    if (size > bytes.length) {
      return StunProblem.TOO_LONG;
    }
    datagram.get(datagram.position(), bytes, 0, size);
    length = size;
    StunProblem problem = readHeader();
    return problem == StunProblem.NONE ? readAttributes() : problem;
  }

  private StunProblem readHeader() {
    if ((bytes[0] & 0xC0) != 0
        || StunProtocol.int32(bytes, StunProtocol.COOKIE_INDEX) != StunProtocol.MAGIC_COOKIE) {
      return StunProblem.NOT_STUN;
    }
    int announced = StunProtocol.uint16(bytes, StunProtocol.LENGTH_INDEX);
    if ((announced & 3) != 0) {
      return StunProblem.BAD_LENGTH;
    }
    int present = length - StunProtocol.HEADER_BYTES;
    if (announced > present) {
      return StunProblem.TRUNCATED;
    }
    return announced < present ? StunProblem.TRAILING : StunProblem.NONE;
  }

  private StunProblem readAttributes() {
    int index = StunProtocol.HEADER_BYTES;
    while (index < length) {
      if (fingerprint != ABSENT) {
        return StunProblem.TRAILING;
      }
      // The message's length is a multiple of four, so an attribute's header always fits.
      int size = StunProtocol.uint16(bytes, index + 2);
      int next = index + StunProtocol.ATTRIBUTE_HEADER_BYTES + StunProtocol.padded(size);
      if (next > length) {
        return StunProblem.TRUNCATED;
      }
      StunProblem problem = note(StunProtocol.uint16(bytes, index), index, size);
      if (problem != StunProblem.NONE) {
        return problem;
      }
      index = next;
    }
    return StunProblem.NONE;
  }

  private StunProblem note(int type, int index, int size) {
    if (type == StunProtocol.FINGERPRINT) {
      fingerprint = index;
      return checkFingerprint(size);
    }
    if (type == StunProtocol.MESSAGE_INTEGRITY_SHA256) {
      protectedPartEnded = true;
      return size >= 16 && size <= 32 && (size & 3) == 0
          ? StunProblem.NONE
          : StunProblem.BAD_LENGTH;
    }
    if (protectedPartEnded) {
      unprotected = true;
      return StunProblem.NONE;
    }
    switch (type) {
      case StunProtocol.USERNAME:
        username = first(username, index);
        return require(size > 0 && size <= StunProtocol.MAX_USERNAME_BYTES);
      case StunProtocol.MESSAGE_INTEGRITY:
        messageIntegrity = index;
        protectedPartEnded = true;
        return require(size == StunProtocol.MESSAGE_INTEGRITY_BYTES);
      case StunProtocol.PRIORITY:
        priority = first(priority, index);
        return require(size == 4);
      case StunProtocol.USE_CANDIDATE:
        useCandidate = first(useCandidate, index);
        return require(size == 0);
      case StunProtocol.ICE_CONTROLLING:
        controlling = first(controlling, index);
        return require(size == 8);
      case StunProtocol.ICE_CONTROLLED:
        controlled = first(controlled, index);
        return require(size == 8);
      case StunProtocol.XOR_MAPPED_ADDRESS:
        xorMappedAddress = first(xorMappedAddress, index);
        return checkAddress(index, size);
      case StunProtocol.ERROR_CODE:
        errorCode = first(errorCode, index);
        return checkErrorCode(index, size);
      case StunProtocol.UNKNOWN_ATTRIBUTES:
        return require((size & 1) == 0);
      case StunProtocol.SOFTWARE:
        software = first(software, index);
        return StunProblem.NONE;
      default:
        if (type < StunProtocol.FIRST_OPTIONAL_ATTRIBUTE && unknownCount < MAX_UNKNOWN) {
          unknown[unknownCount++] = type;
        }
        return StunProblem.NONE;
    }
  }

  private StunProblem checkFingerprint(int size) {
    if (size != 4) {
      return StunProblem.BAD_LENGTH;
    }
    return StunProtocol.int32(bytes, valueOf(fingerprint))
            == integrity.fingerprint(bytes, fingerprint)
        ? StunProblem.NONE
        : StunProblem.BAD_FINGERPRINT;
  }

  private StunProblem checkAddress(int index, int size) {
    int family = size < 4 ? 0 : bytes[valueOf(index) + 1];
    boolean fits =
        (family == StunProtocol.FAMILY_IPV4 && size == 8)
            || (family == StunProtocol.FAMILY_IPV6 && size == 20);
    return fits ? StunProblem.NONE : StunProblem.BAD_VALUE;
  }

  private StunProblem checkErrorCode(int index, int size) {
    if (size < 4) {
      return StunProblem.BAD_LENGTH;
    }
    int hundreds = bytes[valueOf(index) + 2] & 7;
    int number = bytes[valueOf(index) + 3] & 0xff;
    return hundreds >= 3 && hundreds <= 6 && number < 100
        ? StunProblem.NONE
        : StunProblem.BAD_VALUE;
  }

  /** Whether the message is a Binding request. */
  public boolean isBindingRequest() {
    return type() == StunProtocol.BINDING_REQUEST;
  }

  /** Whether the message is a success response to a Binding request. */
  public boolean isBindingSuccess() {
    return type() == StunProtocol.BINDING_SUCCESS;
  }

  /** Whether the message is an error response to a Binding request. */
  public boolean isBindingError() {
    return type() == StunProtocol.BINDING_ERROR;
  }

  /** The transaction id, 12 bytes. */
  public Bytes transactionId() {
    return Bytes.copyOf(
        bytes, StunProtocol.TRANSACTION_ID_INDEX, StunProtocol.TRANSACTION_ID_BYTES);
  }

  /** USERNAME, each byte as a character of ISO 8859-1; empty when there is none. */
  public String username() {
    return text(username);
  }

  /** SOFTWARE as UTF-8; empty when there is none. */
  public String software() {
    if (software == ABSENT) {
      return "";
    }
    return new String(bytes, valueOf(software), sizeOf(software), StandardCharsets.UTF_8);
  }

  /** Whether MESSAGE-INTEGRITY is there; whether it is right says {@link #verifies}. */
  public boolean hasMessageIntegrity() {
    return messageIntegrity != ABSENT;
  }

  /** Whether MESSAGE-INTEGRITY is there and right under {@code key}; compared in constant time. */
  public boolean verifies(StunKey key) {
    return messageIntegrity != ABSENT && integrity.verify(key, bytes, messageIntegrity);
  }

  /** Whether FINGERPRINT is there; it is right then, or the message would not have been read. */
  public boolean hasFingerprint() {
    return fingerprint != ABSENT;
  }

  /** Whether attributes follow MESSAGE-INTEGRITY that nobody vouches for. */
  public boolean hasUnprotectedAttributes() {
    return unprotected;
  }

  /** PRIORITY, when it is there. */
  public Optional<Integer> priority() {
    return priority == ABSENT
        ? Optional.empty()
        : Optional.of(StunProtocol.int32(bytes, valueOf(priority)));
  }

  /** Whether USE-CANDIDATE is there: the sender nominates this pair. */
  public boolean hasUseCandidate() {
    return useCandidate != ABSENT;
  }

  /** Whether ICE-CONTROLLING is there. */
  public boolean hasControlling() {
    return controlling != ABSENT;
  }

  /** Whether ICE-CONTROLLED is there. */
  public boolean hasControlled() {
    return controlled != ABSENT;
  }

  /** The tie breaker of ICE-CONTROLLING or ICE-CONTROLLED, when one is there. */
  public Optional<Long> tieBreaker() {
    int role = controlling == ABSENT ? controlled : controlling;
    return role == ABSENT
        ? Optional.empty()
        : Optional.of(StunProtocol.int64(bytes, valueOf(role)));
  }

  /** ERROR-CODE, 300 to 699, when it is there. */
  public Optional<Integer> errorCode() {
    if (errorCode == ABSENT) {
      return Optional.empty();
    }
    int value = valueOf(errorCode);
    return Optional.of((bytes[value + 2] & 7) * 100 + (bytes[value + 3] & 0xff));
  }

  /** The address of XOR-MAPPED-ADDRESS, when it is there. */
  public Optional<InetSocketAddress> xorMappedAddress() {
    if (xorMappedAddress == ABSENT) {
      return Optional.empty();
    }
    int value = valueOf(xorMappedAddress);
    int port =
        StunProtocol.uint16(bytes, value + 2)
            ^ StunProtocol.uint16(bytes, StunProtocol.COOKIE_INDEX);
    byte[] address = Arrays.copyOfRange(bytes, value + 4, value + sizeOf(xorMappedAddress));
    for (int i = 0; i < address.length; i++) {
      address[i] ^= bytes[StunProtocol.COOKIE_INDEX + i];
    }
    try {
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
    } catch (UnknownHostException e) {
      throw new AssertionError("the reader took only 4 and 16 bytes", e);
    }
  }

  /**
   * The comprehension-required attributes that this reader does not know, in order; the first eight
   * of them.
   */
  public int[] unknownAttributes() {
    return Arrays.copyOf(unknown, unknownCount);
  }

  int type() {
    return StunProtocol.uint16(bytes, 0);
  }

  boolean hasUnknownAttributes() {
    return unknownCount > 0;
  }

  /** The first eight bytes of the transaction id and its last four, folded into 64 bits. */
  long transactionHash() {
    return StunProtocol.int64(bytes, StunProtocol.TRANSACTION_ID_INDEX)
        ^ ((long) StunProtocol.int32(bytes, StunProtocol.TRANSACTION_ID_INDEX + 8) << 17);
  }

  private String text(int attribute) {
    if (attribute == ABSENT) {
      return "";
    }
    return new String(bytes, valueOf(attribute), sizeOf(attribute), StandardCharsets.ISO_8859_1);
  }

  private int sizeOf(int attribute) {
    return StunProtocol.uint16(bytes, attribute + 2);
  }

  private static int valueOf(int attribute) {
    return attribute + StunProtocol.ATTRIBUTE_HEADER_BYTES;
  }

  private static int first(int known, int index) {
    return known == ABSENT ? index : known;
  }

  private static StunProblem require(boolean lengthIsLegal) {
    return lengthIsLegal ? StunProblem.NONE : StunProblem.BAD_LENGTH;
  }

  private void clear() {
    length = 0;
    unknownCount = 0;
    username = ABSENT;
    messageIntegrity = ABSENT;
    fingerprint = ABSENT;
    priority = ABSENT;
    useCandidate = ABSENT;
    controlling = ABSENT;
    controlled = ABSENT;
    xorMappedAddress = ABSENT;
    errorCode = ABSENT;
    software = ABSENT;
    unprotected = false;
    protectedPartEnded = false;
  }
}
