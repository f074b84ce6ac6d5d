package dev.lanward.pairing;

import static dev.lanward.pairing.HmacSha256.ascii;

import dev.lanward.core.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The key schedule of SPAKE2: Ke for use, KcA and KcB to prove that both sides have the same
 * transcript.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9382#section-4">RFC 9382, section 4</a>
 */
final class Spake2Keys {
  private static final int HALF_BYTES = 16;
  private static final byte[] CONFIRMATION = ascii("ConfirmationKeys");

  private final Spake2.Role role;
  private final byte[] transcript;
  private final byte[] ke;
  private final byte[] ka;
  private final byte[] kcA;
  private final byte[] kcB;

  private Spake2Keys(Spake2.Role role, byte[] transcript) {
    this.role = role;
    this.transcript = transcript;
    byte[] hash = HmacSha256.sha256(transcript);
    ke = Arrays.copyOf(hash, HALF_BYTES);
    ka = Arrays.copyOfRange(hash, HALF_BYTES, 2 * HALF_BYTES);
    byte[] kc = Hkdf.of(ka).expand(2 * HALF_BYTES, CONFIRMATION);
    kcA = Arrays.copyOf(kc, HALF_BYTES);
    kcB = Arrays.copyOfRange(kc, HALF_BYTES, 2 * HALF_BYTES);
  }

  static Spake2Keys of(Spake2.Role role, byte[] transcript) {
    return new Spake2Keys(role, transcript);
  }

  /** TT (RFC 9382 section 3.3): each part after its length in eight little-endian bytes. */
  static byte[] transcript(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      byte[] length =
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(part.length).array();
      all.writeBytes(length);
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** This side's confirmation, cA or cB: 32 bytes. */
  Bytes confirmation() {
    return confirmationOf(role);
  }

  /** Whether {@code received} is the other side's confirmation; compares in constant time. */
  boolean verifies(Bytes received) {
    Spake2.Role other = role == Spake2.Role.A ? Spake2.Role.B : Spake2.Role.A;
    return MessageDigest.isEqual(confirmationOf(other).toArray(), received.toArray());
  }

  /** The agreed key, 16 bytes; use it only after {@link #verifies}. */
  Bytes ke() {
    return Bytes.copyOf(ke);
  }

  Bytes ka() {
    return Bytes.copyOf(ka);
  }

  Bytes kcA() {
    return Bytes.copyOf(kcA);
  }

  Bytes kcB() {
    return Bytes.copyOf(kcB);
  }

  Bytes transcript() {
    return Bytes.copyOf(transcript);
  }

  Bytes confirmationOf(Spake2.Role of) {
    return Bytes.copyOf(HmacSha256.of(of == Spake2.Role.A ? kcA : kcB).tag(transcript));
  }

  @Override
  public String toString() {
    return "Spake2Keys[REDACTED]";
  }
}
