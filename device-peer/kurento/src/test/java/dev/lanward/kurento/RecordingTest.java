package dev.lanward.kurento;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private static final Instant TIME = Instant.parse("2026-11-27T09:05:07Z");

  @Test
  void eachBeginsAFileOfItsOwn() {
    assertEquals(
        "file:///var/lanward%20x/lanward-20261127-090507.webm",
        Recording.parse("/var/lanward x").next(TIME));
    assertEquals(
        "http://10.0.0.5/in/lanward-20261127-090507.webm",
        Recording.parse("http://10.0.0.5/in/").next(TIME));
    assertEquals(
        "file://" + Path.of("here").toAbsolutePath() + "/lanward-20261127-090507.webm",
        Recording.parse("here").next(TIME));
  }

  @Test
  void twoThatBeginInOneSecondHaveTwoNames() {
    Recording recording = Recording.parse("/var");
    assertEquals("file:///var/lanward-20261127-090507.webm", recording.next(TIME));
    assertEquals("file:///var/lanward-20261127-090507-2.webm", recording.next(TIME.plusMillis(9)));
    assertEquals("file:///var/lanward-20261127-090508.webm", recording.next(TIME.plusSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://10.0.0.5/", "http://10.0.0.5/in", "http://10.0.0.5/a b/", "://"})
  void nothingElseIs(String text) {
    assertThrows(IllegalArgumentException.class, () -> Recording.parse(text));
  }
}
