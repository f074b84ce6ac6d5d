package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.TlsInvitation;
import dev.lanward.peer.SessionTls;
import dev.lanward.peer.TlsConnection;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits, a few seconds, for the TLS connection of one transfer: from the address of its session,
 * with the certificate of its session, and with its token. Whoever else connects is hung up on.
 */
final class TlsListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsListener.class);

  /** All of it: from the invitation to the token. */
  private static final Duration TIME = Duration.ofSeconds(10);

  /** Handshakes at a time; each has a thread. */
  private static final int MOST_AT_ONCE = 4;

  /** Handshakes in all: each costs a signature. */
  private static final int MOST_GUESTS = 16;

  private final SessionTls tls;
  private final ServerSocket listening;
  private final Bytes token;
  private final Consumer<TlsConnection> arrived;
  private final String name;

  // Guarded by this.
  private final Set<Socket> halfOpen = new HashSet<>();
  private boolean isClosed;

  private TlsListener(
      SessionTls tls, ServerSocket listening, Bytes token, Consumer<TlsConnection> arrived) {
    this.tls = tls;
    this.listening = listening;
    this.token = token;
    this.arrived = arrived;
    this.name = Thread.currentThread().getName() + "-listen";
  }

  /**
   * @param port 0 for any that is free
   * @param arrived gets the connection, once, on a thread of this
   * @throws IOException when it cannot listen there
   */
  static TlsListener open(SessionTls tls, int port, Bytes token, Consumer<TlsConnection> arrived)
      throws IOException {
    TlsListener listener = new TlsListener(tls, tls.listen(port), token, arrived);
    listener.start(listener.name, listener::listen);
    return listener;
  }

  /** What the sender is told. */
  TlsInvitation invitation() {
    return new TlsInvitation(listening.getLocalPort(), token);
  }

  /** Nobody is waited for any more. */
  @Override
  public void close() {
    Set<Socket> left;
    synchronized (this) {
      isClosed = true;
      left = new HashSet<>(halfOpen);
      halfOpen.clear();
    }
    try {
      listening.close();
    } catch (IOException e) {
      LOG.debug("a listening socket was closed late", e);
    }
    left.forEach(TlsListener::hangUp);
  }

  private void listen() {
    long deadline = System.nanoTime() + TIME.toNanos();
    try {
      int guests = 0;
      for (long left = TIME.toMillis(); left > 0; left = millisUntil(deadline)) {
        listening.setSoTimeout((int) left);
        Socket guest = listening.accept();
        if (guests < MOST_GUESTS && isWelcome(guest)) {
          guests++;
          start(name + "-guest", () -> receive(guest));
        } else {
          hangUp(guest);
        }
      }
    } catch (IOException e) {
      LOG.debug("nobody else is waited for", e); // Closed, or its time is over.
    }
    close();
  }

  /** From elsewhere nobody is, before a byte is read; so strangers take no places. */
  private boolean isWelcome(Socket guest) {
    try {
      if (!guest.getInetAddress().equals(tls.peerAddress())) {
        return false;
      }
    } catch (IOException e) {
      return false; // The peer is nowhere just now.
    }
    synchronized (this) {
      return !isClosed && halfOpen.size() < MOST_AT_ONCE && halfOpen.add(guest);
    }
  }

  private void receive(Socket guest) {
    try {
      TlsConnection connection = tls.accept(guest, TlsCarrier.PROTOCOL);
      Bytes shown = Bytes.readFrom(connection.input(), TlsInvitation.TOKEN_BYTES);
      // Bytes compares in constant time.
      if (shown.equals(token) && isFirst(guest)) {
        close();
        arrived.accept(connection);
        return;
      }
    } catch (IOException e) {
      LOG.debug("somebody connected who was not waited for", e);
    }
    synchronized (this) {
      halfOpen.remove(guest);
    }
    hangUp(guest);
  }

  /** A token is good once. */
  private synchronized boolean isFirst(Socket guest) {
    return !isClosed && halfOpen.remove(guest);
  }

  private void start(String thread, Runnable work) {
    Thread started = new Thread(work, thread);
    started.setDaemon(true);
    started.start();
  }

  private static void hangUp(Socket guest) {
    try {
      guest.close();
    } catch (IOException e) {
      LOG.debug("a socket was closed late", e);
    }
  }

  private static long millisUntil(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
  }
}
