package dev.lanward.attackers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.pairing.PairingKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "A recorded pairing cannot be replayed." */
final class ReplayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path directory;

  @Test
  void aRecordedPairingAndARecordedSessionAreWorthNothing() throws Exception {
    try (LoopbackDevice device = new LoopbackDevice();
        LoopbackPage page = new LoopbackPage()) {
      Path file = directory.resolve("pairing.json");
      record(device, page, file);
      assertEquals(1, device.pairings().size());
      long answered = device.answered();

      JsonNode open = replay(device, file, "lw0");
      assertEquals(0, open.path("handshakesFinished").asInt());
      assertTrue(open.path("answers").asInt() > 0, "pairing mode hears everybody");
      assertEquals(1, device.pairings().size());
      assertTrue(device.answered() > answered);

      device.closePairing();
      answered = device.answered();
      assertEquals(0, replay(device, file, "lw0").path("answers").asInt());
      assertEquals(0, replay(device, file, "lw1").path("answers").asInt());
      assertEquals(answered, device.answered());
      assertEquals(1, device.pairings().size());
    }
  }

  /** A pairing and a session, both through the recorder. */
  private static void record(LoopbackDevice device, LoopbackPage page, Path file) throws Exception {
    String[] command = {
      "record", "--listen", "127.0.0.1:0", "--device", device.addressText(), "--file", "" + file
    };
    var code = device.openPairing();
    try (Running recorder = Running.start(command)) {
      InetSocketAddress door = new InetSocketAddress("127.0.0.1", recorder.port());
      assertEquals("paired", page.pair(door, code).result());
      PairingKey key = device.pairings().get(0).key();
      assertEquals("open", page.connect(door, device.identity.fingerprint(), key, PATIENCE));
    }
    Recording recording = Recording.read(file);
    assertEquals(2, recording.flows().size());
    assertEquals("lw0", recording.flows().get(0).knock());
    assertEquals("lw1", recording.flows().get(1).knock());
  }

  private static JsonNode replay(LoopbackDevice device, Path file, String knocks) throws Exception {
    String[] command = {
      "replay", "--device", device.addressText(), "--file", "" + file, "--knocks", knocks
    };
    try (Running replay = Running.start(command)) {
      replay.done();
      assertEquals(1, replay.events("replayed").size());
      assertTrue(replay.event("replayed").path("sent").asInt() > 3);
      return replay.event("result");
    }
  }
}
