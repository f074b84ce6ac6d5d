package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.media.engine.ReadClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol section 16: the clock in the test picture. */
class TestClockTest {
  @Test
  void thereAreTwentyBitsOfTimeAndTheirNumber() {
    assertEquals(0, TestClock.bits(0));
    assertEquals(0b0000_0000_0000_0000_0101_0010, TestClock.bits(5));
    assertEquals(0b1111_1111_1111_1111_1111_0100, TestClock.bits((1 << 20) - 1));
    assertEquals(0, TestClock.bits(1 << 20));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_048_575, 1_048_576, 1_795_000_123_456L})
  void theBlocksAreReadAsTheyWereDrawn(long time) {
    byte[] y = new byte[TestClock.WIDTH * TestClock.HEIGHT];
    TestClock.draw(y, time);
    assertEquals(TestClock.bits(time), ReadClock.bits(y, TestClock.WIDTH));
  }

  @Test
  void nothingIsDrawnOutsideTheClocks() {
    byte[] y = new byte[TestClock.WIDTH * TestClock.HEIGHT];
    java.util.Arrays.fill(y, (byte) 100);
    TestClock.draw(y, 1_795_000_123_456L);
    for (int row = 0; row < TestClock.HEIGHT; row++) {
      for (int column = 0; column < TestClock.WIDTH; column++) {
        boolean isBlock =
            row >= TestClock.TOP && column >= TestClock.LEFT && column < TestClock.LEFT + 960;
        boolean isDigits = row >= 580 && row < 672 && column >= 396 && column < 884;
        if (!isBlock && !isDigits) {
          assertEquals(100, y[row * TestClock.WIDTH + column], row + "," + column);
        }
      }
    }
  }
}
