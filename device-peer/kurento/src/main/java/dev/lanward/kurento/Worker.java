package dev.lanward.kurento;

import dev.lanward.media.MediaThread;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread for calls that wait for a media server, each for a bounded time, that knows how much
 * waits for it. Any thread hands tasks over, and none waits.
 */
final class Worker {
  /** A server that tells more than is taken in: the rest is thrown away. */
  private static final int MAX_EVENTS = 1_024;

  private final MediaThread thread;
  private final AtomicInteger events = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  Worker(String name) {
    thread = new MediaThread(name);
  }

  void run(Runnable task) {
    waiting.incrementAndGet();
    thread.run(
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
    thread.later(millis, task);
  }

  /** Takes nothing more; what has been handed over is still done. */
  void close() {
    thread.close();
  }

  /** Whether all was done in time; the rest is not. */
  boolean awaitEnd(long millis) {
    return thread.awaitEnd(millis);
  }
}
