package dev.lanward.media;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that has something of a device's media for itself. Any thread hands tasks over, and none
 * waits.
 */
public final class MediaThread {
  private static final Logger LOG = LoggerFactory.getLogger(MediaThread.class);

  private final ScheduledThreadPoolExecutor thread;
  private volatile @Nullable Thread current;

  /** One that does not keep the JVM from ending. */
  public MediaThread(String name) {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread fresh = new Thread(task, name);
              fresh.setDaemon(true);
              current = fresh;
              return fresh;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** After what was handed over before; nothing once it is closed. */
  public void run(Runnable task) {
    later(0, task);
  }

  /** At once where this is the thread. */
  void runNow(Runnable task) {
    if (Thread.currentThread() == current) {
      task.run();
    } else {
      run(task);
    }
  }

  /** After a time; nothing once it is closed. */
  public void later(long millis, Runnable task) {
    try {
      thread.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // It is closed.
    }
  }

  /** Takes nothing more; what has been handed over is still done. */
  public void close() {
    thread.shutdown();
  }

  /**
   * After {@link #close}: waits for what is still to be done.
   *
   * @return whether that was done in time; the rest is not
   */
  public boolean awaitEnd(long millis) {
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
      LOG.error("an exception escaped a task of {}", Thread.currentThread().getName(), e);
    }
  }
}
