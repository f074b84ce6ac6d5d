package dev.lanward.attackers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.PairingKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Doors of others: without the pairing key, and with it but without the certificate. */
final class ImpostorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private LoopbackPage page;
  private Identity device;
  private PairingKey key;

  @BeforeEach
  void start() throws Exception {
    page = new LoopbackPage();
    device = page.network.newIdentity();
    key = PairingKey.generate(page.network.random());
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void withoutThePairingKeyIceDoesNotFinish() throws Exception {
    try (Running impostor = Running.start("impostor", "--listen", "127.0.0.1:0")) {
      InetSocketAddress door = new InetSocketAddress("127.0.0.1", impostor.port());
      assertEquals("silence", page.connect(door, device.fingerprint(), key, Duration.ofSeconds(2)));
      JsonNode result = impostor.stop();
      assertTrue(result.path("requests").asInt() > 1, "the page asked");
      assertEquals(0, result.path("dtlsRecords").asInt());
    }
  }

  @Test
  void withTheKeyTheCertificateIsMissing() throws Exception {
    try (Running thief =
        Running.start(
            "stolen-key",
            "--listen",
            "127.0.0.1:0",
            "--key",
            "" + key.bytes().toBase64(),
            "--device-fingerprint",
            "" + device.fingerprint(),
            "--page-fingerprint",
            "" + page.identity.fingerprint())) {
      InetSocketAddress door = new InetSocketAddress("127.0.0.1", thief.port());
      assertEquals("wrong-certificate", page.connect(door, device.fingerprint(), key, PATIENCE));
      JsonNode handshake = thief.event("handshake");
      assertEquals("peer-alert", handshake.path("result").asText());
      assertEquals(42, handshake.path("alert").asInt());
      JsonNode result = thief.stop();
      assertEquals(1, result.path("knocks").asInt());
      assertEquals(0, result.path("handshakesOpened").asInt());
      assertEquals(0, result.path("applicationBytes").asInt(-1));
    }
  }

  @Test
  void aPageWithAnotherCertificateFailsInDtls() throws Exception {
    try (LoopbackDevice real = new LoopbackDevice()) {
      PairingKey paired = real.pairWith(page.identity);
      try (Running wrong =
          Running.start(
              "wrong-page",
              "--device",
              real.addressText(),
              "--key",
              paired.bytes().toBase64(),
              "--device-fingerprint",
              "" + real.identity.fingerprint(),
              "--page-fingerprint",
              "" + page.identity.fingerprint())) {
        wrong.done();
        assertTrue(wrong.event("result").path("answered").asBoolean());
        assertTrue(!wrong.event("result").path("controlChannel").asBoolean(true));
        assertEquals("peer-alert", wrong.event("handshake").path("result").asText());
        assertEquals(42, wrong.event("handshake").path("alert").asInt());
      }
      assertEquals("wrong-certificate", real.handshakes.get(0));
      assertEquals(
          "open", page.connect(real.address(), real.identity.fingerprint(), paired, PATIENCE));
    }
  }
}
