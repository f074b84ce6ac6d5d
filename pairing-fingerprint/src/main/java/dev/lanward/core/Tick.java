package dev.lanward.core;

import java.time.Duration;

/**
 * A moment on a monotonic clock, in nanoseconds from an arbitrary origin. Cores are told the time;
 * they never ask for it. Two ticks compare only when they come from the same clock; a tick is not a
 * date.
 *
 * @param nanos nanoseconds since the clock's origin, as {@link System#nanoTime()} counts them
 */
public record Tick(long nanos) implements Comparable<Tick> {

  /** The tick {@code duration} later, which may be negative. */
  public Tick plus(Duration duration) {
    return new Tick(nanos + duration.toNanos());
  }

  /** The time from {@code earlier} to this tick; negative when {@code earlier} is the later one. */
  public Duration since(Tick earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  /**
   * Whether this tick lies strictly before {@code other}, correct across overflow of the counter.
   */
  public boolean isBefore(Tick other) {
    return nanos - other.nanos < 0;
  }

  @Override
  public int compareTo(Tick other) {
    return Long.signum(nanos - other.nanos);
  }
}
