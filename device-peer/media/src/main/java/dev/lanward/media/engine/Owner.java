package dev.lanward.media.engine;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that calls libwebrtc. Its callbacks, out of which no exception may come and in
 * which nothing may wait or close, only hand over to it.
 */
final class Owner {
  private static final long END_MILLIS = 1_000;

  private final Teller teller;
  private final ScheduledExecutorService thread;

  Owner(Teller teller) {
    this.teller = teller;
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "lanward-media-owner"));
    one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.thread = one;
  }

  /** Runs {@code task} on the owner's thread. Never throws: callbacks of libwebrtc call it. */
  void handOver(Runnable task) {
    try {
      thread.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      // The engine ends.
    } catch (Throwable e) {
      teller.problem("handing over", e);
    }
  }

  /** The same later. */
  void later(long millis, Runnable task) {
    try {
      thread.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The engine ends.
    }
  }

  /** Runs {@code last}, and nothing after it. */
  void endAfter(Runnable last) throws InterruptedException {
    handOver(last);
    thread.shutdown();
    if (!thread.awaitTermination(END_MILLIS, TimeUnit.MILLISECONDS)) {
      thread.shutdownNow();
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      teller.problem("the owner's thread", e);
    }
  }
}
