package dev.lanward.peer.web;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a directory of pages on every address of this host, over plain HTTP.
 *
 * <pre>{@code
 * try (PageServer pages = PageServer.builder().directory(site).shim(bundle).start()) {
 *   System.out.println("http://192.0.2.7:" + pages.port() + "/");
 *   ...
 * }
 * }</pre>
 *
 * <p>{@code /} is {@code index.html}, {@code /lanward.js} the browser library. Dot files, {@code
 * test}, {@code node_modules}, {@code package*.json} and everything outside the directory are not
 * there, whichever way they are asked for. Answers carry a validator and {@code Cache-Control:
 * no-cache}, so a page is never out of date and seldom sent twice.
 *
 * <p>What is served is public: everybody on the network may read it, and so may a foreign page
 * whose name has been pointed at this address (DNS rebinding), as any {@code Host} is answered. Do
 * not keep a secret in the directory.
 *
 * <p>Methods may be called from any thread. No name is ever looked up. All threads are daemons.
 */
public final class PageServer implements AutoCloseable {
  /** Where pages are by default: the TCP port after the door's tens. */
  public static final int DEFAULT_PORT = 47480;

  private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final long POOLED_BYTES = 4 << 20;

  private final Server server;
  private final ServerConnector connector;
  private final Guests guests;

  private PageServer(Server server, ServerConnector connector, Guests guests) {
    this.server = server;
    this.connector = connector;
    this.guests = guests;
  }

  /** A builder with {@link #DEFAULT_PORT} and nothing to serve yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** The TCP port. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Breaks off what is under way and ends, within a fifth of a second. Twice does nothing more. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("the page server did not end in order", e);
    } finally {
      guests.closeLeftOvers();
      server.destroy();
    }
  }

  private static PageServer assemble(
      SiteFiles files, Optional<Path> shim, int port, WebLimits limits) {
    QueuedThreadPool threads = new QueuedThreadPool(limits.threads(), 1);
    threads.setName("lanward-pages");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    var scheduler = new ScheduledExecutorScheduler("lanward-pages-timer", true);
    ByteBufferPool buffers =
        new ArrayByteBufferPool(0, -1, -1, limits.connections(), POOLED_BYTES, POOLED_BYTES);
    Server server = new Server(threads, scheduler, buffers);
    Guests guests = new Guests(limits, scheduler);
    // No thread of its own for accepting: the selector's does it.
    ServerConnector connector = new ServerConnector(server, 0, 1, http(limits));
    connector.setPort(port);
    connector.setIdleTimeout(limits.patience().toMillis());
    connector.addBean(guests);
    server.addConnector(connector);
    ByteBufferPool.Sized chunks = new ByteBufferPool.Sized(buffers, false, BUFFER_BYTES);
    server.setHandler(new SiteHandler(files, new SiteContent(files, shim, chunks), guests));
    server.setErrorHandler(new SiteHandler.ErrorPages());
    return new PageServer(server, connector, guests);
  }

  private static HttpConnectionFactory http(WebLimits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(limits.headerBytes());
    http.setSendServerVersion(false);
    // A device without internet may not know the date (RFC 9110 section 6.6.1).
    http.setSendDateHeader(false);
    return new HttpConnectionFactory(http);
  }

  private PageServer started(int port) throws IOException {
    try {
      server.start();
      return this;
    } catch (Exception e) {
      close();
      throw explained(port, e);
    }
  }

  private static IOException explained(int port, Exception e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof BindException) {
        return new IOException(
            "TCP port "
                + port
                + " cannot be had for the pages ("
                + each.getMessage()
                + "); choose another with --web-port, or 0 for any that is free",
            e);
      }
    }
    return new IOException("the page server did not start: " + e.getMessage(), e);
  }

  /** What to choose before starting. */
  public static final class Builder {
    private Optional<Path> directory = Optional.empty();
    private final Map<String, Path> beside = new HashMap<>();
    private Optional<Path> shim = Optional.empty();
    private int port = DEFAULT_PORT;
    private WebLimits limits = WebLimits.defaults();

    private Builder() {}

    /** The directory of the pages; required. */
    public Builder directory(Path pages) {
      directory = Optional.of(pages);
      return this;
    }

    /**
     * Serves the files of another directory too, under {@code /NAME/}: what several pages share. It
     * hides what the pages' own directory has under that name.
     *
     * @param name one name, of letters, digits and {@code -}
     */
    public Builder beside(String name, Path others) {
      if (!name.matches("[A-Za-z0-9-]+")) {
        throw new IllegalArgumentException("one name of letters, digits and -, was " + name);
      }
      beside.put(name, others);
      return this;
    }

    /** The file to serve as {@code /lanward.js}; without it, the directory's own, if it has one. */
    public Builder shim(Path bundle) {
      shim = Optional.of(bundle);
      return this;
    }

    /** The TCP port, 1 to 65535, or 0 for any that is free; {@link #DEFAULT_PORT} at first. */
    public Builder port(int number) {
      if (number < 0 || number > 65_535) {
        throw new IllegalArgumentException("a port is 0 to 65535, was " + number);
      }
      port = number;
      return this;
    }

    Builder limits(WebLimits caps) {
      limits = caps;
      return this;
    }

    /**
     * Starts to serve.
     *
     * @throws IOException when the directory or the library is not there, or the port is not to be
     *     had; the message says what to do
     */
    public PageServer start() throws IOException {
      Path pages =
          directory.orElseThrow(
              () -> new IllegalStateException("a page server needs the directory of its pages"));
      SiteFiles files = SiteFiles.in(pages, beside);
      if (shim.isPresent() && !Files.isRegularFile(shim.get())) {
        throw new IOException(
            "the browser library is not built yet: there is no "
                + shim.get()
                + "; build it with ./lanward build");
      }
      return assemble(files, shim, port, limits).started(port);
    }
  }
}
