package dev.lanward.attackers;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Says when an attacker must end. Any thread. */
final class Stop {
  private static final int POLL_MILLIS = 20;

  private final CountDownLatch requested = new CountDownLatch(1);

  void request() {
    requested.countDown();
  }

  boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** Waits for {@code time} to pass; returns false at once when a stop is requested. */
  boolean pause(Duration time) throws InterruptedException {
    return !requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits until {@code done}, for at most {@code time}; returns whether it was done. */
  boolean until(BooleanSupplier done, Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0 || !pause(Duration.ofMillis(POLL_MILLIS))) {
        return done.getAsBoolean();
      }
    }
    return true;
  }
}
