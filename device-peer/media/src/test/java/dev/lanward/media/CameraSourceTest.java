package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraSourceTest {
  @Test
  void aDeviceIsOneArgument() {
    assertTrue(CameraSource.parse("v4l2:/dev/video0").command().contains("/dev/video0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v4l2:",
        "v4l2:video0",
        "v4l2:/dev/../etc/passwd",
        "v4l2:/etc/passwd",
        "v4l2:/dev/video0 -i x",
        "v4l2:/dev/video0;ls",
        "http://camera/",
        "concat:a|b",
        "rtsp://",
        "rtsp://a b/",
        "lavfi:x",
        "no-such-file.mp4",
        "-version",
        "",
        "/"
      })
  void whatIsNoSourceIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> CameraSource.parse(text));
  }

  @Test
  void aPasswordIsNotPrinted() {
    CameraSource source = CameraSource.parse("rtsp://ada:secret@192.168.1.9/stream");
    assertFalse(source.toString().contains("secret"), source.toString());
    assertTrue(source.command().contains("rtsp://ada:secret@192.168.1.9/stream"));
  }

  @Test
  void aFileOfAnyNameIsOneArgumentAndMayNameNoOther(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("-i x;$(id) 'a'.mp4"));
    List<String> command = CameraSource.parse(file.toString()).command();
    assertTrue(command.contains("file:" + file), command.toString());
    assertEquals("file", command.get(command.indexOf("-protocol_whitelist") + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "heard", "http://x.wav/y", "alsa:hw:0"})
  void whatIsNoSpeakerIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> PlaybackTarget.speaker(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "record:", "record:x.sh", "x.mkv", "screen"})
  void whatIsNoDisplayIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> PlaybackTarget.display(text));
  }
}
