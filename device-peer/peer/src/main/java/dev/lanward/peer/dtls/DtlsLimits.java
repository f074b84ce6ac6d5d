package dev.lanward.peer.dtls;

import java.time.Duration;

/**
 * Every bound of the DTLS layer.
 *
 * @param halfOpen handshakes at a time, each of which occupies a thread; more are refused
 * @param halfOpenPerSource handshakes at a time for one source address
 * @param handshakeTime from the first datagram to Finished
 * @param firstResend until a flight is repeated for the first time; doubles each time
 * @param queuedDatagrams datagrams of one handshake that wait for its thread; more are dropped
 * @param mtuBytes the largest datagram that a handshake sends
 */
public record DtlsLimits(
    int halfOpen,
    int halfOpenPerSource,
    Duration handshakeTime,
    Duration firstResend,
    int queuedDatagrams,
    int mtuBytes) {

  /**
   * 32 half-open handshakes, 4 a source: only knocks that verified get this far. 8 s, as browsers
   * give up after 11 to 15. A LAN answers within 10 ms, so 150 ms is late; RFC 6347 section 4.2.4.1
   * allows less than its one second where round trips are known to be short. 1,200 bytes is what
   * browsers send.
   */
  public static final DtlsLimits DEFAULT =
      new DtlsLimits(32, 4, Duration.ofSeconds(8), Duration.ofMillis(150), 64, 1200);

  public DtlsLimits {
    if (halfOpen < 1 || halfOpenPerSource < 1 || queuedDatagrams < 1) {
      throw new IllegalArgumentException("caps must be at least 1");
    }
    if (mtuBytes < 256) {
      throw new IllegalArgumentException("mtuBytes must be at least 256, was " + mtuBytes);
    }
  }

  DtlsLimits withHandshakeTime(Duration time) {
    return new DtlsLimits(
        halfOpen, halfOpenPerSource, time, firstResend, queuedDatagrams, mtuBytes);
  }
}
