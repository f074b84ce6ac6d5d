package dev.lanward.attackers;

import dev.lanward.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The door-pwd that anybody can compute; the real one of pairing knocks only. */
final class PublicPassword {
  private PublicPassword() {}

  /** The password of docs/protocol.md section 6, first row, for any ufrag. */
  static String of(String ufrag) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("lanward pairing door-pwd" + ufrag).getBytes(StandardCharsets.UTF_8));
      return Bytes.copyOf(hash).toBase64().substring(0, 24);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
