package dev.lanward.peer.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One side of one DTLS association, from its first datagram to its end. All methods belong to the
 * loop thread.
 *
 * <p>What a peer may cause is bounded by {@link DtlsLimits} while the handshake lasts, and by one
 * record at a time afterwards. Records that do not verify, repeated ones, and handshake messages on
 * an open connection are dropped: there is no renegotiation (RFC 5246 section 7.4.1.1), so the
 * certificate that was compared stays the peer's.
 */
public final class DtlsEndpoint {

  /** Where an endpoint is in its life. */
  public enum State {
    /** Until the handshake ends: to {@link #OPEN} or {@link #CLOSED}. */
    HANDSHAKING,
    /** Until either side closes: to {@link #CLOSED}. */
    OPEN,
    /** For ever. */
    CLOSED
  }

  private final DtlsDatagrams datagrams;
  private final Executor loop;
  private final DatagramSink sink;
  private final DtlsListener listener;
  private final byte[] scratch;
  private State state = State.HANDSHAKING;
  private @Nullable DTLSTransport transport;
  private long dropped;

  DtlsEndpoint(
      DtlsLimits limits,
      long deadlineNanos,
      Executor loop,
      DatagramSink sink,
      DtlsListener listener,
      byte[] scratch) {
    this.datagrams = new DtlsDatagrams(limits, deadlineNanos, this::transmit);
    this.loop = loop;
    this.sink = sink;
    this.listener = listener;
    this.scratch = scratch;
  }

  /**
   * Takes one datagram from the peer, whatever the state. A datagram may hold several records, and
   * the listener may be called for each before this returns.
   *
   * @param datagram not kept
   */
  public void handleDatagram(ByteBuffer datagram) {
    switch (state) {
      case HANDSHAKING -> {
        if (!datagrams.enqueue(datagram)) {
          dropped++;
        }
      }
      case OPEN -> receive(datagram);
      case CLOSED -> dropped++;
    }
  }

  /**
   * Sends one record of application data in a datagram of its own, which is 37 bytes longer than
   * {@code plain} with AES-GCM.
   *
   * @throws IllegalStateException unless the endpoint is {@link State#OPEN}
   * @throws IllegalArgumentException when {@code plain} has more than 2^14 bytes
   */
  public void send(ByteBuffer plain) {
    DTLSTransport open = transport;
    if (state != State.OPEN || open == null) {
      throw new IllegalStateException("cannot send: the DTLS endpoint is " + state);
    }
    int length = plain.remaining();
    if (length == 0 || length > 1 << 14) {
      throw new IllegalArgumentException("a record carries 1 to 16,384 bytes, not " + length);
    }
    try {
      if (plain.hasArray()) {
        open.send(plain.array(), plain.arrayOffset() + plain.position(), length);
      } else {
        byte[] copy = new byte[length];
        plain.duplicate().get(copy);
        open.send(copy, 0, length);
      }
    } catch (IOException e) {
      closed(DtlsClose.PROTOCOL_ERROR);
    }
  }

  /** Ends the association, with close_notify where it is open. The listener hears nothing more. */
  public void close() {
    State before = state;
    state = State.CLOSED;
    if (before == State.HANDSHAKING) {
      datagrams.cancel();
    } else if (before == State.OPEN) {
      closeTransport();
    }
  }

  /** Where this endpoint is in its life. */
  public State state() {
    return state;
  }

  /** Datagrams that found the handshake's queue full or the endpoint closed. */
  public long droppedDatagrams() {
    return dropped;
  }

  /** The handshake's thread. */
  DtlsDatagrams datagrams() {
    return datagrams;
  }

  /** The handshake's thread: it is over, and well. */
  void handshakeSucceeded(DTLSTransport connection) {
    datagrams.flush();
    onLoop(() -> open(connection));
  }

  /** The handshake's thread: it is over. */
  void handshakeFailed(Throwable cause, @Nullable DtlsFailure pinFailure) {
    datagrams.flush();
    DtlsFailure failure = pinFailure != null ? pinFailure : failureOf(cause);
    onLoop(
        () -> {
          if (state == State.HANDSHAKING) {
            state = State.CLOSED;
            listener.failed(failure);
          }
        });
  }

  private void open(DTLSTransport connection) {
    datagrams.handshakeOver();
    transport = connection;
    if (state != State.HANDSHAKING) {
      closeTransport();
      return;
    }
    state = State.OPEN;
    listener.connected();
    for (ByteBuffer datagram : datagrams.takeBacklog()) {
      receive(datagram);
    }
  }

  private void receive(ByteBuffer datagram) {
    Records.split(datagram, this::receiveRecord);
  }

  private void receiveRecord(ByteBuffer record) {
    if (state != State.OPEN || transport == null) {
      return;
    }
    datagrams.offer(record);
    int length = 0;
    DtlsClose end = null;
    try {
      length = transport.receive(scratch, 0, scratch.length, 0);
    } catch (InterruptedIOException nothingForUs) {
      // A handshake record, an alert, a replay, or a record that does not verify.
    } catch (TlsFatalAlertReceived e) {
      end = DtlsClose.PEER_ALERT;
    } catch (IOException e) {
      end = DtlsClose.PROTOCOL_ERROR;
    }
    datagrams.flush();
    if (end == null && datagrams.isClosed()) {
      end = DtlsClose.PEER_CLOSED;
    }
    if (end != null) {
      closed(end);
    } else if (length > 0) {
      listener.applicationData(ByteBuffer.wrap(scratch, 0, length));
    }
  }

  private void closed(DtlsClose reason) {
    if (state == State.OPEN) {
      state = State.CLOSED;
      listener.closed(reason);
    }
  }

  private void closeTransport() {
    if (transport != null) {
      try {
        transport.close();
      } catch (IOException e) {
        // The peer will notice by its own timers.
      }
    }
  }

  /** Either thread; the sink hears of it on the loop's. */
  private void transmit(ByteBuffer datagram) {
    if (transport != null) {
      sink.send(datagram);
      return;
    }
    ByteBuffer copy = ByteBuffer.allocate(datagram.remaining());
    copy.put(datagram).flip();
    onLoop(() -> sink.send(copy));
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it everybody who could care.
    }
  }

  private static DtlsFailure failureOf(Throwable cause) {
    if (cause instanceof TlsFatalAlertReceived alert) {
      return new DtlsFailure.PeerAlert(alert.getAlertDescription());
    }
    if (cause instanceof TlsTimeoutException) {
      return new DtlsFailure.TimedOut();
    }
    if (cause instanceof TlsFatalAlert alert
        && alert.getAlertDescription() != AlertDescription.internal_error) {
      return new DtlsFailure.ProtocolViolation(
          alert.getAlertDescription(), String.valueOf(alert.getMessage()));
    }
    return new DtlsFailure.OwnError(cause.toString());
  }
}
