package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.RTO_INITIAL;
import static dev.lanward.datachannel.SctpProtocol.RTO_MAX;
import static dev.lanward.datachannel.SctpProtocol.RTO_MIN;

/**
 * Smoothed round-trip time and retransmission timeout (RFC 9260 section 6.3.1), in nanoseconds.
 * Callers follow Karn's rule: nothing that was sent twice is measured. Beside these, what the loss
 * detection of RFC 8985 and the congestion control ask of round trips.
 */
final class RttEstimator {
  /** Shares of the shortest round trip: by how much longer ones show a queue. */
  private static final int QUEUE_SHARE = 8;

  /**
   * Less than this shows no queue either: a burst of our own, or a thread that was not scheduled at
   * once, delays as much.
   */
  private static final long LEAST_QUEUE = 500_000;

  /** RFC 8985 6.2 step 4: packets may overtake one another by a quarter of a round trip. */
  private static final int REORDERING_SHARE = 4;

  private static final long LEAST_REORDERING = 1_000_000;

  /** What an answer may be late by because a thread was not scheduled, or memory collected. */
  private static final long LATENESS = 10_000_000;

  private long smoothed;
  private long variation;
  private long timeout = RTO_INITIAL;

  // The shortest since the window was last reduced, and between that and the time before.
  private long least = Long.MAX_VALUE;
  private long leastBefore = Long.MAX_VALUE;

  /** Takes a measurement. */
  void measured(long nanos) {
    long rtt = Math.max(1, nanos);
    least = Math.min(least, rtt);
    if (smoothed == 0) {
      smoothed = rtt;
      variation = rtt / 2;
    } else {
      variation += (Math.abs(smoothed - rtt) - variation) / 4;
      smoothed = Math.max(1, smoothed + (rtt - smoothed) / 8);
    }
    timeout = clamp(smoothed + 4 * variation);
  }

  /** A timeout expired: the next one is twice as long (rule E2). */
  void backOff() {
    timeout = clamp(timeout * 2);
  }

  /** Something new was acknowledged: the path is alive, so the back-off is over. */
  void recovered() {
    timeout = smoothed == 0 ? RTO_INITIAL : clamp(smoothed + 4 * variation);
  }

  /** The congestion window was reduced. */
  void windowReduced() {
    leastBefore = least;
    least = Long.MAX_VALUE;
  }

  /**
   * Whether round trips take as long as the shortest since the window was last but one reduced: no
   * queue has grown while the window did. Not where nothing was measured.
   */
  boolean isQueueFree() {
    long shortest = least();
    return shortest > 0 && smoothed - shortest <= Math.max(shortest / QUEUE_SHARE, LEAST_QUEUE);
  }

  /** The shortest round trip of late; 0 while there is none. */
  long least() {
    long shortest = Math.min(least, leastBefore);
    return shortest == Long.MAX_VALUE ? 0 : shortest;
  }

  /** How much later what was sent may arrive before what was sent earlier. */
  long reordering() {
    return smoothed == 0 ? Long.MAX_VALUE : Math.max(smoothed / REORDERING_SHARE, LEAST_REORDERING);
  }

  /** How long the answer to a packet may take, before it is missed. */
  long patience() {
    return Math.max(2 * smoothed, smoothed + 4 * variation) + LATENESS;
  }

  long timeout() {
    return timeout;
  }

  /** The smoothed round-trip time; 0 while there is none. */
  long smoothed() {
    return smoothed;
  }

  private static long clamp(long nanos) {
    return Math.max(RTO_MIN, Math.min(RTO_MAX, nanos));
  }
}
