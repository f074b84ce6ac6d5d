package dev.lanward.peer.dtls;

import dev.lanward.pairing.Fingerprint;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;

/**
 * Starts handshakes, each on a thread of a bounded pool, and refuses those beyond its caps: nothing
 * ever waits for a thread. {@link #start} may be called from any thread; everything else of an
 * endpoint belongs to its loop thread, and all endpoints of one instance must share one.
 */
public final class DtlsHandshakes implements AutoCloseable {
  private static final int IDLE_THREAD_SECONDS = 10;

  private final DtlsLimits limits;
  private final Executor loop;
  private final DtlsCrypto crypto;
  private final ThreadPoolExecutor threads;
  private final byte[] scratch = new byte[1 << 14];
  private final Map<Object, Integer> halfOpenBySource = new HashMap<>();
  private int halfOpen;
  private long refused;
  private boolean closed;

  /**
   * @param loop runs tasks on the loop thread, in order; may be called from any thread
   * @param random for keys and nonces
   */
  public DtlsHandshakes(DtlsLimits limits, Executor loop, SecureRandom random) {
    this.limits = limits;
    this.loop = loop;
    this.crypto = new DtlsCrypto(random);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            // The caps bound what runs; twice as many, as a thread is busy a moment after its end.
            2 * limits.halfOpen(),
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "lanward-dtls-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts a handshake.
   *
   * @param source whom the cap per source counts for, such as the peer's address
   * @param own what to show
   * @param expected the one certificate that the peer may show
   * @param sink where datagrams to the peer go
   * @return the endpoint, or nothing when a cap is reached: see {@link #refused()}
   */
  public Optional<DtlsEndpoint> start(
      DtlsRole role,
      Object source,
      DtlsCredential own,
      Fingerprint expected,
      DatagramSink sink,
      DtlsListener listener) {
    if (!admit(source)) {
      return Optional.empty();
    }
    long deadline = System.nanoTime() + limits.handshakeTime().toNanos();
    DtlsEndpoint endpoint = new DtlsEndpoint(limits, deadline, loop, sink, listener, scratch);
    Pin pin = new Pin(crypto, own, expected);
    try {
      threads.execute(() -> run(role, source, pin, endpoint));
    } catch (RejectedExecutionException e) {
      // Closed in between.
      release(source);
      synchronized (this) {
        refused++;
      }
      return Optional.empty();
    }
    return Optional.of(endpoint);
  }

  /**
   * Runs handshakes with itself, so that the first real one finds compiled code, and proves that
   * this runtime can do them at all. Blocks; call it before the loop needs to be quick.
   *
   * @throws IllegalStateException when a handshake or the exchange after it fails
   */
  public void warmUp(DtlsCredential own, int rounds) {
    SelfHandshake.run(limits, own, rounds);
  }

  /** Handshakes that run now. */
  public synchronized int halfOpen() {
    return halfOpen;
  }

  /** Handshakes that were refused because of a cap. */
  public synchronized long refused() {
    return refused;
  }

  /** Stops all handshakes that run; open endpoints stay usable. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    threads.shutdownNow();
  }

  private void run(DtlsRole role, Object source, Pin pin, DtlsEndpoint endpoint) {
    try {
      endpoint.handshakeSucceeded(handshake(role, pin, endpoint.datagrams()));
    } catch (IOException | RuntimeException e) {
      endpoint.handshakeFailed(e, pin.failure());
    } catch (Error e) {
      endpoint.handshakeFailed(e, null);
      throw e;
    } finally {
      release(source);
    }
  }

  private DTLSTransport handshake(DtlsRole role, Pin pin, DtlsDatagrams datagrams)
      throws IOException {
    return switch (role) {
      case SERVER -> new DTLSServerProtocol().accept(new PinnedServer(pin, limits), datagrams);
      case CLIENT -> new DTLSClientProtocol().connect(new PinnedClient(pin, limits), datagrams);
    };
  }

  private synchronized boolean admit(Object source) {
    int fromThere = halfOpenBySource.getOrDefault(source, 0);
    if (closed || halfOpen >= limits.halfOpen() || fromThere >= limits.halfOpenPerSource()) {
      refused++;
      return false;
    }
    halfOpen++;
    halfOpenBySource.put(source, fromThere + 1);
    return true;
  }

  private synchronized void release(Object source) {
    halfOpen--;
    halfOpenBySource.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
  }
}
