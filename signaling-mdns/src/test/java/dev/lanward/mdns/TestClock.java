package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.time.Duration;

/** Time that passes when told. */
final class TestClock {
  // Just before the counter overflows, where careless comparisons break.
  private Tick now = new Tick(Long.MAX_VALUE - 5_000_000_000L);

  Tick now() {
    return now;
  }

  void set(Tick to) {
    now = to;
  }

  void advance(Duration by) {
    now = now.plus(by);
  }
}
