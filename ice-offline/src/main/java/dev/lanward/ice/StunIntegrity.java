package dev.lanward.ice;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/**
 * MESSAGE-INTEGRITY and FINGERPRINT over a message in an array. It keeps one {@link Mac} and its
 * scratch memory, so one belongs to one core and one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-14.5">RFC 8489, section 14.5</a>
 */
final class StunIntegrity {
  static final String ALGORITHM = "HmacSHA1";

  private final Mac mac;
  private final CRC32 crc = new CRC32();
  private final byte[] computed = new byte[StunProtocol.MESSAGE_INTEGRITY_BYTES];

  StunIntegrity() {
    try {
      mac = Mac.getInstance(ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HmacSHA1", e);
    }
  }

  /** Whether the MESSAGE-INTEGRITY attribute that begins at {@code attribute} is right. */
  boolean verify(StunKey key, byte[] message, int attribute) {
    compute(key, message, attribute);
    int difference = 0;
    int value = attribute + StunProtocol.ATTRIBUTE_HEADER_BYTES;
    for (int i = 0; i < computed.length; i++) {
      difference |= computed[i] ^ message[value + i];
    }
    return difference == 0;
  }

  /** Writes the value of the MESSAGE-INTEGRITY attribute that begins at {@code attribute}. */
  void sign(StunKey key, byte[] message, int attribute) {
    compute(key, message, attribute);
    System.arraycopy(
        computed, 0, message, attribute + StunProtocol.ATTRIBUTE_HEADER_BYTES, computed.length);
  }

  /** The FINGERPRINT of what stands before {@code attribute}. */
  int fingerprint(byte[] message, int attribute) {
    crc.reset();
    crc.update(message, 0, attribute);
    return (int) crc.getValue() ^ StunProtocol.FINGERPRINT_XOR;
  }

  /** "The length in the header must point to the end of MESSAGE-INTEGRITY" while it is hashed. */
  private void compute(StunKey key, byte[] message, int attribute) {
    int length = StunProtocol.uint16(message, StunProtocol.LENGTH_INDEX);
    int hashed =
        attribute
            + StunProtocol.ATTRIBUTE_HEADER_BYTES
            + StunProtocol.MESSAGE_INTEGRITY_BYTES
            - StunProtocol.HEADER_BYTES;
    StunProtocol.putUint16(message, StunProtocol.LENGTH_INDEX, hashed);
    try {
      mac.init(key.secret());
      mac.update(message, 0, attribute);
      mac.doFinal(computed, 0);
    } catch (InvalidKeyException | ShortBufferException e) {
      throw new AssertionError("the key is an HMAC key and 20 bytes hold a SHA-1", e);
    } finally {
      StunProtocol.putUint16(message, StunProtocol.LENGTH_INDEX, length);
    }
  }
}
