package dev.lanward.attackers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AttackTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void namesEveryAttacker() {
    assertEquals(0, run("--help"));
    for (String name :
        List.of(
            "relay",
            "guess",
            "record",
            "replay",
            "impostor",
            "stolen-key",
            "wrong-page",
            "copied-advert",
            "flood")) {
      assertTrue(err.toString().contains("attack " + name + " --"), name);
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertEquals(2, run());
    assertEquals(2, run("nobody"));
    assertRefused("--devise", "flood", "--devise", "127.0.0.1:1");
    assertRefused("needs a value", "flood", "--device");
    assertRefused("--device is needed", "flood");
    assertRefused("an address and a port", "flood", "--device", "example.org:47470");
    assertRefused("1 to 200000", "flood", "--device", "127.0.0.1:9", "--count", "200001");
    assertRefused("1 to 600", "impostor", "--listen", "127.0.0.1:0", "--seconds", "601");
    assertRefused(
        "yes or no",
        "relay",
        "--listen",
        "127.0.0.1:0",
        "--device",
        "127.0.0.1:9",
        "--forge",
        "maybe");
    assertRefused(
        "32 bytes",
        "wrong-page",
        "--device",
        "127.0.0.1:9",
        "--key",
        "AAAA",
        "--device-fingerprint",
        "AA:".repeat(31) + "AA",
        "--page-fingerprint",
        "AA:".repeat(31) + "AA");
  }

  private void assertRefused(String why, String... words) {
    assertEquals(2, run(words));
    assertTrue(err.toString().contains(why), () -> why + " in " + err);
  }

  private int run(String... words) {
    err.reset();
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    return Attack.run(List.of(words), nowhere, new PrintStream(err), new Stop());
  }
}
