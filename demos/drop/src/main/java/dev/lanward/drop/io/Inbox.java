package dev.lanward.drop.io;

import dev.lanward.drop.DropEnd;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** What has come for the thread of a transfer, in order. All methods but its own: any thread. */
final class Inbox {
  /** More than a window of chunks, or all that a receiver may ask for; 256 chunks are 16 MiB. */
  static final int MOST_WAITING = 256;

  /** What waits before whoever can wait does so: 2 MiB of chunks. */
  static final int ENOUGH = 32;

  /** Something to be done to the core, on the thread of the transfer. */
  interface Task {
    void run(DropEnd core);
  }

  // Guarded by this, which is notified of every change.
  private final Queue<Task> tasks = new ArrayDeque<>();
  private boolean isShut;
  private boolean isEnded;

  /** Adds one of our own. */
  synchronized void post(Task task) {
    tasks.add(task);
    notifyAll();
  }

  /** Adds what the peer has sent; false when too much waits. */
  synchronized boolean offer(Task task) {
    if (!isShut && tasks.size() >= MOST_WAITING) {
      return false;
    }
    add(task);
    return true;
  }

  /** Adds what the peer has sent, when there is room for it. */
  synchronized void put(Task task) throws InterruptedException {
    while (!isShut && tasks.size() >= ENOUGH) {
      wait();
    }
    add(task);
  }

  /** From now on what the peer sends is dropped: nobody needs it any more. */
  synchronized void shut() {
    isShut = true;
    notifyAll();
  }

  /** Nothing comes any more. */
  synchronized void end() {
    isEnded = true;
    notifyAll();
  }

  /** Whether nothing comes any more. */
  synchronized boolean isEnded() {
    return isEnded;
  }

  /** Whether nothing comes any more, and all that came was taken. */
  synchronized boolean isOver() {
    return isEnded && tasks.isEmpty();
  }

  /** Waits for the end, at most so long. */
  synchronized void awaitEnd(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; !isEnded && left > 0; left = millisUntil(deadline)) {
      wait(left);
    }
  }

  /** The next, without waiting. */
  synchronized Optional<Task> poll() {
    Optional<Task> next = Optional.ofNullable(tasks.poll());
    next.ifPresent(taken -> notifyAll());
    return next;
  }

  /** The next, for which this waits at most so long, or until the end. */
  synchronized Optional<Task> poll(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis;
        tasks.isEmpty() && !isEnded && left > 0;
        left = millisUntil(deadline)) {
      wait(left);
    }
    return poll();
  }

  private void add(Task task) {
    if (!isShut) {
      tasks.add(task);
      notifyAll();
    }
  }

  private static long millisUntil(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
  }
}
