package dev.lanward.datachannel;

/**
 * Keeps a sender from emptying a grown window into the network at once, which small receive buffers
 * do not survive. A bucket of {@code maxBurst} bytes is drained by what is sent and filled by
 * acknowledgements, twice their size, and by time, at two windows a round trip. So it binds only
 * where something opens the window all at once; in steady state acknowledgements are the clock. It
 * is what RFC 9260 section 7.2.1 wants of Max.Burst, with a clock.
 */
final class Pacer {
  /** Timers finer than this cost more than they smooth, in nanoseconds. */
  private static final long TICK = 500_000;

  private final long maxBurst;
  private long tokens;
  private long filledAt;

  Pacer(long maxBurst) {
    this.maxBurst = maxBurst;
    tokens = maxBurst;
  }

  boolean mayStart() {
    return tokens > 0;
  }

  void sent(int bytes) {
    tokens -= bytes;
  }

  void acknowledged(long bytes) {
    tokens = Math.min(maxBurst, tokens + 2 * bytes);
  }

  /** Fills by the time since the last call. */
  void elapse(long now, long window, long smoothedRtt) {
    long elapsed = now - filledAt;
    if (elapsed <= 0) {
      filledAt = elapsed < 0 ? now : filledAt;
      return;
    }
    filledAt = now;
    double perNano = 2.0 * window / Math.max(smoothedRtt, 50_000);
    tokens = (long) Math.min((double) maxBurst, tokens + elapsed * perNano);
  }

  /** When a quarter of the bucket will be full again. */
  long readyAt(long now, long window, long smoothedRtt) {
    double perNano = 2.0 * window / Math.max(smoothedRtt, 50_000);
    return now + Math.max(TICK, (long) ((maxBurst / 4 - tokens) / perNano));
  }
}
