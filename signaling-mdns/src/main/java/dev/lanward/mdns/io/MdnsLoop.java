package dev.lanward.mdns.io;

import dev.lanward.core.Tick;
import dev.lanward.mdns.Browse;
import dev.lanward.mdns.HostNames;
import dev.lanward.mdns.MdnsCore;
import dev.lanward.mdns.MdnsCounter;
import dev.lanward.mdns.MdnsEvent;
import dev.lanward.mdns.MdnsLimits;
import dev.lanward.mdns.PrivateAdverts;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.Transmit;
import dev.lanward.pairing.AdvertKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

  private final MdnsCore core;
  private final Selector selector;
  private final LinkSockets sockets;
  private final LinkWatch links;
  private final Waiting waiting;
  private final Discovery discovery;
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicLong sendFailures = new AtomicLong();
  private final AtomicLong callbackFailures = new AtomicLong();
  private final AtomicBoolean isPrivate = new AtomicBoolean();
  private Optional<PrivateAdverts> adverts = Optional.empty();

  private MdnsLoop(
      LinkScanner scanner,
      HostNames names,
      MdnsLimits limits,
      Duration linkPoll,
      Consumer<MdnsEvent.HostConflict> onConflict)
      throws IOException {
    this.core = MdnsCore.create(guarded(names), limits, new SplittableRandom());
    this.waiting = new Waiting(onConflict, this::guarded);
    this.discovery = new Discovery(this::guarded);
    this.selector = Selector.open();
    this.sockets = new LinkSockets(selector);
    this.links = new LinkWatch(now(), scanner, sockets, core, linkPoll);
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
      loop.links.begin(now());
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

  OwnResolution resolve(UUID host, Duration timeout, Consumer<InetAddress> onAddress) {
    OwnResolution resolution =
        new OwnResolution(
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

  void publish(Service service, Consumer<ServiceInstance> onName) {
    submit((on, now) -> discovery.publish(on, now, service, onName));
  }

  void withdraw(ServiceInstance wanted) {
    submit((on, now) -> discovery.withdraw(on, now, wanted));
  }

  PrivateAdvertising advertisePrivately(int port, List<String> knocks, List<AdvertKey> keys) {
    if (isPrivate.getAndSet(true)) {
      throw new IllegalStateException("a private device is shown already");
    }
    PrivateAdverts fresh = PrivateAdverts.create(now(), new SecureRandom(), port, knocks);
    fresh.setKeys(now(), keys);
    submit(
        (on, now) -> {
          adverts = Optional.of(fresh);
          links.advertise(fresh);
        });
    return new PrivateAdvertising(this, fresh);
  }

  OwnBrowsing browse(Browse browse, ServiceListener listener) {
    OwnBrowsing browsing =
        new OwnBrowsing(
            browse, listener, closed -> submit((on, now) -> discovery.remove(on, now, closed)));
    submit(
        new Command() {
          @Override
          public void run(MdnsCore on, Tick now) {
            discovery.add(on, now, browsing);
          }

          @Override
          public void refuse() {
            browsing.fail(Waiting.CLOSED);
          }
        });
    return browsing;
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
      discovery.refuseAll();
      ended.set(true);
      refuseCommands();
    }
  }

  private void turn() throws IOException {
    runCommands();
    lookAtLinks();
    adverts
        .flatMap(each -> each.handleTimeout(now()))
        .ifPresent(change -> change.apply(now(), core));
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
    lookAtLinks();
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
    Tick next =
        Stream.of(core.nextTimeout(), adverts.map(PrivateAdverts::nextTimeout))
            .flatMap(Optional::stream)
            .reduce(links.next(), (one, other) -> other.isBefore(one) ? other : one);
    long nanos = next.since(now()).toNanos();
    return nanos <= 0 ? 0 : (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
  }

  private void runCommands() {
    for (Command next = commands.poll(); next != null; next = commands.poll()) {
      next.run(core, now());
    }
  }

  private void lookAtLinks() throws SocketException {
    links.look(now());
    drain();
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
      discovery.handle(next.get());
    }
  }

  private HostNames guarded(HostNames names) {
    return new HostNames() {
      @Override
      public boolean answersFor(UUID host) {
        AtomicBoolean ours = new AtomicBoolean();
        guarded(() -> ours.set(names.answersFor(host)));
        return ours.get();
      }

      @Override
      public boolean isPrivate() {
        return names.isPrivate();
      }
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

  private static Tick now() {
    return new Tick(System.nanoTime());
  }
}
