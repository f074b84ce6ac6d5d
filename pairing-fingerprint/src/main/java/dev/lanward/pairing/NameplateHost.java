package dev.lanward.pairing;

import static dev.lanward.pairing.HmacSha256.ascii;

import java.util.UUID;

/** The host name that a nameplate stands for (protocol section 3). */
public final class NameplateHost {
  private static final byte[] LABEL = ascii("lanward nameplate");

  private NameplateHost() {}

  /**
   * {@code uuid(SHA-256("lanward nameplate" ‖ nameplate))}.
   *
   * @throws IllegalArgumentException when {@code nameplate} is not 1 to 999
   */
  public static UUID of(int nameplate) {
    PairingCode.requireNameplate(nameplate);
    return Uuids.fromBytes(HmacSha256.sha256(LABEL, ascii(Integer.toString(nameplate))));
  }
}
