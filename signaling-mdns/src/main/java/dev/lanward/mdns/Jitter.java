package dev.lanward.mdns;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Random waits, which keep hosts that were started by one cause from speaking at one moment. */
final class Jitter {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final RandomGenerator random;

  Jitter(RandomGenerator random) {
    this.random = random;
  }

  /** A time of {@code least} to {@code most} milliseconds, each as likely as the other. */
  Duration millis(int least, int most) {
    return Duration.ofNanos(random.nextLong(least * NANOS_PER_MILLI, most * NANOS_PER_MILLI + 1));
  }
}
