package dev.lanward.attackers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.pairing.PairingKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** "An unpaired knock, a knock with a flipped bit, a replayed knock, random datagrams: silence." */
final class FloodTest {
  private LoopbackDevice device;
  private LoopbackPage page;
  private PairingKey key;

  @BeforeEach
  void start() throws Exception {
    device = new LoopbackDevice();
    page = new LoopbackPage();
    key = device.pairWith(page.identity);
  }

  @AfterEach
  void stop() throws Exception {
    page.close();
    device.close();
  }

  @Test
  void aFloodGetsNoAnswerAndAPairedPageConnectsMeanwhile() throws Exception {
    try (Running flood = flood("--count", "8000", "--rate", "8000")) {
      flood.event("ready");
      assertEquals(
          "open",
          page.connect(
              device.address(), device.identity.fingerprint(), key, Duration.ofSeconds(10)));
      flood.done();
      JsonNode result = flood.event("result");
      assertEquals(0, result.path("answers").asInt(-1));
      assertEquals(8000, result.path("total").asInt() + result.path("unsent").asInt());
      assertEquals(8, result.path("sent").size(), "every kind was sent");
    }
  }

  @Test
  void anAnswerWouldBeCounted() throws Exception {
    device.openPairing();
    try (Running flood = flood("--count", "8", "--kinds", "pairing")) {
      flood.done();
      assertTrue(flood.event("result").path("answers").asInt() > 0);
    }
  }

  private Running flood(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "flood",
                "--device",
                device.addressText(),
                "--key",
                key.bytes().toBase64(),
                "--device-fingerprint",
                "" + device.identity.fingerprint(),
                "--page-fingerprint",
                "" + page.identity.fingerprint()));
    words.addAll(List.of(more));
    return Running.start(words.toArray(new String[0]));
  }
}
