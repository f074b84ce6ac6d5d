package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One message after the other goes to a device's echo and comes back, until {@link #stop}. */
final class EchoWitness {
  private static final int LEAST = 100;

  private final Channel echo;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile int sent;
  private volatile int wrong;
  private volatile boolean stopping;
  private volatile long sentAt;
  private volatile long longestNanos;

  private EchoWitness(Channel echo) {
    this.echo = echo;
  }

  static EchoWitness start(Session session) {
    EchoWitness witness = new EchoWitness(session.openChannel("echo"));
    witness.echo.onText(witness::came);
    witness.next();
    return witness;
  }

  private void next() {
    sent++;
    sentAt = System.nanoTime();
    echo.send("message " + sent);
  }

  private void came(String text) {
    longestNanos = Math.max(longestNanos, System.nanoTime() - sentAt);
    wrong += text.equals("message " + sent) ? 0 : 1;
    if (stopping && sent >= LEAST) {
      done.countDown();
    } else {
      next();
    }
  }

  /** Each message came back, and in time. */
  void stop() throws InterruptedException {
    stopping = true;
    assertTrue(done.await(20, TimeUnit.SECONDS), "after " + sent + " messages the echo is silent");
    assertEquals(0, wrong);
    long longest = TimeUnit.NANOSECONDS.toMillis(longestNanos);
    assertTrue(longest < 5_000, "an echo took " + longest + " ms");
  }

  /** How many there were so far. */
  int count() {
    return sent;
  }
}
