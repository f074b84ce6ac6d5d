package dev.lanward.cli;

import java.time.Duration;
import java.util.Optional;

/** How far a transfer is, in one line that is written over again and again. */
final class ProgressBar {
  private static final int CELLS = 24;

  /** Of the last speed in the one that is shown: it shall not jump. */
  private static final double SMOOTHING = 0.7;

  private final Optional<Long> total;
  private long lastBytes = -1;
  private long lastNanos;
  private double bytesPerSecond;

  /**
   * @param total bytes in all; unknown for a pipe
   */
  ProgressBar(Optional<Long> total) {
    this.total = total;
  }

  /** The line when {@code bytes} are there at {@code nanos} of a clock that only goes forward. */
  String line(long bytes, long nanos) {
    measure(bytes, nanos);
    String speed = Sizes.text((long) bytesPerSecond) + "/s";
    if (total.isEmpty()) {
      return "%s  %s".formatted(Sizes.text(bytes), speed);
    }
    long all = total.get();
    double share = all == 0 ? 1 : Math.min(1, (double) bytes / all);
    int full = (int) (share * CELLS);
    return "[%s%s] %3d%%  %s  %s%s"
        .formatted(
            "#".repeat(full),
            "-".repeat(CELLS - full),
            (int) (share * 100),
            Sizes.text(bytes),
            speed,
            left(all - bytes));
  }

  private String left(long bytes) {
    return bytesPerSecond < 1 || bytes <= 0
        ? ""
        : "  " + Sizes.time(Duration.ofSeconds((long) (bytes / bytesPerSecond) + 1)) + " left";
  }

  private void measure(long bytes, long nanos) {
    if (lastBytes >= 0 && nanos > lastNanos && bytes >= lastBytes) {
      double now = (bytes - lastBytes) * 1e9 / (nanos - lastNanos);
      bytesPerSecond =
          bytesPerSecond == 0 ? now : SMOOTHING * bytesPerSecond + (1 - SMOOTHING) * now;
    }
    lastBytes = bytes;
    lastNanos = nanos;
  }
}
