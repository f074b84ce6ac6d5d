package dev.lanward.peer;

import dev.lanward.core.Tick;
import dev.lanward.peer.dtls.DtlsHandshakes;
import dev.lanward.peer.dtls.DtlsLimits;
import dev.lanward.peer.io.Loop;
import dev.lanward.peer.io.LoopClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * What all connections of a device share: the loop, the handshakes, the callbacks, and the order in
 * which associations are served. A connection that something happened to is pumped once, at the end
 * of the loop's turn, so that a batch of packets brings about one acknowledgement.
 */
final class Engine implements LoopClient, AutoCloseable {
  /** How long handlers that were called before a close may still take. */
  private static final long CALLBACKS_CLOSE_MILLIS = 200;

  private final Loop loop;
  private final SecureRandom random = new SecureRandom();
  private final DtlsHandshakes handshakes;
  private final Callbacks callbacks = new Callbacks();
  private final Set<Connection> dirty = new LinkedHashSet<>();
  private final TreeSet<Connection> alarms = new TreeSet<>(Connection::compareAlarms);
  private final ByteBuffer packet = ByteBuffer.allocate(1 << 14);
  private long connections;

  private Engine(Loop loop) {
    this.loop = loop;
    this.handshakes = new DtlsHandshakes(DtlsLimits.DEFAULT, loop, random);
  }

  static Engine start() throws IOException {
    Engine engine = new Engine(Loop.start("lanward-loop"));
    engine.loop.execute(() -> engine.loop.add(engine));
    return engine;
  }

  Loop loop() {
    return loop;
  }

  SecureRandom random() {
    return random;
  }

  DtlsHandshakes handshakes() {
    return handshakes;
  }

  Callbacks callbacks() {
    return callbacks;
  }

  Tick now() {
    return loop.now();
  }

  /** Runs {@code task} on the loop; says whether it will. Any thread. */
  boolean onLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** A number that no other connection has. */
  long nextNumber() {
    return ++connections;
  }

  /** The one buffer in which packets are written. */
  ByteBuffer packet() {
    return packet.clear();
  }

  /** {@code connection} is to be pumped before the loop sleeps. */
  void touch(Connection connection) {
    dirty.add(connection);
  }

  /** {@code connection} is to be called at its next alarm, which this reads. */
  void schedule(Connection connection, Optional<Tick> when) {
    if (connection.alarm().isPresent()) {
      alarms.remove(connection);
    }
    connection.setAlarm(when);
    if (when.isPresent()) {
      alarms.add(connection);
    }
  }

  @Override
  public Optional<Tick> nextTimeout() {
    return alarms.isEmpty() ? Optional.empty() : alarms.first().alarm();
  }

  @Override
  public void handleTimeout(Tick now) {
    while (!alarms.isEmpty()) {
      Connection first = alarms.first();
      if (first.alarm().map(now::isBefore).orElse(true)) {
        return;
      }
      schedule(first, Optional.empty());
      serve(first, connection -> connection.handleTimeout(now));
      touch(first);
    }
  }

  @Override
  public void endOfTurn(Tick now) {
    // Pumping one may touch another: a relay, a replaced session.
    while (!dirty.isEmpty()) {
      List<Connection> batch = new ArrayList<>(dirty);
      dirty.clear();
      batch.forEach(each -> serve(each, connection -> connection.pump(now)));
    }
  }

  /** What fails in one session ends that one: the others of the turn are served all the same. */
  private void serve(Connection connection, Consumer<Connection> work) {
    try {
      work.accept(connection);
    } catch (RuntimeException | Error e) {
      loop.escaped(e);
      connection.broken();
    }
  }

  @Override
  public void close() {
    handshakes.close();
    loop.close();
    callbacks.close(CALLBACKS_CLOSE_MILLIS);
  }
}
