package dev.lanward.attackers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.pairing.PairingCode;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** "A man in the middle who holds the pairing certificate and relays everything." */
final class RelayTest {
  private LoopbackDevice device;
  private LoopbackPage page;

  @BeforeEach
  void start() throws Exception {
    device = new LoopbackDevice();
    page = new LoopbackPage();
  }

  @AfterEach
  void stop() throws Exception {
    page.close();
    device.close();
  }

  @Test
  void withoutHimTheSamePagePairs() throws Exception {
    PairingCode code = device.openPairing();
    assertEquals("paired", page.pair(device.address(), code).result());
    assertEquals(
        List.of(page.identity.fingerprint()),
        device.pairings().stream().map(each -> each.fingerprint()).toList());
  }

  @Test
  void theDeviceRefusesWhatHePassesOnAndNobodyIsTrusted() throws Exception {
    PairingCode code = device.openPairing();
    try (Running relay = relay()) {
      var result = page.pair(new InetSocketAddress("127.0.0.1", relay.port()), code);
      assertEquals(new PairingAttempt.Result("refused", "wrong-code", 2), result);
      JsonNode said = relay.stop();
      assertEquals(
          List.of("page share", "device share", "page confirm", "device refused"),
          relay.events("message").stream()
              .filter(each -> each.path("type").asText().equals("pair"))
              .map(each -> each.path("from").asText() + " " + each.path("step").asText())
              .toList());
      assertEquals(1, said.path("refusals").asInt());
      assertFalse(said.path("deviceConfirmed").asBoolean(true));
      assertFalse(said.path("byeAfterConfirm").asBoolean(true));
    }
    assertEquals(List.of(), device.pairings());
  }

  @Test
  void aForgedConfirmationConvincesNoPage() throws Exception {
    PairingCode code = device.openPairing();
    try (Running relay = relay("--forge", "yes")) {
      var result = page.pair(new InetSocketAddress("127.0.0.1", relay.port()), code);
      assertEquals(new PairingAttempt.Result("failed", "not-proven", -1), result);
      assertEquals(1, relay.stop().path("refusals").asInt());
      assertEquals(1, relay.events("forged").size());
    }
    assertEquals(List.of(), device.pairings());
  }

  @Test
  void asAPageThatShowsThePairingCertificateHeIsTurnedAway() throws Exception {
    PairingCode code = device.openPairing();
    try (Running relay = relay("--certificate", "pairing")) {
      var result = page.pair(new InetSocketAddress("127.0.0.1", relay.port()), code);
      assertEquals(new PairingAttempt.Result("refused", "malformed", 0), result);
      assertFalse(relay.stop().path("deviceConfirmed").asBoolean(true));
    }
    assertEquals(List.of(), device.pairings());
  }

  private Running relay(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("relay", "--listen", "127.0.0.1:0", "--device", device.addressText()));
    words.addAll(List.of(more));
    return Running.start(words.toArray(new String[0]));
  }
}
