package dev.lanward.kurento;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 27, 9, 5, 7);

  @Test
  void eachBeginsAFileOfItsOwn() {
    assertEquals(
        "file:///var/lanward%20x/lanward-20261127-090507.webm",
        Recording.parse("/var/lanward x").fileOf(TIME));
    assertEquals(
        "http://10.0.0.5/in/lanward-20261127-090507.webm",
        Recording.parse("http://10.0.0.5/in/").fileOf(TIME));
    assertEquals(
        "file://" + Path.of("here").toAbsolutePath() + "/lanward-20261127-090507.webm",
        Recording.parse("here").fileOf(TIME));
  }

  @Test
  void aPasswordIsNotShown() {
    assertEquals(
        "http://10.0.0.5/in/", Recording.parse("http://me:secret@10.0.0.5/in/").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://10.0.0.5/", "http://10.0.0.5/in", "http://10.0.0.5/a b/", "://"})
  void nothingElseIs(String text) {
    assertThrows(IllegalArgumentException.class, () -> Recording.parse(text));
  }
}
