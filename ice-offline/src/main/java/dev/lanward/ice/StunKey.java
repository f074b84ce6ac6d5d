package dev.lanward.ice;

import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of a short-term credential: an ice-pwd.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-9.1.1">RFC 8489, section 9.1.1</a>
 */
public final class StunKey {
  private final SecretKeySpec secret;

  private StunKey(SecretKeySpec secret) {
    this.secret = secret;
  }

  /**
   * The key that {@code password} makes.
   *
   * @param password ASCII, not empty; an ice-pwd, which OpaqueString (RFC 8265) leaves as it is
   */
  public static StunKey ofPassword(String password) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("a STUN password must not be empty");
    }
    return new StunKey(
        new SecretKeySpec(password.getBytes(StandardCharsets.US_ASCII), StunIntegrity.ALGORITHM));
  }

  SecretKeySpec secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "StunKey[REDACTED]";
  }
}
