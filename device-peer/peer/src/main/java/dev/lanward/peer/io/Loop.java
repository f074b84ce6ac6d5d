package dev.lanward.peer.io;

import dev.lanward.core.Tick;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for datagrams, tasks and timeouts, and runs everything that a device
 * consists of. {@link #execute}, {@link #close} and {@link #isLoopThread} may be called from any
 * thread; the rest belongs to the loop's own.
 *
 * <p>An exception that escapes a task or client is logged and counted, and the loop goes on.
 */
public final class Loop implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** Tasks of one turn, so that tasks that beget tasks cannot keep datagrams waiting. */
  private static final int TASKS_A_TURN = 1024;

  private final Selector selector;
  private final Thread thread;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final List<LoopClient> clients = new ArrayList<>();
  private volatile boolean closing;
  private final AtomicLong escapedExceptions = new AtomicLong();

  private Loop(Selector selector, String name) {
    this.selector = selector;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /** A running loop whose thread, a daemon, is called {@code name}. */
  public static Loop start(String name) throws IOException {
    Loop loop = new Loop(Selector.open(), name);
    loop.thread.start();
    return loop;
  }

  /**
   * Runs {@code task} on the loop's thread, after those that were given earlier and never before
   * this returns.
   *
   * @throws RejectedExecutionException once the loop is closed
   */
  @Override
  public void execute(Runnable task) {
    if (closing) {
      throw new RejectedExecutionException("the loop is closed");
    }
    tasks.add(task);
    wakeUp();
  }

  /** Adds something with timers, at the end of the line. */
  public void add(LoopClient client) {
    clients.add(client);
  }

  /** Takes a client out again; from within its own calls, too. */
  public void remove(LoopClient client) {
    clients.remove(client);
  }

  /** The time now, on the clock of every client of any loop. */
  public Tick now() {
    return new Tick(System.nanoTime());
  }

  /** Whether the caller is the loop's thread. */
  public boolean isLoopThread() {
    return Thread.currentThread() == thread;
  }

  /** Exceptions that escaped tasks and clients: each is a defect. */
  public long escapedExceptions() {
    return escapedExceptions.get();
  }

  /**
   * Ends the loop: tasks given before are still run, then the thread ends. Waits for that, unless
   * the loop's own thread asks. Registered channels stay open.
   */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    if (!isLoopThread()) {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Loop's thread: calls {@code ready} with the ready operations whenever {@code channel} is ready
   * for those that the returned key is interested in.
   */
  SelectionKey register(SelectableChannel channel, int operations, IntConsumer ready)
      throws ClosedChannelException {
    return channel.register(selector, operations, ready);
  }

  private void wakeUp() {
    if (!isLoopThread() && awake.compareAndSet(false, true)) {
      selector.wakeup();
    }
  }

  private void run() {
    try (selector) {
      while (!closing) {
        turn();
      }
      runTasks();
    } catch (IOException | ClosedSelectorException e) {
      LOG.error("the loop cannot go on", e);
      closing = true;
    }
  }

  private void turn() throws IOException {
    long wait = tasks.isEmpty() ? millisToWait() : 0;
    if (wait == 0) {
      selector.selectNow(this::dispatch);
    } else {
      selector.select(this::dispatch, wait == Long.MAX_VALUE ? 0 : wait);
    }
    awake.set(false);
    runTasks();
    fireTimeouts();
    Tick now = now();
    for (LoopClient client : List.copyOf(clients)) {
      guarded(() -> client.endOfTurn(now));
    }
  }

  private void dispatch(SelectionKey key) {
    if (key.isValid() && key.attachment() instanceof IntConsumer ready) {
      guarded(() -> ready.accept(key.readyOps()));
    }
  }

  private void runTasks() {
    for (int done = 0; done < TASKS_A_TURN; done++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      guarded(task);
    }
  }

  private void fireTimeouts() {
    for (LoopClient client : List.copyOf(clients)) {
      guarded(
          () -> {
            Tick now = now();
            Optional<Tick> due = client.nextTimeout();
            if (due.isPresent() && !now.isBefore(due.get())) {
              client.handleTimeout(now);
            }
          });
    }
  }

  private long millisToWait() {
    Tick now = now();
    long wait = Long.MAX_VALUE;
    for (LoopClient client : clients) {
      Optional<Tick> due = client.nextTimeout();
      if (due.isPresent()) {
        Duration left = due.get().since(now);
        // Rounded up: waking before the time would only make it ask again.
        long millis = left.isNegative() ? 0 : (left.toNanos() + 999_999) / 1_000_000;
        wait = Math.min(wait, millis);
      }
    }
    return wait;
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      escapedExceptions.incrementAndGet();
      LOG.error("an exception escaped a task of the loop", e);
    }
  }
}
