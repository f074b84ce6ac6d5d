package dev.lanward.kurento;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread for calls that wait for a media server, each for a bounded time. Any thread hands tasks
 * over, and none waits.
 */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  /** A server that tells more than is taken in: the rest is thrown away. */
  private static final int MAX_EVENTS = 1_024;

  private final ScheduledThreadPoolExecutor thread;
  private final AtomicInteger events = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  Worker(String name) {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread fresh = new Thread(task, name);
              fresh.setDaemon(true);
              return fresh;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
  }

  void run(Runnable task) {
    waiting.incrementAndGet();
    later(
        0,
        () -> {
          waiting.decrementAndGet();
          task.run();
        });
  }

  /** How many tasks wait for their turn. */
  int waiting() {
    return waiting.get();
  }

  /** What a server tells, of which there may be too much. */
  void event(Runnable task) {
    if (events.incrementAndGet() > MAX_EVENTS) {
      events.decrementAndGet();
      return;
    }
    run(
        () -> {
          events.decrementAndGet();
          task.run();
        });
  }

  void later(long millis, Runnable task) {
    try {
      thread.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // It is closed.
    }
  }

  /** Takes nothing more; what has been handed over is still done. */
  void close() {
    thread.shutdown();
  }

  /** Whether all was done in time; the rest is not. */
  boolean awaitEnd(long millis) {
    try {
      if (thread.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
    return false;
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("an exception escaped a task of a media server's thread", e);
    }
  }
}
