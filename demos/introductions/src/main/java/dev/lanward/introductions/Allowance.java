package dev.lanward.introductions;

import dev.lanward.core.Tick;
import java.time.Duration;

/** So much at once, and one more each time a while has passed. */
public final class Allowance {
  private final int most;
  private final Duration each;
  private int left;
  private Tick filledAt;

  /**
   * @param each how long until there is one more
   */
  public Allowance(Tick now, int most, Duration each) {
    this.most = most;
    this.each = each;
    this.left = most;
    this.filledAt = now;
  }

  /** Whether there was one; it is gone then. */
  public boolean take(Tick now) {
    return take(now, 1);
  }

  /** Whether there were so many; they are gone then. Where there were less, none is. */
  public boolean take(Tick now, int wanted) {
    long more = Math.max(0, now.since(filledAt).dividedBy(each));
    left = (int) Math.min(most, left + more);
    filledAt = left == most ? now : filledAt.plus(each.multipliedBy(more));
    if (left < wanted) {
      return false;
    }
    left -= wanted;
    return true;
  }
}
