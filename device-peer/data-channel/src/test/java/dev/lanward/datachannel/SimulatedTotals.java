package dev.lanward.datachannel;

/** What many worlds came to together. */
final class SimulatedTotals {
  private long worlds;
  private long packets;
  private long messages;
  private long retransmissions;
  private long abandoned;
  private long channels;
  private long virtualSeconds;
  private long tooLong;
  private long wraps;
  private long interleaved;
  private long lost;

  void add(SimulatedWorld.Outcome outcome) {
    worlds++;
    packets += outcome.packets();
    messages += outcome.messages();
    retransmissions += outcome.retransmissions();
    abandoned += outcome.abandoned();
    channels += outcome.channels();
    virtualSeconds += outcome.virtualNanos() / Pair.SECOND;
    tooLong += outcome.tooLong();
    wraps += outcome.wraps();
    interleaved += outcome.interleaved() ? 1 : 0;
    lost += outcome.lostContact() ? 1 : 0;
  }

  long packets() {
    return packets;
  }

  long worlds() {
    return worlds;
  }

  long lostPercent() {
    return 100 * lost / Math.max(1, worlds);
  }

  /** Whether all that a world may have was there, of which one world has little. */
  boolean hasEverything() {
    return tooLong > 0 && wraps > 0 && interleaved > 0 && interleaved < worlds;
  }

  @Override
  public String toString() {
    return String.format(
        "%,d worlds (%d with I-DATA, %d lost contact), %,d packets (%,d too long), %,d messages, %,d channels (%,d wrapped),"
            + " %,d chunks sent again, %,d messages given up, %,d virtual seconds",
        worlds,
        interleaved,
        lost,
        packets,
        tooLong,
        messages,
        channels,
        wraps,
        retransmissions,
        abandoned,
        virtualSeconds);
  }
}
