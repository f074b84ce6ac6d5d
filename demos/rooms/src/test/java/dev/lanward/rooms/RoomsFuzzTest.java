package dev.lanward.rooms;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.pairing.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * As a test it runs the seeds that stand beside it in the resources. To look for new ones:
 *
 * <pre>JAZZER_FUZZ=1 mvn -pl demos/rooms -am test -Djazzer.hooks=true
 *     -Dtest=RoomsFuzzTest -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class RoomsFuzzTest {
  private static final String ADA = "0".repeat(32);
  private static final String BOB = "1".repeat(32);

  /**
   * Lines are what Ada says on the desk; one that begins with a zero byte is to be passed on, at 1
   * Ada opens the desk anew, at 2 a second passes in which Bob is heard.
   */
  @FuzzTest(maxDuration = "5m")
  void whatAPlayerSaysThrowsNothingAndSendsNobodyElseOut(byte[] input) {
    Tick now = new Tick(0);
    Rooms rooms = new Rooms(now, 0, List.of());
    for (String each : List.of(BOB, ADA)) {
      rooms.enter(now, each, new Fingerprint(Bytes.copyOf(new byte[32])));
      rooms.handleText(
          now,
          each,
          "{\"type\":\"join\",\"room\":\"main\",\"name\":\"P\",\"visit\":\"0011223344556677\"}");
    }
    for (String line : new String(input, StandardCharsets.ISO_8859_1).split("\n", 256)) {
      byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
      now = now.plus(Duration.ofMillis(1));
      if (line.startsWith("\1")) {
        rooms.enter(now, ADA, new Fingerprint(Bytes.copyOf(new byte[32])));
      } else if (line.startsWith("\2")) {
        now = now.plus(Duration.ofSeconds(1));
        rooms.handleText(now, BOB, "{\"type\":\"ping\",\"sent\":1}");
        rooms.handleTimeout(now);
      } else if (line.startsWith("\0")) {
        rooms.handleRelay(now, ADA, Bytes.copyOf(bytes, 1, bytes.length - 1), true);
      } else {
        rooms.handleText(now, ADA, new String(bytes, StandardCharsets.UTF_8));
      }
      while (rooms.pollOutput().isPresent()) {
        // What it says does not matter here.
      }
    }
    assertTrue(
        rooms.states().stream()
            .flatMap(state -> state.members().stream())
            .anyMatch(member -> member.peer().equals(BOB)));
  }
}
