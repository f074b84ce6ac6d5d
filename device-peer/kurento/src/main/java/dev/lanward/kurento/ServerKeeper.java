package dev.lanward.kurento;

import com.google.gson.JsonObject;
import dev.lanward.pairing.Fingerprint;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaPipeline;
import org.kurento.client.internal.server.KurentoServerException;
import org.kurento.jsonrpc.JsonRpcErrorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the connection to a media server: makes it, notices its end and that of what the server was
 * given, and makes another, sooner at first than later. On the worker, where nothing else is said.
 */
final class ServerKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ServerKeeper.class);
  private static final long FIRST_RETRY_MILLIS = 250;
  private static final long MAX_RETRY_MILLIS = 8_000;
  private static final long CHECK_MILLIS = 3_000;

  /** MEDIA_OBJECT_NOT_FOUND, of the server's published error codes. */
  private static final int NOT_FOUND = 40_101;

  /** What the client makes of a connection that ends while a request waits: no code of a server. */
  private static final int CONNECTION_OVER = 0;

  private static final long LAST_WORD_MILLIS = 300;

  private static final int MAX_ORPHANS = 16;

  /** Who hears of it, on the worker. */
  interface Listener {
    void there();

    /** All that the server was given is gone; why is for people. */
    void gone(String why);

    /** Once, however often it is tried. */
    void problem(String code, String message);

    void recovered();
  }

  private final ServerAddress address;
  private final PinnedServer trust;
  private final HttpClient http;
  private final Worker worker;
  private final Worker events = new Worker("lanward-kurento-events");
  private final Listener listener;

  /** Pipelines of connections that ended: the server keeps them for minutes, viewers included. */
  private final Deque<String> orphans = new ArrayDeque<>();

  private volatile boolean isThere;
  private volatile @Nullable VerifiedWebSocket socket;
  private @Nullable KurentoClient client;
  private volatile @Nullable MediaPipeline watched;
  private Runnable probe = () -> {};
  private long retryMillis = FIRST_RETRY_MILLIS;
  private boolean isTold;
  private volatile boolean isClosed;

  ServerKeeper(
      ServerAddress address, Optional<Fingerprint> pinned, Worker worker, Listener listener) {
    this.address = address;
    this.trust = new PinnedServer(pinned);
    this.worker = worker;
    this.listener = listener;
    ThreadFactory threads =
        task -> {
          Thread fresh = new Thread(task, "lanward-kurento-io");
          fresh.setDaemon(true);
          return fresh;
        };
    this.http =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(null))
            .sslContext(trust.context())
            .executor(Executors.newFixedThreadPool(2, threads))
            .build();
  }

  /** Any thread. */
  boolean isThere() {
    VerifiedWebSocket current = socket;
    return isThere && current != null && !current.isOver();
  }

  /** The connection of now, to name it in what fails; any thread. */
  @Nullable VerifiedWebSocket connection() {
    return socket;
  }

  KurentoClient client() {
    return Objects.requireNonNull(client, "the media server is there");
  }

  void connect() {
    if (isClosed || isThere) {
      return;
    }
    VerifiedWebSocket fresh =
        new VerifiedWebSocket(
            address, http, events, (which, why) -> worker.run(() -> lost(which, why)));
    socket = fresh;
    trust.forget();
    try {
      client = KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(fresh);
      JsonObject ping = new JsonObject();
      ping.addProperty("interval", VerifiedWebSocket.PING_MILLIS);
      fresh.sendRequest("ping", ping);
      releaseOrphans(fresh);
    } catch (IOException | RuntimeException e) {
      LOG.debug("the media server cannot be reached: {}", e.getClass().getName());
      lost(fresh, "The media server cannot be reached.");
      return;
    }
    isThere = true;
    retryMillis = FIRST_RETRY_MILLIS;
    if (isTold) {
      isTold = false;
      listener.recovered();
    }
    listener.there();
  }

  /**
   * Looks from time to time whether the server still has {@code pipeline}.
   *
   * @param probe asks for what would be missed
   */
  void watch(MediaPipeline pipeline, Runnable probe) {
    watched = pipeline;
    this.probe = probe;
    worker.later(CHECK_MILLIS, () -> check(pipeline));
  }

  /** Nobody uses it any more; what was not released will be, first thing in another connection. */
  void forget(MediaPipeline pipeline, boolean isReleased) {
    watched = null;
    if (!isReleased) {
      orphan(pipeline);
    }
  }

  /**
   * A call over {@code used} has failed in another way than by the server's refusal. Any thread.
   */
  void failed(@Nullable VerifiedWebSocket used, RuntimeException failure) {
    LOG.debug("a call of the media server failed: {}", failure.getClass().getName());
    drop(used, "The media server does not answer.");
  }

  /** More waits for the server than it does in time. Any thread. */
  void overwhelmed() {
    VerifiedWebSocket current = socket;
    if (current != null) {
      current.lost("The media server does not keep up.");
    }
  }

  /**
   * Whether a refusal says that the server has lost what it was given, or that the connection is
   * over. Any thread.
   */
  boolean hasLost(@Nullable VerifiedWebSocket used, KurentoServerException refusal) {
    LOG.debug("the media server refuses ({})", refusal.getCode());
    if (refusal.getCode() == NOT_FOUND) {
      drop(used, "The media server has lost what it was given.");
      return true;
    }
    if (refusal.getCode() == CONNECTION_OVER) {
      failed(used, refusal);
      return true;
    }
    return false;
  }

  /**
   * The server was told to release something and refuses. What it shows must end all the same: all
   * that it was given is released, in another connection, before anything else. Any thread.
   */
  void keepsShowing(@Nullable VerifiedWebSocket used, KurentoServerException refusal) {
    LOG.debug("the media server refuses to release ({})", refusal.getCode());
    if (refusal.getCode() != NOT_FOUND) {
      drop(used, "The media server does not end what it was told to end.");
    }
  }

  /**
   * A refusal that may be about something that was just released: looks what the server has. Any
   * thread.
   */
  void suspect(@Nullable VerifiedWebSocket used, KurentoServerException refusal) {
    LOG.debug("the media server refuses ({})", refusal.getCode());
    if (refusal.getCode() == CONNECTION_OVER) {
      failed(used, refusal);
      return;
    }
    worker.run(
        () -> {
          if (watched != null && used == socket && isThere()) {
            look();
          }
        });
  }

  /** At the device's end, when the worker is held up: tells the server, and waits for no answer. */
  void releaseAtLast() {
    MediaPipeline left = watched;
    VerifiedWebSocket by = socket;
    if (left != null && by != null) {
      try {
        left.release(new Unanswered());
        by.flush(LAST_WORD_MILLIS);
      } catch (RuntimeException e) {
        LOG.debug("the media server cannot be told: {}", e.getClass().getName());
      }
    }
    close();
  }

  void close() {
    isClosed = true;
    isThere = false;
    VerifiedWebSocket ending = socket;
    if (ending != null) {
      ending.abandon();
    }
    events.close();
  }

  private void check(MediaPipeline pipeline) {
    if (pipeline != watched || !isThere()) {
      return;
    }
    if (look()) {
      worker.later(CHECK_MILLIS, () -> check(pipeline));
    }
  }

  private boolean look() {
    VerifiedWebSocket used = socket;
    try {
      probe.run();
      return true;
    } catch (KurentoServerException e) {
      return !hasLost(used, e);
    } catch (RuntimeException e) {
      failed(used, e);
      return false;
    }
  }

  private void drop(@Nullable VerifiedWebSocket used, String why) {
    worker.run(() -> lost(used, why));
  }

  private void lost(@Nullable VerifiedWebSocket ending, String why) {
    if (isClosed || ending == null || ending != socket) {
      return;
    }
    socket = null;
    client = null;
    isThere = false;
    ending.abandon();
    MediaPipeline left = watched;
    if (left != null) {
      forget(left, false);
    }
    tell(why);
    worker.later(retryMillis, this::connect);
    retryMillis = Math.min(MAX_RETRY_MILLIS, retryMillis * 2);
  }

  private void tell(String why) {
    Optional<Fingerprint> refused = trust.refused();
    listener.gone(refused.isPresent() ? "The media server is not trusted." : why);
    if (isTold) {
      return;
    }
    isTold = true;
    if (refused.isPresent()) {
      listener.problem(
          "media-server-certificate",
          "The media server shows another certificate than the one that is trusted: "
              + refused.get()
              + ". If that is your server's, give it as --kurento-fingerprint.");
    } else {
      listener.problem("media-server", why + " It is tried again.");
    }
  }

  private void orphan(MediaPipeline pipeline) {
    if (orphans.size() < MAX_ORPHANS) {
      orphans.add(pipeline.getId());
    }
  }

  /** Until they are, the server is not used: it may show the camera to somebody. */
  private void releaseOrphans(VerifiedWebSocket by) throws IOException {
    while (!orphans.isEmpty()) {
      JsonObject release = new JsonObject();
      release.addProperty("object", orphans.element());
      try {
        by.sendRequest("release", release);
      } catch (JsonRpcErrorException e) {
        if (e.getCode() != NOT_FOUND) {
          throw e;
        }
      }
      orphans.remove();
    }
  }
}
