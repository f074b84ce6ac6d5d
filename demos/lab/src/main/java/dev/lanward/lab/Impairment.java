package dev.lanward.lab;

/**
 * What a cable does to each frame, in each direction.
 *
 * @param delayNanos how long every frame is under way, at least
 * @param jitterNanos at most this much is added, evenly distributed, without changing the order
 * @param loss the share of frames that vanish, 0 to 1
 * @param seed with the same seed, the n-th frame of a direction always has the same fate
 */
public record Impairment(long delayNanos, long jitterNanos, double loss, long seed) {
  /** A minute: longer is a mistake in the unit. */
  static final long MAX_DELAY_NANOS = 60_000_000_000L;

  /** Checks the ranges. */
  public Impairment {
    requireTime("delay", delayNanos);
    requireTime("jitter", jitterNanos);
    if (!(loss >= 0 && loss <= 1)) {
      throw new IllegalArgumentException("loss must be 0 to 1, was " + loss);
    }
  }

  private static void requireTime(String name, long nanos) {
    if (nanos < 0 || nanos > MAX_DELAY_NANOS) {
      throw new IllegalArgumentException(
          name + " must be 0 to " + MAX_DELAY_NANOS + " ns, was " + nanos);
    }
  }
}
