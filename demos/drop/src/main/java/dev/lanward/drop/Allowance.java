package dev.lanward.drop;

import dev.lanward.core.Tick;
import java.time.Duration;

/** So much at once, and one more each time a while has passed. */
final class Allowance {
  private final int most;
  private final Duration each;
  private int left;
  private Tick filledAt;

  Allowance(Tick now, int most, Duration each) {
    this.most = most;
    this.each = each;
    this.left = most;
    this.filledAt = now;
  }

  /** Whether there was one; it is gone then. */
  boolean take(Tick now) {
    long more = Math.max(0, now.since(filledAt).dividedBy(each));
    left = (int) Math.min(most, left + more);
    filledAt = left == most ? now : filledAt.plus(each.multipliedBy(more));
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
