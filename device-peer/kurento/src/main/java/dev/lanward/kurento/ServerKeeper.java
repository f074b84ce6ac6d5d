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
 * given, and makes another, sooner at first than later. On the worker, but for {@link #isThere},
 * {@link #failed} and {@link #hasLost}.
 */
final class ServerKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ServerKeeper.class);
  private static final long FIRST_RETRY_MILLIS = 250;
  private static final long MAX_RETRY_MILLIS = 8_000;
  private static final long CHECK_MILLIS = 3_000;

  /** MEDIA_OBJECT_NOT_FOUND, of the server's published error codes. */
  private static final int NOT_FOUND = 40_101;

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
  private @Nullable MediaPipeline watched;
  private Runnable probe = () -> {};
  private long retryMillis = FIRST_RETRY_MILLIS;
  private boolean isTold;
  private boolean isClosed;

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
    return isThere;
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
    try {
      client = KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(fresh);
      JsonObject ping = new JsonObject();
      ping.addProperty("interval", VerifiedWebSocket.PING_MILLIS);
      fresh.sendRequest("ping", ping);
      releaseOrphans(fresh);
    } catch (IOException | RuntimeException e) {
      LOG.debug("the media server cannot be reached", e);
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

  void watchNothing() {
    watched = null;
  }

  /** A call has failed in another way than by the server's refusal. */
  void failed(RuntimeException failure) {
    LOG.debug("a call of the media server failed", failure);
    VerifiedWebSocket current = socket;
    worker.run(() -> lost(current, "The media server does not answer."));
  }

  /** Whether a refusal says that the server has lost what it was given. */
  boolean hasLost(KurentoServerException refusal) {
    LOG.debug("the media server refuses", refusal);
    if (refusal.getCode() == NOT_FOUND) {
      VerifiedWebSocket current = socket;
      worker.run(() -> lost(current, "The media server has lost what it was given."));
      return true;
    }
    return false;
  }

  /** A refusal that may be about something that was just released: looks what the server has. */
  void suspect(KurentoServerException refusal) {
    LOG.debug("the media server refuses", refusal);
    worker.run(
        () -> {
          if (watched != null && isThere) {
            look();
          }
        });
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
    if (pipeline != watched || !isThere) {
      return;
    }
    if (look()) {
      worker.later(CHECK_MILLIS, () -> check(pipeline));
    }
  }

  private boolean look() {
    try {
      probe.run();
      return true;
    } catch (KurentoServerException e) {
      return !hasLost(e);
    } catch (RuntimeException e) {
      failed(e);
      return false;
    }
  }

  private void lost(@Nullable VerifiedWebSocket ending, String why) {
    if (isClosed || ending == null || ending != socket) {
      return;
    }
    socket = null;
    client = null;
    isThere = false;
    ending.abandon();
    if (watched != null && orphans.size() < MAX_ORPHANS) {
      orphans.add(watched.getId());
    }
    watched = null;
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

  private void releaseOrphans(VerifiedWebSocket by) throws IOException {
    while (!orphans.isEmpty()) {
      JsonObject release = new JsonObject();
      release.addProperty("object", orphans.remove());
      try {
        by.sendRequest("release", release);
      } catch (JsonRpcErrorException e) {
        LOG.debug("the media server had released it", e);
      }
    }
  }
}
