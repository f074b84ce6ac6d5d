package dev.lanward.peer.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.pairing.Pairing;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process dies without warning while it writes; what it had acknowledged is there. */
class KillNineTest {
  private static final int ROUNDS = 6;

  @TempDir Path temp;

  /** The child: saves and removes in turn, and says on its output what is done. */
  public static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      StateDirectory directory = StateDirectory.open(Path.of(arguments[0]));
      int from = Integer.parseInt(arguments[1]);
      try (SqliteTrustStore store = directory.openTrustStore()) {
        for (int i = from; ; i++) {
          store.save(TestPairings.device("id" + i, "Peer " + i));
          if (i % 3 == 2) {
            store.remove("id" + (i - 1));
          }
          System.out.println(i);
        }
      }
    }
  }

  @Test
  void everyAcknowledgedWriteSurvives() throws IOException, InterruptedException {
    Path state = temp.resolve("state");
    Random random = new Random(42);
    int acknowledged = -1;
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged = writeAndDie(state, acknowledged + 1, random);
      check(state, acknowledged);
    }
  }

  private static int writeAndDie(Path state, int from, Random random)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                state.toString(),
                Integer.toString(from))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int last = from - 1;
    try (BufferedReader said = child.inputReader(StandardCharsets.US_ASCII)) {
      int enough = from + 10 + random.nextInt(30);
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        last = Integer.parseInt(line);
        if (last == enough) {
          // A different moment of the writer's cycle each time.
          LockSupport.parkNanos(random.nextInt(3_000_000));
          // Through the handle: the process's own method would close its output unread.
          assertTrue(child.toHandle().destroyForcibly());
        }
      }
    }
    assertTrue(child.waitFor(10, TimeUnit.SECONDS));
    assertEquals(128 + 9, child.exitValue(), "killed by SIGKILL");
    return last;
  }

  private static void check(Path state, int acknowledged) {
    try (SqliteTrustStore store = StateDirectory.open(state).openTrustStore()) {
      var present = store.all().stream().map(Pairing::id).collect(Collectors.toSet());
      for (int i = 0; i <= acknowledged; i++) {
        boolean removed = i % 3 == 1 && i < acknowledged;
        // The write after the last acknowledged one may or may not have happened.
        if (i % 3 == 1 && i == acknowledged) {
          continue;
        }
        assertEquals(!removed, present.contains("id" + i), "pairing " + i + " of " + acknowledged);
      }
    }
  }
}
