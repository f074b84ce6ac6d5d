package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.pairing.Pairing;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a peer calls itself is kept beside what it is called here, on both sides of the door. */
@Timeout(120)
class OwnNameTest {
  @TempDir Path directory;
  private TwoDevices both;

  @BeforeEach
  void start() throws Exception {
    both = new TwoDevices(directory);
  }

  @AfterEach
  void stop() {
    both.close();
  }

  @Test
  void aSessionTellsTheDevicesNewNameAndTheNameHereStays() throws Exception {
    Peer device = both.pairByLink();
    assertTrue(both.caller.rename(device.id(), "Front door"));
    int port = both.door.doorPort().orElseThrow();
    both.door.close();
    both.startDoor("Gate", port);
    both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);

    Pairing known = stored(both.callerState, pairing -> pairing.ownName().equals("Gate"));
    assertEquals("Front door", known.name());
    assertEquals("Front door", both.caller.peers().get(0).name());
  }

  @Test
  void aSessionTellsThePagesNewNameToo() throws Exception {
    Peer device = both.pairByLink();
    both.caller.close();
    both.startCaller("Ada's laptop");
    both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);

    Pairing page = stored(both.doorState, pairing -> pairing.ownName().equals("Ada's laptop"));
    assertEquals("Caller", page.name());
  }

  /** The one pairing of a state directory, once it is as it should be. */
  private static Pairing stored(Path state, Predicate<Pairing> wanted) throws Exception {
    try (SqliteTrustStore store = StateDirectory.open(state).openTrustStore()) {
      for (int i = 0; i < 2_000 && !wanted.test(store.all().get(0)); i++) {
        Thread.sleep(10);
      }
      Pairing last = store.all().get(0);
      assertTrue(wanted.test(last), last::toString);
      return last;
    }
  }
}
