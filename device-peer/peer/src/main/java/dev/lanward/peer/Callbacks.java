package dev.lanward.peer;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which the program's handlers run, so that a slow one never holds up the loop. One
 * at a time, and in order within a {@link Lane}. Lanes are served in turn, a handler each: who has
 * much to hear does not keep the others from hearing theirs.
 *
 * <p>What a handler throws is logged, and that is all: an error, too, or one session's handler
 * would end those of all.
 */
final class Callbacks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

  private final Thread thread = new Thread(this::work, "lanward-callbacks");

  /** The lanes that have a handler to run, each once; also the lock of all of them. */
  private final Queue<Lane> turns = new ArrayDeque<>();

  private boolean closing;
  private boolean closed;

  /** What belongs to no channel. */
  private final Lane general = new Lane();

  Callbacks() {
    thread.setDaemon(true);
    thread.start();
    general.start();
  }

  /** Runs {@code handler} after those before it that were given here. Any thread. */
  void run(Runnable handler) {
    general.run(handler);
  }

  /**
   * Makes {@code change}, which calls none of the program's code, on the callback thread: at once
   * for a handler, so that it holds for all that waits. Any thread.
   */
  void change(Lane lane, Runnable change) {
    if (Thread.currentThread() == thread) {
      change.run();
    } else {
      lane.run(change);
    }
  }

  /** What belongs to no channel. */
  Lane general() {
    return general;
  }

  /** A lane of its own, for what one channel brings about. */
  Lane lane() {
    return new Lane();
  }

  /**
   * Handlers given before, and what they give, are still run; waits for them, at most for {@code
   * millis}, unless a handler asks.
   */
  void close(long millis) {
    synchronized (turns) {
      closing = true;
      turns.notifyAll();
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(Math.max(1, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (turns) {
      closed = true;
      turns.clear();
    }
    thread.interrupt();
  }

  @Override
  public void close() {
    close(0);
  }

  /** Runs one of the program's handlers here and now. */
  static void guarded(Runnable handler) {
    try {
      handler.run();
    } catch (RuntimeException | Error e) {
      LOG.error("an exception escaped a handler of the program", e);
    }
  }

  /** Handlers that run in the order in which they were given. */
  final class Lane {
    private final Queue<Runnable> waiting = new ArrayDeque<>(2);
    private boolean started;

    private Lane() {}

    /** Runs {@code handler} after those before it, once the lane has been started. Any thread. */
    void run(Runnable handler) {
      synchronized (turns) {
        if (closed) {
          return; // Nobody listens any more.
        }
        waiting.add(handler);
        if (started && waiting.size() == 1) {
          queue();
        }
      }
    }

    /** From now on handlers run; those that wait have their turn first. Any thread. */
    void start() {
      synchronized (turns) {
        if (!started && !waiting.isEmpty() && !closed) {
          queue();
        }
        started = true;
      }
    }

    private void queue() {
      turns.add(this);
      turns.notifyAll();
    }
  }

  private void work() {
    Runnable handler = take();
    while (handler != null) {
      guarded(handler);
      handler = take();
    }
  }

  /** The next handler, for which this waits; null once there will be none. */
  private @Nullable Runnable take() {
    synchronized (turns) {
      while (turns.isEmpty()) {
        if (closing) {
          closed = true;
          return null;
        }
        try {
          turns.wait();
        } catch (InterruptedException e) {
          // By a handler, or because of a close that has waited for long enough.
        }
      }
      Lane lane = turns.remove();
      Runnable handler = lane.waiting.remove();
      if (!lane.waiting.isEmpty()) {
        turns.add(lane);
      }
      return handler;
    }
  }
}
