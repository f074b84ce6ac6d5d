package dev.lanward.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.peer.Device;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A device with many sessions, and what is left of them; `lanward bench sessions` is the long form.
 */
@Timeout(240)
class CrowdTest {
  private static final int SESSIONS = 300;
  private static final int OPENS = 1_200;

  /**
   * More than measurement noise and the nonces that a door remembers; a session has 20 times it.
   */
  private static final long LEFT_BYTES_A_SESSION = 1_024;

  @TempDir Path state;

  @Test
  void sessionsLeaveNothingBehind() throws Exception {
    List<Caller> callers;
    try (SqliteTrustStore store = StateDirectory.open(state).openTrustStore()) {
      callers = Caller.provision(SESSIONS, store, new SecureRandom());
    }
    try (Device device = CrowdDevice.start(state, "lo");
        Crowd crowd =
            new Crowd(
                new InetSocketAddress(
                    InetAddress.getByName("127.0.0.1"), device.doorPort().orElseThrow()),
                device.fingerprint(),
                callers)) {
      IntSupplier sessions = () -> device.sessions().size();
      comeAndGo(crowd, 0, SESSIONS, sessions);
      Footprint before = Footprint.take();

      for (int opened = 0; opened < OPENS; opened += SESSIONS) {
        comeAndGo(crowd, opened, opened + SESSIONS, sessions);
      }
      Footprint after = Footprint.take();
      assertEquals(before.descriptors(), after.descriptors(), "file descriptors");
      assertEquals(before.sockets(), after.sockets(), "sockets");
      assertTrue(after.threads() <= before.threads() + 1, "threads: " + before + ", " + after);
      long left = after.heapBytes() - before.heapBytes();
      assertTrue(left < OPENS * LEFT_BYTES_A_SESSION, left + " bytes are left of them");
    }
  }

  /**
   * In a method of its own, so that no variable of the test's keeps the last ones, 20 KB each, from
   * being collected while it measures.
   */
  private static void comeAndGo(Crowd crowd, int from, int to, IntSupplier sessions)
      throws InterruptedException {
    List<Member> some = crowd.open(from, to);
    assertEquals(to - from, sessions.getAsInt());
    crowd.echo(some);
    crowd.close(some);
    await(sessions, 0);
  }

  private static void await(IntSupplier sessions, int wanted) throws InterruptedException {
    for (int i = 0; i < 1_000 && sessions.getAsInt() != wanted; i++) {
      Thread.sleep(10);
    }
    assertEquals(wanted, sessions.getAsInt());
  }
}
