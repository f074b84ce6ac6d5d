package dev.lanward.peer.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaServerFileTest {
  private static final Fingerprint SERVER = new Fingerprint(Bytes.copyOf(new byte[32]));

  @TempDir Path directory;

  @Test
  void itKeepsTheCertificateThatTheOwnerTrusts() throws Exception {
    MediaServerFile file = StateDirectory.open(directory.resolve("state")).mediaServerFile();
    assertEquals(Optional.empty(), file.load());
    file.save(SERVER);
    assertEquals(Optional.of(SERVER), file.load());
    Path kept = directory.resolve("state").resolve("media-server");
    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(kept));
  }

  @Test
  void oneThatIsDamagedIsNotTakenForNone() throws Exception {
    StateDirectory state = StateDirectory.open(directory.resolve("state"));
    Files.writeString(state.path().resolve("media-server"), "AA:BB\n");
    StateException refused =
        assertThrows(StateException.class, () -> state.mediaServerFile().load());
    assertTrue(refused.getMessage().contains("--kurento-fingerprint"), refused.getMessage());
  }
}
