package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The keyed door-pwds of docs/protocol.md section 6, written a second time for the tests. */
final class DoorPwd {
  private DoorPwd() {}

  static String paired(byte[] pairingKey, PairedKnock knock, Fingerprint device, Fingerprint page) {
    Bytes said = Bytes.concat(knock.nonce(), knock.opening());
    return pwd(pairingKey, "lanward door-pwd", said, device, page);
  }

  static String link(byte[] secret, LinkKnock knock, Fingerprint device) {
    return pwd(secret, "lanward link door-pwd", knock.nonce(), device, knock.page());
  }

  private static String pwd(
      byte[] key, String label, Bytes nonce, Fingerprint device, Fingerprint page) {
    Bytes info =
        Bytes.concat(
            Bytes.copyOf(label.getBytes(StandardCharsets.US_ASCII)),
            nonce,
            device.hash(),
            page.hash(),
            Bytes.ofHex("01"));
    return Bytes.copyOf(hmac(hmac(new byte[32], key), info.toArray()), 0, 18).toBase64();
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
