package dev.lanward.mdns.unicast;

import java.time.Duration;

/** How long to wait until something is asked for again. */
final class Periods {

  private Periods() {}

  /** As long as the record lives, but no longer than {@code most}, and a second at least. */
  static Duration within(long ttlSeconds, Duration most) {
    Duration ttl = Duration.ofSeconds(Math.max(0, ttlSeconds));
    Duration least = UnicastProtocol.SHORTEST_PERIOD;
    if (ttl.compareTo(least) < 0) {
      return least;
    }
    return ttl.compareTo(most) < 0 ? ttl : most;
  }
}
