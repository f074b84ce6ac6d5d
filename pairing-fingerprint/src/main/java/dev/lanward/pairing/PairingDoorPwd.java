package dev.lanward.pairing;

import static dev.lanward.pairing.HmacSha256.ascii;

import java.util.Arrays;
import java.util.Base64;

/**
 * The door-pwd of a pairing knock, {@code lw0} (protocol section 6). Anybody can compute it; it
 * only keeps packets that are no knocks away from DTLS.
 */
public final class PairingDoorPwd {
  private static final byte[] LABEL = ascii("lanward pairing door-pwd");

  private PairingDoorPwd() {}

  /** The 24 characters for the whole {@code doorUfrag}, {@code lw0} included. */
  public static String of(String doorUfrag) {
    byte[] hash = HmacSha256.sha256(LABEL, ascii(doorUfrag));
    return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, PairingKey.DOOR_PWD_BYTES));
  }
}
