package dev.lanward.mdns.io;

import dev.lanward.core.Tick;
import dev.lanward.mdns.HostNames;
import dev.lanward.mdns.MdnsCore;
import dev.lanward.mdns.MdnsCounter;
import dev.lanward.mdns.MdnsEvent;
import dev.lanward.mdns.MdnsLimits;
import dev.lanward.mdns.MdnsProtocol;
import dev.lanward.mdns.Transmit;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that owns the core and its sockets; everybody else hands it commands. */
final class MdnsLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(MdnsLoop.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** How long to wait after a failure of our own, so that it cannot take a whole processor. */
  private static final long FAILURE_PAUSE_MILLIS = 1000;

  /** Work for the loop thread. */
  @FunctionalInterface
  interface Command {
    void run(MdnsCore core, Tick now);

    /** Done instead, on whatever thread, when the loop has ended. */
    default void refuse() {}
  }

  private final LinkScanner scanner;
  private final Duration linkPoll;
  private final MdnsCore core;
  private final Selector selector;
  private final LinkSockets sockets;
  private final Waiting waiting;
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong sendFailures = new AtomicLong();
  private final AtomicLong callbackFailures = new AtomicLong();
  private Tick nextScan;

  private MdnsLoop(
      LinkScanner scanner,
      HostNames names,
      MdnsLimits limits,
      Duration linkPoll,
      Consumer<MdnsEvent.HostConflict> onConflict)
      throws IOException {
    this.scanner = scanner;
    this.linkPoll = linkPoll;
    this.core = MdnsCore.create(guarded(names), limits);
    this.waiting = new Waiting(onConflict, this::guarded);
    this.selector = Selector.open();
    this.sockets = new LinkSockets(selector);
    this.nextScan = now().plus(linkPoll);
  }

  static MdnsLoop open(
      LinkScanner scanner,
      HostNames names,
      MdnsLimits limits,
      Duration linkPoll,
      Consumer<MdnsEvent.HostConflict> onConflict)
      throws IOException {
    MdnsLoop loop = new MdnsLoop(scanner, names, limits, linkPoll, onConflict);
    try {
      loop.firstScan();
    } catch (IOException e) {
      loop.sockets.closeAll();
      loop.selector.close();
      throw e;
    }
    return loop;
  }

  void submit(Command command) {
    commands.add(command);
    selector.wakeup();
    if (ended.get()) {
      refuseCommands();
    }
  }

  CompletableFuture<Boolean> probe(UUID host) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    submit(
        new Command() {
          @Override
          public void run(MdnsCore on, Tick now) {
            try {
              on.probe(now, host);
              waiting.forProbe(host, result);
            } catch (IllegalStateException e) {
              result.completeExceptionally(e);
            }
          }

          @Override
          public void refuse() {
            result.completeExceptionally(new IllegalStateException(Waiting.CLOSED));
          }
        });
    return result;
  }

  Resolution resolve(UUID host, Duration timeout, Consumer<InetAddress> onAddress) {
    Resolution resolution =
        new Resolution(
            host,
            onAddress,
            closed ->
                submit(
                    (on, now) -> {
                      if (waiting.remove(closed)) {
                        on.cancelResolve(host);
                      }
                    }));
    submit(
        new Command() {
          @Override
          public void run(MdnsCore on, Tick now) {
            if (resolution.isOver()) {
              return;
            }
            if (on.resolve(now, host, timeout)) {
              waiting.add(resolution);
            } else {
              resolution.fail("too many host names are being looked for already");
            }
          }

          @Override
          public void refuse() {
            resolution.fail(Waiting.CLOSED);
          }
        });
    return resolution;
  }

  Map<MdnsCounter, Long> counters() {
    CompletableFuture<Map<MdnsCounter, Long>> answer = new CompletableFuture<>();
    submit(
        new Command() {
          @Override
          public void run(MdnsCore on, Tick now) {
            answer.complete(on.counters());
          }

          @Override
          public void refuse() {
            // The loop has ended, so nobody else touches the core.
            answer.complete(core.counters());
          }
        });
    Map<MdnsCounter, Long> all = new EnumMap<>(answer.join());
    all.put(MdnsCounter.SEND_FAILED, sendFailures.get());
    all.put(MdnsCounter.CALLBACK_FAILED, callbackFailures.get());
    return all;
  }

  void stop() {
    stopping.set(true);
    selector.wakeup();
  }

  @Override
  public void run() {
    try {
      while (!stopping.get()) {
        try {
          turn();
        } catch (IOException | RuntimeException e) {
          LOG.error("multicast DNS stumbled; it goes on", e);
          drain();
          selector.select(FAILURE_PAUSE_MILLIS);
        }
      }
      runCommands();
      core.stop(now());
      core.handleTimeout(now());
      drain();
    } catch (IOException e) {
      LOG.error("multicast DNS ended", e);
    } finally {
      sockets.closeAll();
      closeSelector();
      waiting.refuseAll();
      ended.set(true);
      refuseCommands();
    }
  }

  private void turn() throws IOException {
    runCommands();
    if (!now().isBefore(nextScan)) {
      nextScan = now().plus(linkPoll);
      scan();
    }
    Optional<Tick> due = core.nextTimeout();
    if (due.isPresent() && !now().isBefore(due.get())) {
      core.handleTimeout(now());
      drain();
    }
    long wait = millisUntilDue();
    if (wait > 0) {
      selector.select(wait);
    } else {
      selector.selectNow();
    }
    sockets.receive(
        (arrival, datagram) -> {
          core.handleDatagram(now(), arrival, datagram);
          drain();
        });
  }

  private long millisUntilDue() {
    if (!commands.isEmpty()) {
      return 0;
    }
    Tick next = core.nextTimeout().filter(at -> at.isBefore(nextScan)).orElse(nextScan);
    long nanos = next.since(now()).toNanos();
    return nanos <= 0 ? 0 : (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
  }

  private void runCommands() {
    for (Command next = commands.poll(); next != null; next = commands.poll()) {
      next.run(core, now());
    }
  }

  private void firstScan() throws IOException {
    List<LinkScanner.Found> found = scanner.scan();
    List<IOException> failures = sockets.update(found);
    if (sockets.isEmpty() && !failures.isEmpty()) {
      throw explained(failures.get(0));
    }
    if (found.isEmpty()) {
      LOG.warn("no network interface is up and can multicast; waiting for one");
    }
    core.setInterfaces(now(), found.stream().map(LinkScanner.Found::link).toList());
  }

  private void scan() throws SocketException {
    List<LinkScanner.Found> found = scanner.scan();
    sockets.update(found);
    core.setInterfaces(now(), found.stream().map(LinkScanner.Found::link).toList());
  }

  private void drain() {
    for (var next = core.pollTransmit(); next.isPresent(); next = core.pollTransmit()) {
      Transmit transmit = next.get();
      if (!sockets.send(transmit)) {
        sendFailures.incrementAndGet();
      }
    }
    for (var next = core.pollEvent(); next.isPresent(); next = core.pollEvent()) {
      waiting.handle(next.get());
    }
  }

  private HostNames guarded(HostNames names) {
    return host -> {
      AtomicBoolean ours = new AtomicBoolean();
      guarded(() -> ours.set(names.answersFor(host)));
      return ours.get();
    };
  }

  /** The program's code runs on our thread, but its mistakes stay its own. */
  private void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      callbackFailures.incrementAndGet();
      LOG.warn("a callback of multicast DNS failed", e);
    }
  }

  private void refuseCommands() {
    for (Command next = commands.poll(); next != null; next = commands.poll()) {
      next.refuse();
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("closing the selector", e);
    }
  }

  private static IOException explained(IOException cause) {
    String what =
        cause instanceof BindException
            ? "UDP port "
                + MdnsProtocol.PORT
                + " belongs to a program that does not share it; find it with"
                + " \"ss -lunp 'sport = :5353'\" and stop it, or let it set SO_REUSEADDR"
            : "no interface can be used for multicast DNS: " + cause.getMessage();
    return new IOException(what, cause);
  }

  private static Tick now() {
    return new Tick(System.nanoTime());
  }
}
