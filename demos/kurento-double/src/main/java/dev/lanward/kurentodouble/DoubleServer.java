package dev.lanward.kurentodouble;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** The socket: WebSocket at {@code /kurento}, plain or in TLS. */
final class DoubleServer implements AutoCloseable {
  private static final String PATH = "/kurento";
  private static final int MAX_TEXT_BYTES = 1 << 20;

  private final Server server = new Server();
  private final ServerConnector connector;

  private DoubleServer(Desk desk, String address, int port, Optional<Tls> tls) throws IOException {
    this.connector =
        tls.isPresent()
            ? new ServerConnector(
                server,
                new SslConnectionFactory(tlsContext(tls.get()), "http/1.1"),
                new HttpConnectionFactory(withoutHostCheck()))
            : new ServerConnector(server);
    connector.setHost(address);
    connector.setPort(port);
    connector.setShutdownIdleTimeout(100);
    server.addConnector(connector);
    WebSocketUpgradeHandler webSockets =
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              container.setIdleTimeout(Duration.ofMinutes(10));
              container.setMaxTextMessageSize(MAX_TEXT_BYTES);
              container.addMapping(PATH, (request, response, callback) -> new WebSocketEnd(desk));
            });
    server.setHandler(webSockets);
  }

  /** The certificate and the key with which it shows itself, in PEM. */
  record Tls(Path certificate, Path key) {}

  /**
   * Starts one.
   *
   * @param port 0 for any that is free
   */
  static DoubleServer start(Desk desk, String address, int port, Optional<Tls> tls)
      throws Exception {
    DoubleServer started = new DoubleServer(desk, address, port, tls);
    started.server.start();
    // Gone and back again, it is at the same port.
    started.connector.setPort(started.port());
    return started;
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Nobody can connect any more; who is connected is so no more. */
  void vanish() throws Exception {
    for (Connector each : server.getConnectors()) {
      each.stop();
    }
  }

  void comeBack() throws Exception {
    connector.start();
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }

  /** Neither does the server look at what host it was asked as. */
  private static HttpConfiguration withoutHostCheck() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    return configuration;
  }

  private static SslContextFactory.Server tlsContext(Tls tls) throws IOException {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setKeyStore(PemFiles.keyStore(tls.certificate(), tls.key()));
    context.setKeyStorePassword(PemFiles.PASSWORD);
    context.setSniRequired(false);
    return context;
  }
}
