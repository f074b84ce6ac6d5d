package dev.lanward.datachannel;

/**
 * How much may be under way: slow start, congestion avoidance, fast recovery (RFC 9260 section
 * 7.2). Byte counts are those of DATA chunks with their headers.
 *
 * <p>Where a loss was not preceded by a growing queue, the window is not halved but reduced by a
 * fifth (ADR 9, TCP Veno).
 */
final class CongestionControl {
  /** The initial window in packets: RFC 6928's ten, as libwebrtc has it, above RFC 9260's four. */
  private static final int INITIAL_PACKETS = 10;

  /** What is left of the window after a loss, in hundredths: as RFC 9260 has it, and as above. */
  private static final int AFTER_CONGESTION = 50;

  private static final int AFTER_CHANCE = 80;

  private int packetBytes;
  private long window;
  private long slowStartThreshold;
  private long partialBytesAcked;
  private boolean recovering;
  private int recoveryExit;

  CongestionControl(int packetBytes) {
    restart(packetBytes);
  }

  /** As at first: of this path nothing is known. */
  void restart(int bytes) {
    packetBytes = bytes;
    window = (long) INITIAL_PACKETS * packetBytes;
    slowStartThreshold = Long.MAX_VALUE;
    partialBytesAcked = 0;
    recovering = false;
  }

  /** Packets may be this long from now on. */
  void setPacketBytes(int bytes) {
    packetBytes = bytes;
  }

  /**
   * A SACK acknowledged {@code bytes} for the first time, by gap ack blocks or by moving the
   * cumulative TSN on.
   */
  void acknowledged(int cumulativeTsn, long bytes, long flightBefore) {
    recovering = recovering && !Serial.isAtOrAfter(cumulativeTsn, recoveryExit);
    boolean used = flightBefore + packetBytes > window;
    if (window <= slowStartThreshold && !recovering) {
      // 7.2.1: only a window that was used may grow; by at most two packets, as acknowledgements
      // come for two.
      if (used) {
        window += Math.min(bytes, 2L * packetBytes);
      }
      return;
    }
    // 7.2.2: one packet more for each window acknowledged; in recovery, too (ADR 9).
    partialBytesAcked += bytes;
    if (partialBytesAcked >= window) {
      partialBytesAcked = used ? partialBytesAcked - window : window;
      if (used) {
        window += packetBytes;
      }
    }
  }

  /**
   * Something was found to be lost; {@code highestTsn} is the last one sent. Returns whether the
   * window was reduced for it, which it is once a round trip.
   */
  boolean lossFound(int highestTsn, boolean byChance) {
    if (recovering) {
      return false;
    }
    reduce(byChance ? AFTER_CHANCE : AFTER_CONGESTION);
    window = slowStartThreshold;
    recovering = true;
    recoveryExit = highestTsn;
    return true;
  }

  /** T3-rtx expired. */
  void timedOut() {
    reduce(AFTER_CONGESTION);
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

  private void reduce(int percent) {
    slowStartThreshold = Math.max(window * percent / 100, 4L * packetBytes);
    partialBytesAcked = 0;
  }
}
