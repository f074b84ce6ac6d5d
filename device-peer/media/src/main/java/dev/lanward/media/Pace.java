package dev.lanward.media;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * At most 20 descriptions in 10 s (protocol section 16). Once more come, none is taken any more.
 */
final class Pace {
  private static final int MOST = 20;
  private static final long NANOS = 10_000_000_000L;

  private final Deque<Long> taken = new ArrayDeque<>();
  private boolean isExceeded;

  /** Whether one more may be taken. */
  boolean take(long nowNanos) {
    while (!taken.isEmpty() && nowNanos - taken.getFirst() > NANOS) {
      taken.removeFirst();
    }
    if (taken.size() == MOST) {
      isExceeded = true;
    } else {
      taken.addLast(nowNanos);
    }
    return !isExceeded;
  }

  boolean isExceeded() {
    return isExceeded;
  }
}
