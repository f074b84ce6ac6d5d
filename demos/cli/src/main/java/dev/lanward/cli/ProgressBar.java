package dev.lanward.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** How far a transfer is, in one line that is written over again and again. */
final class ProgressBar {
  private static final int MOST_CELLS = 24;

  /** A shorter bar says nothing; what else is in the line makes room for it. */
  private static final int LEAST_CELLS = 4;

  /**
   * Columns that stay free: some terminals go to the next line in the last one, and they write
   * {@code ^C} behind the bar, where it can be wiped away only while it is in the same line.
   */
  private static final int FREE = 3;

  private static final int BRACKETS = 2;

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

  /**
   * The line when {@code bytes} are there at {@code nanos} of a clock that only goes forward, for a
   * terminal of so many columns.
   */
  String line(long bytes, long nanos, int columns) {
    measure(bytes, nanos);
    int room = columns - FREE;
    String size = Sizes.text(bytes);
    String speed = "  " + Sizes.text((long) bytesPerSecond) + "/s";
    if (total.isEmpty()) {
      return first(fitting(size + speed, room), fitting(size, room));
    }
    long all = total.get();
    double share = all == 0 ? 1 : Math.min(1, (double) bytes / all);
    String percent = "%3d%%".formatted((int) (share * 100));
    String left = left(all - bytes);
    // What is missed least goes first where there is little room.
    return first(
        withBar(share, " " + percent + "  " + size + speed + left, room),
        withBar(share, " " + percent + speed + left, room),
        fitting(percent + speed + left, room),
        fitting(percent + left, room),
        fitting(percent, room));
  }

  private static Optional<String> withBar(double share, String facts, int room) {
    int cells = Math.min(MOST_CELLS, room - BRACKETS - facts.length());
    if (cells < LEAST_CELLS) {
      return Optional.empty();
    }
    int full = (int) (share * cells);
    return Optional.of("[" + "#".repeat(full) + "-".repeat(cells - full) + "]" + facts);
  }

  private static Optional<String> fitting(String line, int room) {
    return Optional.of(line).filter(each -> each.length() <= room);
  }

  @SafeVarargs
  private static String first(Optional<String>... lines) {
    return Stream.of(lines).flatMap(Optional::stream).findFirst().orElse("");
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
