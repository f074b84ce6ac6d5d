package dev.lanward.drop;

import java.time.Duration;

/**
 * What one transfer may cost.
 *
 * @param entries files and folders of an offer; each is remembered while the transfer lasts
 * @param pathBytes of all entries together, in UTF-8; they are remembered too
 * @param depth folders inside one another
 * @param window chunks that are asked for ahead: 64 of them are 4 MiB, what a second of 30 MiB/s
 *     and a round trip of 100 ms need, and the most that is sent twice when a transfer is cut
 * @param tlsWindow the same over TLS: twice as many, since a round trip of 20 ms would stop a fast
 *     link every 4 MiB, and only as many, since they are sent twice when that is cut
 * @param attempts how often a chunk, or a file whose tree hash is wrong, is asked for
 * @param mostBytes that a transfer may have: the receiver's quota
 * @param patience for how long a sender may owe an answer
 */
public record Limits(
    int entries,
    int pathBytes,
    int depth,
    int window,
    int tlsWindow,
    int attempts,
    long mostBytes,
    Duration patience) {

  /** Without a quota but that sums of sizes fit their numbers. */
  public static Limits defaults() {
    return new Limits(100_000, 16 << 20, 32, 64, 128, 4, 1L << 60, Duration.ofMinutes(1));
  }

  /** The same with a quota of {@code bytes}. */
  public Limits withMostBytes(long bytes) {
    return new Limits(entries, pathBytes, depth, window, tlsWindow, attempts, bytes, patience);
  }

  /** The same with another patience. */
  public Limits withPatience(Duration time) {
    return new Limits(entries, pathBytes, depth, window, tlsWindow, attempts, mostBytes, time);
  }
}
