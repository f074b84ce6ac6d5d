package dev.lanward.peer.io;

import dev.lanward.core.Tick;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ClosedSelectorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for datagrams, tasks and timeouts, and runs everything that a device
 * consists of. {@link #execute}, {@link #close} and {@link #isLoopThread} may be called from any
 * thread; the rest belongs to the loop's own.
 *
 * <p>An exception or error that escapes a task, client or handler is logged and counted, and the
 * loop goes on: what fails in one session must not take the others with it.
 */
public final class Loop implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** Tasks of one turn, so that tasks that beget tasks cannot keep datagrams waiting. */
  private static final int TASKS_A_TURN = 1024;

  /**
   * How long the loop looks for an expected task before it sleeps: about what another thread takes
   * to wake and to give one. To go to sleep and to be woken takes as long again. Where there is but
   * one processor, looking would keep that thread from it.
   */
  private static final long LINGER_NANOS =
      Runtime.getRuntime().availableProcessors() > 1 ? 50_000 : 0;

  private final LoopKind kind;
  private final Poller poller;
  private final Thread thread;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** Never changed in place, so that clients may leave while they are called. */
  private List<LoopClient> clients = List.of();

  private volatile boolean closing;

  // Until when tasks are expected, if they are.
  private boolean lingering;
  private long lingersUntil;
  private final AtomicLong escapedExceptions = new AtomicLong();

  private Loop(LoopKind kind, String name) throws IOException {
    this.kind = kind;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    poller =
        switch (kind) {
          case NIO -> NioPoller.open(this::maySleep, this::escaped);
          case EPOLL -> new EpollPoller(thread, this::maySleep, this::escaped);
        };
  }

  /** A running loop of the {@linkplain LoopKind#chosen chosen} kind. */
  public static Loop start(String name) throws IOException {
    return start(LoopKind.chosen(), name);
  }

  /** A running loop whose thread, a daemon, is called {@code name}. */
  public static Loop start(LoopKind kind, String name) throws IOException {
    Loop loop = new Loop(kind, name);
    loop.thread.start();
    return loop;
  }

  /** What it reads and writes datagrams with. */
  public LoopKind kind() {
    return kind;
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

  /**
   * Runs {@code task} in the loop's next turn, for which it is not woken: for what can wait until
   * something else happens. Once the loop is closed nothing does.
   */
  public void executeWhenAwake(Runnable task) {
    tasks.add(task);
  }

  /** Another thread was given something to which it will soon answer with a task. */
  public void expectTask() {
    lingering = LINGER_NANOS > 0;
    lingersUntil = System.nanoTime() + LINGER_NANOS;
  }

  /** Adds something with timers, at the end of the line. */
  public void add(LoopClient client) {
    List<LoopClient> more = new ArrayList<>(clients);
    more.add(client);
    clients = List.copyOf(more);
  }

  /** Takes a client out again; from within its own calls, too. */
  public void remove(LoopClient client) {
    List<LoopClient> fewer = new ArrayList<>(clients);
    fewer.remove(client);
    clients = List.copyOf(fewer);
  }

  /** The time now, on the clock of every client of any loop. */
  public Tick now() {
    return new Tick(System.nanoTime());
  }

  /** Whether the caller is the loop's thread. */
  public boolean isLoopThread() {
    return Thread.currentThread() == thread;
  }

  /** Exceptions and errors that escaped: each is a defect. */
  public long escapedExceptions() {
    return escapedExceptions.get();
  }

  /**
   * Ends the loop: tasks given before are still run, then its sockets are closed and the thread
   * ends. Waits for that, unless the loop's own thread asks.
   */
  @Override
  public void close() {
    closing = true;
    poller.wakeUp();
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

  /** Binds a socket; see {@link Poller#bind}. Any thread. */
  UdpSocket bind(InetAddress address, int port, UdpCounters counters) throws IOException {
    return poller.bind(address, port, counters);
  }

  private void wakeUp() {
    if (!isLoopThread()) {
      poller.wakeUp();
    }
  }

  private boolean maySleep() {
    return tasks.isEmpty() && !closing && !lingers();
  }

  private boolean lingers() {
    lingering = lingering && System.nanoTime() - lingersUntil < 0;
    return lingering;
  }

  private void run() {
    try {
      while (!closing) {
        turn();
      }
      runTasks();
      poller.close();
    } catch (IOException | ClosedSelectorException e) {
      LOG.error("the loop cannot go on", e);
      closing = true;
    }
  }

  private void turn() throws IOException {
    poller.poll(maySleep() ? nanosToWait() : 0);
    runTasks();
    fireTimeouts();
    Tick now = now();
    for (LoopClient client : clients) {
      try {
        client.endOfTurn(now);
      } catch (RuntimeException | Error e) {
        escaped(e);
      }
    }
  }

  private void runTasks() {
    for (int done = 0; done < TASKS_A_TURN; done++) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      lingering = false;
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        escaped(e);
      }
    }
  }

  private void fireTimeouts() {
    for (LoopClient client : clients) {
      try {
        Optional<Tick> due = client.nextTimeout();
        if (due.isPresent()) {
          Tick now = now();
          if (!now.isBefore(due.get())) {
            client.handleTimeout(now);
          }
        }
      } catch (RuntimeException | Error e) {
        escaped(e);
      }
    }
  }

  private long nanosToWait() {
    Tick now = now();
    long wait = Long.MAX_VALUE;
    for (LoopClient client : clients) {
      Optional<Tick> due = client.nextTimeout();
      if (due.isPresent()) {
        wait = Math.min(wait, Math.max(0, due.get().nanos() - now.nanos()));
      }
    }
    return wait;
  }

  /** Logs and counts what nobody caught. */
  public void escaped(Throwable exception) {
    escapedExceptions.incrementAndGet();
    LOG.error("an exception escaped a task of the loop", exception);
  }
}
