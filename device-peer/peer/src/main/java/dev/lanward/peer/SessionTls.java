package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS 1.3 over TCP beside a {@link Session}, for bytes that need no data channel. Both ends show
 * the certificates that they show in the session, and each compares the other's with the one that
 * it has seen there: no authority, no host name, nothing older than TLS 1.3, nothing resumed.
 *
 * <p>That such a connection is to be made, and at which port, is agreed over the session. It goes
 * between the very addresses between which the session's datagrams go, and <b>ends with the
 * session</b>, a revocation included; also when the session moves to other addresses, since TCP
 * cannot follow.
 *
 * <p>All methods may be called from any thread, and block where they say so. Not for handlers.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446">RFC 8446</a>
 */
public final class SessionTls {
  private static final String[] VERSIONS = {"TLSv1.3"};

  /** The first of them, which all have in hardware and which DTLS uses here as well, first. */
  private static final String[] CIPHER_SUITES = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
  };

  /** Two machines whose processors are busy, on a slow network. */
  private static final int HANDSHAKE_SILENCE_MILLIS = 5_000;

  private final Identity own;
  private final Fingerprint expected;
  private final Supplier<Optional<Route>> route;

  // Guarded by this.
  private final Set<Closeable> open = new HashSet<>();
  private boolean isOver;

  /**
   * @param expected the peer's certificate in the session
   * @param route between which addresses the session's datagrams go now
   */
  SessionTls(Identity own, Fingerprint expected, Supplier<Optional<Route>> route) {
    this.own = own;
    this.expected = expected;
    this.route = route;
  }

  /**
   * Where the session's datagrams go now. Nothing else is to be connected to, or accepted from.
   *
   * @throws IOException when there is no way to the peer at the moment
   */
  public InetAddress peerAddress() throws IOException {
    return now().peers();
  }

  /**
   * Listens for the peer, at the address of this host at which the session's datagrams arrive.
   * Whoever comes is a stranger until {@link #accept} has returned.
   *
   * @param port 0 for any that is free
   * @throws IOException when the port is taken, or the session is over
   */
  public ServerSocket listen(int port) throws IOException {
    ServerSocket listening = new ServerSocket();
    try {
      listening.setReuseAddress(true); // Connections from before do not keep the port.
      listening.bind(new InetSocketAddress(now().own(), port));
      add(listening);
      return listening;
    } catch (IOException e) {
      listening.close();
      throw e;
    }
  }

  /**
   * The handshake with whoever has connected. Blocks until it is done, or has failed.
   *
   * @param accepted is closed when it fails, or the other side is silent for five seconds; when all
   *     of it takes too long whoever listens closes it
   * @param protocol what both are about to speak (ALPN, RFC 7301)
   * @return a connection with the peer of this session and nobody else
   * @throws IOException when the handshake failed, or the session is over
   */
  public TlsConnection accept(Socket accepted, String protocol) throws IOException {
    return secure(PinnedTls.context(own, expected), accepted, false, protocol);
  }

  /**
   * Connects to the peer and does the handshake. Blocks.
   *
   * @param port at which it said that it listens
   * @param time how long it may take to connect; in the handshake after it the peer may be silent
   *     for five seconds
   * @param protocol what both are about to speak (ALPN, RFC 7301)
   * @return a connection with the peer of this session; whether it thinks the same of this side
   *     shows when it answers
   * @throws IOException when nobody answered, or another than the peer, or the session is over
   */
  public TlsConnection connect(int port, Duration time, String protocol) throws IOException {
    Route taken = now();
    SSLContext context = PinnedTls.context(own, expected); // Before the other side waits for it.
    Socket socket = new Socket(Proxy.NO_PROXY); // Whatever the system is set to.
    try {
      socket.bind(new InetSocketAddress(taken.own(), 0));
      socket.connect(new InetSocketAddress(taken.peers(), port), (int) time.toMillis());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return secure(context, socket, true, protocol);
  }

  /** The session has moved: what was connected is closed, and anew may be connected. */
  void moved() {
    List<Closeable> old;
    synchronized (this) {
      old = new ArrayList<>(open);
      open.clear();
    }
    old.forEach(SessionTls::close);
  }

  /** The session is over. */
  void end() {
    synchronized (this) {
      isOver = true;
    }
    moved();
  }

  private TlsConnection secure(SSLContext context, Socket socket, boolean isClient, String protocol)
      throws IOException {
    try {
      add(socket);
      // By the address as a text: nothing looks a name up, and a literal is not sent as a name.
      SSLSocket secured =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(
                      socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
      secured.setUseClientMode(isClient);
      secured.setSSLParameters(parameters(protocol));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(HANDSHAKE_SILENCE_MILLIS);
      secured.startHandshake();
      if (!secured.getApplicationProtocol().equals(protocol)) {
        throw new IOException("the other side does not speak " + protocol);
      }
      socket.setSoTimeout(0);
      return new TlsConnection(socket, secured);
    } catch (IOException e) {
      forget(socket);
      socket.close();
      throw e;
    }
  }

  private static SSLParameters parameters(String protocol) {
    SSLParameters parameters = new SSLParameters(CIPHER_SUITES, VERSIONS);
    parameters.setNeedClientAuth(true);
    parameters.setServerNames(List.of());
    parameters.setApplicationProtocols(new String[] {protocol});
    return parameters;
  }

  private Route now() throws IOException {
    return route.get().orElseThrow(() -> new IOException("there is no way to the peer"));
  }

  /** Closed by the socket below TLS: that of TLS would wait for whoever is just writing. */
  private synchronized void add(Closeable socket) throws IOException {
    if (isOver) {
      throw new IOException("the session is over");
    }
    open.removeIf(SessionTls::isClosed);
    open.add(socket);
  }

  private synchronized void forget(Closeable socket) {
    open.remove(socket);
  }

  private static boolean isClosed(Closeable socket) {
    return socket instanceof Socket each
        ? each.isClosed()
        : socket instanceof ServerSocket listening && listening.isClosed();
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone all the same.
    }
  }
}
