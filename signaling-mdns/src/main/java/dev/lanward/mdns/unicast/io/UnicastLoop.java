package dev.lanward.mdns.unicast.io;

import dev.lanward.core.Tick;
import dev.lanward.mdns.unicast.UnicastCore;
import dev.lanward.mdns.unicast.UnicastEvent;
import java.io.IOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that owns the core and its sockets; everybody else hands it commands. */
final class UnicastLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(UnicastLoop.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** How long to wait after a failure of our own, so that it cannot take a whole processor. */
  private static final long FAILURE_PAUSE_MILLIS = 1000;

  private final UnicastCore core;
  private final Selector selector;
  private final ServerSockets sockets;
  private final Consumer<UnicastEvent> listener;
  private final Duration closeTime;
  private final Queue<BiConsumer<UnicastCore, Tick>> commands = new ConcurrentLinkedQueue<>();
  private volatile boolean isStopping;

  private final ServerSockets.Listener toCore =
      new ServerSockets.Listener() {
        @Override
        public void answer(long ticket, byte[] message) {
          core.handleAnswer(now(), ticket, message);
          drain();
        }

        @Override
        public void failure(long ticket, String what) {
          core.handleFailure(now(), ticket, what);
        }
      };

  UnicastLoop(
      UnicastCore core,
      Selector selector,
      ServerSockets sockets,
      Consumer<UnicastEvent> listener,
      Duration closeTime) {
    this.core = core;
    this.selector = selector;
    this.sockets = sockets;
    this.listener = listener;
    this.closeTime = closeTime;
  }

  /** Runs {@code command} on the loop's thread, unless it has ended. */
  void submit(BiConsumer<UnicastCore, Tick> command) {
    commands.add(command);
    selector.wakeup();
  }

  void stop() {
    isStopping = true;
    selector.wakeup();
  }

  @Override
  public void run() {
    try {
      turnWhile(() -> !isStopping, Optional.empty());
      core.withdrawAll(now());
      turnWhile(() -> !core.isSilent(), Optional.of(now().plus(closeTime)));
    } catch (IOException e) {
      LOG.error("discovery by DNS ended", e);
    } finally {
      sockets.closeUnless(ticket -> false);
      closeSelector();
    }
  }

  /** A condition to go on. */
  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private void turnWhile(Condition condition, Optional<Tick> end) throws IOException {
    while (true) {
      try {
        runCommands();
        core.handleTimeout(now());
        drain();
        if (!condition.holds() || end.filter(at -> !now().isBefore(at)).isPresent()) {
          return;
        }
        waitUntil(end);
        sockets.receive(toCore);
      } catch (RuntimeException e) {
        LOG.error("discovery by DNS stumbled; it goes on", e);
        selector.select(FAILURE_PAUSE_MILLIS);
      }
    }
  }

  private void waitUntil(Optional<Tick> end) throws IOException {
    Optional<Tick> due = core.nextTimeout();
    if (end.isPresent() && (due.isEmpty() || end.get().isBefore(due.get()))) {
      due = end;
    }
    if (due.isEmpty()) {
      selector.select();
      return;
    }
    long nanos = due.get().since(now()).toNanos();
    if (nanos > 0) {
      selector.select((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    } else {
      selector.selectNow();
    }
  }

  private void runCommands() {
    for (var next = commands.poll(); next != null; next = commands.poll()) {
      next.accept(core, now());
    }
  }

  private void drain() {
    for (var next = core.pollTransmit(); next.isPresent(); next = core.pollTransmit()) {
      sockets.send(next.get(), toCore);
    }
    sockets.closeUnless(core::awaits);
    for (var next = core.pollEvent(); next.isPresent(); next = core.pollEvent()) {
      tell(next.get());
    }
  }

  /** The program's code runs on our thread, but its mistakes stay its own. */
  private void tell(UnicastEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("a listener of discovery by DNS failed", e);
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("closing the selector", e);
    }
  }

  private static Tick now() {
    return new Tick(System.nanoTime());
  }
}
