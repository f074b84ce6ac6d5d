package dev.lanward.mdns.unicast;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Ever longer pauses between failures: 2 s, doubling to a minute, each a quarter more or less. */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final RandomGenerator random;
  private Duration pause = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next pause. Many devices that lost one server do not come back at one moment. */
  Duration next() {
    Duration now = pause;
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return Duration.ofNanos((long) (now.toNanos() * random.nextDouble(0.75, 1.25)));
  }

  void reset() {
    pause = FIRST;
  }
}
