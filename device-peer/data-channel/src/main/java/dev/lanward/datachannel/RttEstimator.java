package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.RTO_INITIAL;
import static dev.lanward.datachannel.SctpProtocol.RTO_MAX;
import static dev.lanward.datachannel.SctpProtocol.RTO_MIN;

/**
 * Smoothed round-trip time and retransmission timeout (RFC 9260 section 6.3.1), in nanoseconds.
 * Callers follow Karn's rule: nothing that was sent twice is measured.
 */
final class RttEstimator {
  private long smoothed;
  private long variation;
  private long timeout = RTO_INITIAL;

  /** Takes a measurement. */
  void measured(long nanos) {
    long rtt = Math.max(1, nanos);
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
