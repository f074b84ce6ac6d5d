package dev.lanward.pairing;

import static dev.lanward.pairing.HmacSha256.ascii;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under the key that SPAKE2 agreed on, one key a side (protocol section 9). The nonce
 * is zero because each key seals exactly one message, which {@link #seal} enforces.
 */
final class PairingSeal {
  static final int TAG_BYTES = 16;

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final byte[] PAGE = ascii("lanward pairing seal page");
  private static final byte[] DEVICE = ascii("lanward pairing seal device");

  private final SecretKeySpec key;
  private boolean used;

  private PairingSeal(Bytes ke, byte[] label) {
    key = new SecretKeySpec(Hkdf.of(ke.toArray()).expand(KEY_BYTES, label), "AES");
  }

  /** For what the page seals; {@code ke} is SPAKE2's. */
  static PairingSeal ofPage(Bytes ke) {
    return new PairingSeal(ke, PAGE);
  }

  /** For what the device seals. */
  static PairingSeal ofDevice(Bytes ke) {
    return new PairingSeal(ke, DEVICE);
  }

  Bytes seal(Bytes plain) {
    if (used) {
      throw new IllegalStateException("a seal key seals one message");
    }
    used = true;
    try {
      return Bytes.copyOf(cipher(Cipher.ENCRYPT_MODE).doFinal(plain.toArray()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES-GCM", e);
    }
  }

  Bytes open(Bytes sealed) throws MalformedMessageException {
    if (sealed.length() < TAG_BYTES) {
      // JDK 17 answers this with an unchecked ProviderException.
      throw new MalformedMessageException(
          Reason.TRUNCATED, sealed.length(), "sealed holds a tag of 16 bytes at least");
    }
    try {
      return Bytes.copyOf(cipher(Cipher.DECRYPT_MODE).doFinal(sealed.toArray()));
    } catch (AEADBadTagException e) {
      throw new MalformedMessageException(Reason.BAD_CHECKSUM, -1, "sealed has a wrong tag");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES-GCM", e);
    }
  }

  private Cipher cipher(int mode) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, new byte[NONCE_BYTES]));
    return cipher;
  }
}
