package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressBarTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final long SECOND = 1_000_000_000L;

  private final ProgressBar bar = new ProgressBar(Optional.of(100 * MEBIBYTE));

  @Test
  void whereThereIsRoomItHasEverything() {
    bar.line(0, 0, 100);
    assertEquals(
        "[############------------]  50%  50.0 MiB  10.0 MiB/s  0:06 left",
        bar.line(50 * MEBIBYTE, 5 * SECOND, 100));
  }

  @Test
  void whereThereIsLittleTheSumGoesAndTheBarIsShorter() {
    bar.line(0, 0, 40);
    assertEquals("[###----]  50%  10.0 MiB/s  0:06 left", bar.line(50 * MEBIBYTE, 5 * SECOND, 40));
  }

  @Test
  void whereThereIsLessTheBarGoes() {
    bar.line(0, 0, 20);
    assertEquals(" 50%  0:06 left", bar.line(50 * MEBIBYTE, 5 * SECOND, 20));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 20, 30, 39, 40, 41, 60, 66, 67, 80, 100, 500})
  void thereIsRoomForWhatTheTerminalWritesAtAnyWidth(int columns) {
    for (int second = 0; second <= 10; second++) {
      String line = bar.line(second * 10 * MEBIBYTE, second * SECOND, columns);
      assertTrue(line.length() <= Math.max(0, columns - 3), line);
    }
    ProgressBar pipe = new ProgressBar(Optional.empty());
    assertTrue(pipe.line(5 * MEBIBYTE, SECOND, columns).length() <= Math.max(0, columns - 3));
  }

  @Test
  void atTheEndNothingIsLeft() {
    bar.line(0, 0, 80);
    String line = bar.line(100 * MEBIBYTE, SECOND, 80);
    assertTrue(line.startsWith("[########################] 100%  100.0 MiB"), line);
    assertFalse(line.contains("left"), line);
  }

  @Test
  void ofAPipeNobodyKnowsHowMuchIsLeft() {
    ProgressBar pipe = new ProgressBar(Optional.empty());
    pipe.line(0, 0, 80);
    assertEquals("2.0 MiB  2.0 MiB/s", pipe.line(2 * MEBIBYTE, SECOND, 80));
  }
}
