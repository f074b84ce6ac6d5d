package dev.lanward.media;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a device's media. Any thread hands tasks over. */
final class MediaThread {
  private static final Logger LOG = LoggerFactory.getLogger(MediaThread.class);

  private final ScheduledThreadPoolExecutor thread;
  private volatile @Nullable Thread current;

  MediaThread() {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread fresh = new Thread(task, "lanward-media");
              fresh.setDaemon(true);
              current = fresh;
              return fresh;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void run(Runnable task) {
    try {
      thread.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      // The device is closed.
    }
  }

  /** At once where this is the thread. */
  void runNow(Runnable task) {
    if (Thread.currentThread() == current) {
      task.run();
    } else {
      run(task);
    }
  }

  void later(long millis, Runnable task) {
    try {
      thread.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The device is closed.
    }
  }

  /** Ends it with what has been handed over, and waits for a moment. */
  void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("an exception escaped a task of the media's thread", e);
    }
  }
}
