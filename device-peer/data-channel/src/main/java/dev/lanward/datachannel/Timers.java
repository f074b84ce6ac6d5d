package dev.lanward.datachannel;

/** When each {@link Timer} is due, in nanoseconds of the caller's clock, which may wrap. */
final class Timers {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final Timer[] ALL = Timer.values();

  private final long[] due = new long[Timer.COUNT];
  private int armed;

  void arm(Timer timer, long at) {
    due[timer.ordinal()] = at;
    armed |= bit(timer);
  }

  /** Lets {@code timer} expire no later than {@code at}, if it is armed. */
  void hasten(Timer timer, long at) {
    if (isArmed(timer) && due[timer.ordinal()] - at > 0) {
      due[timer.ordinal()] = at;
    }
  }

  void stop(Timer timer) {
    armed &= ~bit(timer);
  }

  void stopAll() {
    armed = 0;
  }

  boolean isArmed(Timer timer) {
    return (armed & bit(timer)) != 0;
  }

  boolean isAnyArmed() {
    return armed != 0;
  }

  /** Stops {@code timer} and says yes, if it is due at {@code now}. */
  boolean expire(Timer timer, long now) {
    if (!isArmed(timer) || due[timer.ordinal()] - now > 0) {
      return false;
    }
    stop(timer);
    return true;
  }

  /** The earliest of the armed ones; there must be one. */
  long earliest() {
    boolean first = true;
    long earliest = 0;
    for (Timer timer : ALL) {
      if (isArmed(timer) && (first || due[timer.ordinal()] - earliest < 0)) {
        earliest = due[timer.ordinal()];
        first = false;
      }
    }
    return earliest;
  }

  /** Those that are armed, with the milliseconds until each is due. */
  String describe(long now) {
    StringBuilder text = new StringBuilder();
    for (Timer timer : ALL) {
      if (isArmed(timer)) {
        long wait = (due[timer.ordinal()] - now) / NANOS_PER_MS;
        text.append(' ').append(timer).append(" in ").append(wait).append(" ms");
      }
    }
    return text.isEmpty() ? " none" : text.toString();
  }

  private static int bit(Timer timer) {
    return 1 << timer.ordinal();
  }
}
