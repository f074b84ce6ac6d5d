package dev.lanward.mdns.unicast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIGRecord;

class TsigKeyTest {
  private static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  @Test
  void whatTsigKeygenPrintsIsRead() {
    TsigKey key =
        TsigKey.parse(
            "// made by tsig-keygen\nkey \"lan.example\" {\n\talgorithm hmac-sha256;\n\tsecret \""
                + SECRET
                + "\";\n};\n");
    assertEquals("lan.example", key.name());
    assertEquals("hmac-sha256", key.algorithm());
  }

  @Test
  void aSecretWithTwoSlashesIsNoComment() {
    String secret = "//8xMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTA=";
    assertEquals(
        "k", TsigKey.parse("key k { secret \"" + secret + "\"; algorithm hmac-sha512; };").name());
  }

  @Test
  void theSecretIsNeverPrinted() {
    TsigKey key = TsigKey.parse("lanward:HMAC-SHA256:" + SECRET);
    assertEquals("TsigKey[lanward, hmac-sha256, secret REDACTED]", key.toString());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> TsigKey.parse("k:hmac-sha256:Geheim!Geheim"));
    assertFalse((e.getMessage() + e.getCause()).contains("Geheim"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lanward",
        "lanward:" + SECRET,
        "lanward:hmac-md5:" + SECRET,
        "lanward:hmac-sha1:" + SECRET,
        "lanward:hmac-sha256:c2hvcnQ=",
        "lanward:hmac-sha256:*",
        "key lanward { algorithm hmac-sha256; };",
        "key lanward { secret \"" + SECRET + "\"; };",
        "key a { algorithm hmac-sha256; secret \"" + SECRET + "\"; }; key b {};",
        "a..b:hmac-sha256:" + SECRET
      })
  void whatIsNoKeyIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TsigKey.parse(text));
  }

  /** RFC 8945 section 4.3: the digest is over the message as it was, then the variables. */
  @Test
  void theSignatureIsTheHmacOfMessageAndVariables() throws Exception {
    Site site = new Site();
    Site.Member device = site.join();
    device.publish(Site.service("Doorbell"), "10.77.0.1");
    Message update = site.server.updates.get(0);
    TSIGRecord signature = update.getTSIG();
    Message unsigned = update.clone();
    unsigned.removeRecord(signature, Section.ADDITIONAL);

    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
    mac.update(unsigned.toWire());
    mac.update(variables());
    assertArrayEquals(mac.doFinal(), signature.getSignature());
    assertTrue(site.server.names().contains("Doorbell._lanward._udp.example.org."));
  }

  private static byte[] variables() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Name.fromConstantString("lanward.").toWireCanonical());
    out.write(new byte[] {0, (byte) 255, 0, 0, 0, 0}); // class ANY, TTL 0
    out.write(Name.fromConstantString("hmac-sha256.").toWireCanonical());
    long time = java.time.Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
    out.write(ByteBuffer.allocate(8).putLong(time).array(), 2, 6);
    out.write(new byte[] {1, 44, 0, 0, 0, 0}); // fudge 300 s, no error, no other data
    return out.toByteArray();
  }
}
