package dev.lanward.attackers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.pairing.PairingCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Three wrong guesses burn the code; twenty in one opening close pairing mode." */
final class GuessTest {

  @Test
  void threeGuessesBurnACodeAndTwentyCloseTheDoor() throws Exception {
    try (LoopbackDevice device = new LoopbackDevice()) {
      PairingCode first = device.openPairing();
      String[] command = {
        "guess",
        "--device",
        device.addressText(),
        "--nameplate",
        "7",
        "--count",
        "25",
        "--avoid",
        first.pin(),
        "--patience",
        "1"
      };
      try (Running guess = Running.start(command)) {
        guess.done();
        List<String> seen =
            guess.events("guess").stream()
                .map(each -> each.path("result").asText() + " " + each.path("left").asInt())
                .toList();
        assertEquals(
            List.of("refused 2", "refused 1", "refused 0", "refused 2", "refused 1", "refused 0"),
            seen.subList(0, 6));
        assertEquals(22, seen.size(), "twenty refusals and two silences");
        assertEquals(List.of("silence -1", "silence -1"), seen.subList(20, 22));
        assertTrue(
            guess.events("guess").subList(0, 20).stream()
                .allMatch(each -> each.path("code").asText().equals("wrong-code")));
      }
      assertTrue(device.code().isEmpty());
      assertEquals(List.of(), device.pairings());
    }
  }

  @Test
  void aGuessThatIsRightIsSeenToPair() throws Exception {
    try (LoopbackDevice device = new LoopbackDevice()) {
      PairingCode code = device.openPairing();
      String[] command = {
        "guess", "--device", device.addressText(), "--nameplate", "7", "--pins", code.pin()
      };
      try (Running guess = Running.start(command)) {
        guess.done();
        assertEquals("paired", guess.event("guess").path("result").asText());
      }
      assertEquals(1, device.pairings().size());
    }
  }
}
