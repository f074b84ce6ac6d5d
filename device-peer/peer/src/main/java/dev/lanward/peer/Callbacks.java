package dev.lanward.peer;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which the program's handlers run, so that a slow one never holds up the loop. In
 * order, one at a time. An exception that a handler throws is logged, and that is all.
 */
final class Callbacks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
  private static final int IDLE_SECONDS = 5;

  private final ThreadPoolExecutor thread;

  Callbacks() {
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread fresh = new Thread(task, "lanward-callbacks");
              fresh.setDaemon(true);
              return fresh;
            });
  }

  /** Runs {@code handler} after those before it. Any thread. */
  void run(Runnable handler) {
    try {
      thread.execute(() -> guarded(handler));
    } catch (RejectedExecutionException e) {
      // The device is closed: nobody listens any more.
    }
  }

  /** Handlers given before are still run; waits for them, at most for {@code millis}. */
  void close(long millis) {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(0);
  }

  /** Runs one of the program's handlers here and now. */
  static void guarded(Runnable handler) {
    try {
      handler.run();
    } catch (RuntimeException e) {
      LOG.error("an exception escaped a handler of the program", e);
    }
  }
}
