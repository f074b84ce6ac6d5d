package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CaptureLogTest {
  private CaptureLog log;
  private Path file;

  @BeforeEach
  void create() throws IOException {
    log = CaptureLog.create();
    Map<String, String> environment = new HashMap<>();
    log.addTo(environment);
    file = Path.of(environment.get("FFREPORT").replaceAll("^file=|:level=16$", ""));
  }

  @AfterEach
  void delete() {
    log.delete();
    log.trim();
    assertFalse(Files.exists(file), "nothing that comes late makes it anew");
    log.delete();
    assertEquals("", log.lastWords());
  }

  @Test
  void ofItsHeadNothingIsSaid() throws IOException {
    assertEquals("", log.lastWords());
    Files.writeString(file, "ffmpeg started\nCommand line:\nffmpeg -i rtsp://eve:secret@host/\n");
    assertEquals("", log.lastWords());
  }

  @Test
  void theLastLineIsSaidWithoutPasswordsOrWhatATerminalObeys() throws IOException {
    Files.writeString(file, "one\n[tcp @ 0x1] \u001b[31mrtsp://eve:secret@10.0.0.9/a: refused\n\n");
    assertEquals("[31mrtsp://10.0.0.9/a: refused", log.lastWords());
    Files.writeString(file, "x".repeat(500));
    assertEquals("x".repeat(160), log.lastWords());
  }

  @Test
  void oneThatIsTooLongIsTakenOffTheDiskWhileTheProgramWritesOn() throws IOException {
    byte[] line = "error while decoding\n".getBytes(StandardCharsets.US_ASCII);
    try (OutputStream program = Files.newOutputStream(file)) {
      for (int written = 0; written <= CaptureLog.MAX_BYTES; written += line.length) {
        program.write(line);
      }
      log.trim();
      assertEquals(0, Files.size(file));
      program.write("it ends".getBytes(StandardCharsets.US_ASCII));
      log.trim();
      assertEquals("it ends", log.lastWords());
    }
  }

  @Test
  void ofALongOneTheEndIsRead() throws IOException {
    Files.writeString(file, "error while decoding\n".repeat(100_000) + "it ends");
    assertEquals("it ends", log.lastWords());
  }
}
