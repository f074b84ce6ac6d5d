package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * {@code lw0}: a page that wants to pair by code. Its password is public; docs/protocol.md, section
 * 6.
 *
 * @param page the fingerprint of the certificate that the page will present
 */
public record PairingKnock(Fingerprint page) implements Knock {
  private static final String LABEL = "lanward pairing door-pwd";
  private static final int PWD_LENGTH = 24;

  @Override
  public Kind kind() {
    return Kind.PAIRING;
  }

  @Override
  public String ufrag() {
    return DoorUfrag.spell(DoorUfrag.PAIRING, page.hash());
  }

  /** The door-pwd: 24 characters that anybody can compute from the ufrag. */
  public String doorPwd() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha256.digest((LABEL + ufrag()).getBytes(StandardCharsets.US_ASCII));
      return Bytes.copyOf(hash).toBase64().substring(0, PWD_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
