package dev.lanward.bench;

import dev.lanward.core.Tick;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.dtls.DtlsHandshakes;
import dev.lanward.peer.dtls.DtlsLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of callers in one thread, each with a socket, a knocker, DTLS and an association of its
 * own, and no more than that: what it costs to have them does not hide what it costs to serve them.
 */
final class Crowd implements Executor, AutoCloseable {
  /** A device takes 32 sessions and 4 handshakes of one address. */
  private static final int SESSIONS_A_SOURCE = 24;

  /** Handshakes at a time; a device runs 32. */
  private static final int OPENING = 24;

  private static final long TICK_MILLIS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final DtlsLimits LIMITS =
      new DtlsLimits(2 * OPENING, OPENING, Duration.ofSeconds(8), Duration.ofMillis(150), 64, 1200);

  private final InetSocketAddress door;
  private final Fingerprint device;
  private final List<Caller> callers;
  private final SecureRandom random = new SecureRandom();
  private final DtlsHandshakes handshakes = new DtlsHandshakes(LIMITS, this, random);
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Selector selector;
  private final Thread thread;
  private final ByteBuffer received = ByteBuffer.allocateDirect(2_048);
  private final ByteBuffer packet = ByteBuffer.allocate(2_048);
  private volatile String failure = "";
  private volatile boolean closing;

  /** Written by the crowd's thread alone. */
  private volatile long selections;

  // The crowd's thread only.
  private final Set<Member> members = new LinkedHashSet<>();

  Crowd(InetSocketAddress door, Fingerprint device, List<Caller> callers) throws IOException {
    this.door = door;
    this.device = device;
    this.callers = callers;
    this.selector = Selector.open();
    this.thread = new Thread(this::run, "crowd");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /**
   * Opens a session of each caller from {@code from} to {@code to}, hears an echo on each, and
   * leaves them open.
   */
  List<Member> open(int from, int to) throws InterruptedException {
    Semaphore opening = new Semaphore(OPENING);
    List<Member> opened = new ArrayList<>();
    for (int i = from; i < to; i++) {
      take(opening, 1, "a session to open");
      Member member = new Member(this, callers.get(i % callers.size()), opening::release);
      opened.add(member);
      InetAddress source = source(i);
      execute(() -> start(member, source));
    }
    take(opening, OPENING, "all sessions to open");
    return opened;
  }

  /** Sends something on each and waits for its echo. */
  void echo(List<Member> each) throws InterruptedException {
    Semaphore answers = new Semaphore(0);
    for (Member member : each) {
      execute(() -> member.echo(answers::release));
    }
    take(answers, each.size(), "all echoes");
  }

  /** Closes each in order, and waits until it is closed and nothing of it is left here. */
  void close(List<Member> each) throws InterruptedException {
    Semaphore closed = new Semaphore(0);
    for (Member member : each) {
      execute(() -> member.close(closed::release));
    }
    take(closed, each.size(), "all sessions to close");
    // The selector lets go of a closed socket, and so of its member, when it next selects; that it
    // fails instead is told by take.
    for (long begun = selections; selections < begun + 2; ) {
      Thread.sleep(TICK_MILLIS);
      take(closed, 0, "the crowd's thread");
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  @Override
  public void close() {
    closing = true;
    handshakes.close();
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- For members, on the crowd's thread --------------------------------------------------------

  InetSocketAddress door() {
    return door;
  }

  Fingerprint device() {
    return device;
  }

  SecureRandom random() {
    return random;
  }

  DtlsHandshakes handshakes() {
    return handshakes;
  }

  Tick now() {
    return new Tick(System.nanoTime());
  }

  ByteBuffer packet() {
    return packet;
  }

  void remove(Member member) {
    members.remove(member);
  }

  /** One failure is enough to say that the run failed. */
  void failed(String why) {
    if (failure.isEmpty()) {
      failure = why;
    }
  }

  // --- Private -----------------------------------------------------------------------------------

  /** Addresses of the loopback network, in turn, so that none has more than a device allows. */
  private InetAddress source(int i) {
    int host = i % (1 + callers.size() / SESSIONS_A_SOURCE);
    try {
      return InetAddress.getByAddress(
          new byte[] {127, 0, (byte) (1 + host / 250), (byte) (1 + host % 250)});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void start(Member member, InetAddress source) {
    try {
      DatagramChannel channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress(source, 0)).connect(door).configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, member);
      members.add(member);
      member.start(channel);
    } catch (IOException e) {
      failed("no socket: " + e);
    }
  }

  private void take(Semaphore from, int permits, String what) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!from.tryAcquire(permits, 100, TimeUnit.MILLISECONDS)) {
      if (!failure.isEmpty()) {
        throw new IllegalStateException("while waiting for " + what + ": " + failure);
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new IllegalStateException("waited " + LIMIT + " for " + what);
      }
    }
    if (!failure.isEmpty()) {
      throw new IllegalStateException(failure);
    }
  }

  private void run() {
    long nextTick = System.nanoTime();
    try (selector) {
      while (!closing) {
        selector.select(this::receive, TICK_MILLIS);
        selections = selections + 1;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        if (System.nanoTime() - nextTick >= 0) {
          nextTick = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
          Tick now = now();
          List.copyOf(members).forEach(member -> member.handleTimeout(now));
        }
      }
    } catch (IOException | RuntimeException e) {
      failed("the crowd's thread died: " + e);
    } finally {
      List.copyOf(members).forEach(Member::drop);
    }
  }

  private void receive(SelectionKey key) {
    DatagramChannel channel = (DatagramChannel) key.channel();
    @Nullable Member member = (Member) key.attachment();
    try {
      while (member != null && channel.isOpen() && channel.read(received.clear()) > 0) {
        member.handleDatagram(received.flip());
      }
    } catch (IOException e) {
      failed("a socket failed: " + e);
    }
  }
}
