package dev.lanward.peer.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Bouncy Castle's view of the network: a blocking queue while the handshake's thread runs, one
 * record at a time afterwards.
 *
 * <p>Records that Bouncy Castle writes in a row leave in one datagram, so that a flight is lost or
 * arrives as a whole, and Finished cannot overtake ChangeCipherSpec.
 */
final class DtlsDatagrams implements DatagramTransport {
  /** Application data that overtakes the peer's Finished; a few packets of SCTP's start. */
  private static final int MAX_EARLY_RECORDS = 32;

  /** Of no capacity, as no datagram is that gets this far. */
  private static final ByteBuffer CANCELLED = ByteBuffer.allocate(0);

  private final ArrayBlockingQueue<ByteBuffer> incoming;
  private final ByteBuffer bundle;
  private final Consumer<ByteBuffer> outgoing;
  private final long deadlineNanos;

  // The handshake's thread only.
  private final ArrayDeque<ByteBuffer> records = new ArrayDeque<>();
  private final List<ByteBuffer> early = new ArrayList<>();

  // The handshake's thread, then the loop's; handed over through the loop's queue.
  private boolean handshaking = true;
  private boolean bundling = true;
  private boolean closed;
  private @Nullable ByteBuffer current;

  DtlsDatagrams(DtlsLimits limits, long deadlineNanos, Consumer<ByteBuffer> outgoing) {
    this.incoming = new ArrayBlockingQueue<>(limits.queuedDatagrams());
    this.bundle = ByteBuffer.allocate(limits.mtuBytes());
    this.deadlineNanos = deadlineNanos;
    this.outgoing = outgoing;
  }

  /** Loop thread, during the handshake: whether there was room for the datagram. */
  boolean enqueue(ByteBuffer datagram) {
    if (datagram.remaining() < Records.HEADER_BYTES) {
      return true;
    }
    ByteBuffer copy = ByteBuffer.allocate(datagram.remaining());
    copy.put(datagram.duplicate()).flip();
    return incoming.offer(copy);
  }

  /** Loop thread, during the handshake: makes its thread give up. */
  void cancel() {
    incoming.clear();
    incoming.offer(CANCELLED);
  }

  /** Loop thread, once the handshake's thread is done: from now on records are handed in singly. */
  void handshakeOver() {
    handshaking = false;
    bundling = false;
  }

  /** Loop thread, once: what arrived before the handshake's thread was done, oldest first. */
  List<ByteBuffer> takeBacklog() {
    List<ByteBuffer> backlog = new ArrayList<>(early);
    backlog.addAll(records);
    incoming.drainTo(backlog);
    early.clear();
    records.clear();
    return backlog;
  }

  /** Loop thread, after the handshake: the next record that Bouncy Castle reads. */
  void offer(ByteBuffer oneRecord) {
    current = oneRecord;
    bundling = true;
  }

  /** Sends what has gathered, and stops gathering when the handshake is over. */
  void flush() {
    bundling = handshaking;
    if (bundle.position() > 0) {
      bundle.flip();
      outgoing.accept(bundle);
      bundle.clear();
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public int getReceiveLimit() {
    if (handshaking) {
      return Records.MAX_BYTES;
    }
    // Bouncy Castle allocates this much a call.
    return current == null ? Records.HEADER_BYTES : current.remaining();
  }

  @Override
  public int getSendLimit() {
    return bundle.capacity();
  }

  @Override
  public int receive(byte[] into, int offset, int length, int waitMillis) throws IOException {
    ByteBuffer record = handshaking ? await(waitMillis) : current;
    current = null;
    if (record == null) {
      if (handshaking) {
        return -1;
      }
      throw NothingMore.INSTANCE;
    }
    int size = Math.min(length, record.remaining());
    record.get(into, offset, size);
    return size;
  }

  @Override
  public void send(byte[] from, int offset, int length) {
    if (!bundling) {
      outgoing.accept(ByteBuffer.wrap(from, offset, length));
      return;
    }
    if (length > bundle.remaining()) {
      flush();
      bundling = true;
    }
    if (length > bundle.remaining()) {
      outgoing.accept(ByteBuffer.wrap(from, offset, length));
      return;
    }
    bundle.put(from, offset, length);
  }

  /** Bouncy Castle calls this when either side closed, and when the connection failed. */
  @Override
  public void close() {
    closed = true;
  }

  private @Nullable ByteBuffer await(int waitMillis) throws IOException {
    flush();
    long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    while (true) {
      ByteBuffer record = records.poll();
      if (record != null) {
        return record;
      }
      long now = System.nanoTime();
      if (now - deadlineNanos >= 0) {
        throw new TlsTimeoutException("the peer did not finish its handshake in time");
      }
      long waitNanos = Math.min(deadlineNanos, giveUp) - now;
      if (waitMillis > 0 && giveUp - now <= 0) {
        return null;
      }
      receiveDatagram(waitMillis > 0 ? waitNanos : deadlineNanos - now);
    }
  }

  private void receiveDatagram(long waitNanos) throws IOException {
    ByteBuffer datagram;
    try {
      datagram = incoming.poll(waitNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the handshake's thread was interrupted", e);
    }
    if (datagram != null && datagram.capacity() == 0) {
      throw new IOException("the handshake was cancelled");
    }
    if (datagram != null) {
      Records.split(datagram, this::sortIn);
    }
  }

  private void sortIn(ByteBuffer record) {
    if (Records.type(record) == Records.TYPE_APPLICATION_DATA) {
      // Bouncy Castle would drop it; it is read once the peer's Finished is there.
      if (early.size() < MAX_EARLY_RECORDS) {
        early.add(record);
      }
    } else if (Records.isBearable(record)) {
      records.add(record);
    }
  }

  /**
   * Says that no datagram is there without ending the connection: Bouncy Castle takes any other
   * exception for a broken transport, and a return of -1 for a reason to ask again at once.
   */
  private static final class NothingMore extends InterruptedIOException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("StaticAssignmentOfThrowable") // says nothing; thrown for each packet
    static final NothingMore INSTANCE = new NothingMore();

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
