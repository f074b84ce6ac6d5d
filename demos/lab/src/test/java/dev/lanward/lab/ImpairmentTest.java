package dev.lanward.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImpairmentTest {
  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesALossThatIsNoShare(double loss) {
    assertThrows(IllegalArgumentException.class, () -> new Impairment(0, 0, loss, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Impairment.MAX_DELAY_NANOS + 1, Long.MAX_VALUE})
  void refusesTimesOutOfRange(long nanos) {
    assertThrows(IllegalArgumentException.class, () -> new Impairment(nanos, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Impairment(0, nanos, 0, 0));
  }

  @Test
  void takesTheExtremes() {
    Impairment impairment =
        new Impairment(Impairment.MAX_DELAY_NANOS, Impairment.MAX_DELAY_NANOS, 1, Long.MIN_VALUE);
    assertEquals(1, impairment.loss());
  }
}
