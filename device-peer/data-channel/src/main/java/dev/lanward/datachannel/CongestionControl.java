package dev.lanward.datachannel;

/**
 * How much may be under way: slow start, congestion avoidance, fast recovery (RFC 9260 section
 * 7.2). Byte counts are those of DATA chunks with their headers.
 */
final class CongestionControl {
  /** The initial window in packets: RFC 6928's ten, as libwebrtc has it, above RFC 9260's four. */
  private static final int INITIAL_PACKETS = 10;

  private final int packetBytes;
  private long window;
  private long slowStartThreshold = Long.MAX_VALUE;
  private long partialBytesAcked;
  private boolean recovering;
  private int recoveryExit;

  CongestionControl(int packetBytes) {
    this.packetBytes = packetBytes;
    window = (long) INITIAL_PACKETS * packetBytes;
  }

  /** The cumulative TSN moved on by a SACK that acknowledged {@code bytes}. */
  void acknowledged(int cumulativeTsn, long bytes, long flightBefore) {
    if (recovering) {
      // RFC 9260 7.2.4: the window stays as it is until what was under way is acknowledged.
      recovering = !Serial.isAtOrAfter(cumulativeTsn, recoveryExit);
      return;
    }
    boolean used = flightBefore + packetBytes > window;
    if (window <= slowStartThreshold) {
      // 7.2.1: only a window that was used may grow; by at most two packets, as acknowledgements
      // come for two.
      if (used) {
        window += Math.min(bytes, 2L * packetBytes);
      }
      return;
    }
    partialBytesAcked += bytes;
    if (partialBytesAcked >= window) {
      // 7.2.2: one packet more for each window acknowledged.
      partialBytesAcked = used ? partialBytesAcked - window : window;
      if (used) {
        window += packetBytes;
      }
    }
  }

  /** Gap reports show a loss; {@code highestTsn} is the last one sent. */
  void lossReported(int highestTsn) {
    if (!recovering) {
      halve();
      window = slowStartThreshold;
      recovering = true;
      recoveryExit = highestTsn;
    }
  }

  /** T3-rtx expired. */
  void timedOut() {
    halve();
    window = packetBytes;
    recovering = false;
  }

  /** Nothing is under way any more. */
  void drained() {
    partialBytesAcked = 0;
  }

  boolean isRecovering() {
    return recovering;
  }

  /** How many bytes may be under way. */
  long window() {
    return window;
  }

  private void halve() {
    slowStartThreshold = Math.max(window / 2, 4L * packetBytes);
    partialBytesAcked = 0;
  }
}
