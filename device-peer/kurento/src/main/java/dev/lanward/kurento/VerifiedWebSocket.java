package dev.lanward.kurento;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kurento.jsonrpc.client.AbstractJsonRpcClientWebSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a media server, by the JDK's WebSocket. Kurento's own accepts any certificate
 * and connects again by itself; this one leaves trust to its client and ends once.
 */
final class VerifiedWebSocket extends AbstractJsonRpcClientWebSocket {
  private static final Logger LOG = LoggerFactory.getLogger(VerifiedWebSocket.class);

  /** As Kurento's own client waits: what is not answered by then will not be. */
  static final int REQUEST_MILLIS = 10_000;

  static final int PING_MILLIS = 4_000;
  private static final Duration CONNECT_TIME = Duration.ofSeconds(4);

  /** The longest holds a description and is below 64 KiB. */
  private static final int MAX_MESSAGE_CHARS = 1 << 20;

  /** What is told unasked waits for its turn, and is of states and addresses. */
  private static final int MAX_EVENT_CHARS = 1 << 14;

  /** A server that reads so little is as good as gone. */
  private static final int MAX_UNSENT = 256;

  private final HttpClient http;
  private final Worker events;
  private final BiConsumer<VerifiedWebSocket, String> onLost;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicInteger unsent = new AtomicInteger();
  private CompletableFuture<?> lastSent = CompletableFuture.completedFuture(null);
  private volatile @Nullable WebSocket socket;

  /**
   * @param events takes what the server tells unasked
   * @param onLost is told once why it has ended, unless it was closed; any thread
   */
  VerifiedWebSocket(
      ServerAddress server,
      HttpClient http,
      Worker events,
      BiConsumer<VerifiedWebSocket, String> onLost) {
    super(server.toString(), null);
    this.http = http;
    this.events = events;
    this.onLost = onLost;
    setRequestTimeout(REQUEST_MILLIS);
    // In the order in which they come, each on the thread that reads it.
    setConcurrentServerRequest(false);
  }

  /** Ends it without a word to anybody. */
  void abandon() {
    isOver.set(true);
    try {
      close();
    } catch (IOException | RuntimeException e) {
      LOG.debug("the media server's connection did not close in order", e);
    }
  }

  /** Whether nothing more goes over it. Any thread. */
  boolean isOver() {
    return isOver.get();
  }

  /** Waits until what was said has been sent, or for {@code millis}. */
  void flush(long millis) {
    CompletableFuture<?> last;
    synchronized (this) {
      last = lastSent;
    }
    try {
      last.get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the media server does not take what is said last");
    }
  }

  @Override
  public synchronized void enableHeartbeat(int ignored) {
    super.enableHeartbeat(PING_MILLIS);
  }

  @Override
  protected void connectNativeClient() throws Exception {
    if (isOver.get() || socket != null) {
      throw new IOException("the media server's connection is over");
    }
    socket =
        http.newWebSocketBuilder()
            .connectTimeout(CONNECT_TIME)
            .buildAsync(uri, new Messages())
            .get(CONNECT_TIME.toMillis() + 500, TimeUnit.MILLISECONDS);
  }

  @Override
  protected boolean isNativeClientConnected() {
    return socket != null && !isOver.get();
  }

  @Override
  protected void closeNativeClient() {
    WebSocket open = socket;
    if (open != null) {
      open.abort();
    }
  }

  /** A ping was not answered. */
  @Override
  protected void closeWithReconnection() {
    lost("The media server does not answer.");
  }

  @Override
  protected synchronized void sendTextMessage(String text) throws IOException {
    WebSocket open = socket;
    if (open == null || isOver.get()) {
      throw new IOException("the media server's connection is over");
    }
    if (unsent.incrementAndGet() > MAX_UNSENT) {
      lost("The media server takes nothing.");
      throw new IOException("the media server takes nothing");
    }
    lastSent =
        lastSent
            .thenCompose(before -> open.sendText(text, true))
            .whenComplete((sent, failure) -> unsent.decrementAndGet());
  }

  /** It is at its end: who waits for an answer is told at once. Any thread. */
  void lost(String why) {
    if (isOver.compareAndSet(false, true)) {
      onLost.accept(this, why);
      closeClient(why, true);
    }
  }

  /** On the JDK's threads, one message at a time. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      if (message.length() + part.length() > MAX_MESSAGE_CHARS) {
        lost("The media server has sent a message without end.");
        return null;
      }
      message.append(part);
      if (last) {
        String text = message.toString();
        message.setLength(0);
        read(text);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      lost("The media server has gone.");
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      lost("The media server is gone.");
    }

    /** The client may ask the server what an event means, and wait: not where answers are read. */
    private void read(String text) {
      try {
        if (JsonParser.parseString(text).getAsJsonObject().has("method")) {
          event(text);
        } else {
          receivedTextMessage(text);
        }
      } catch (RuntimeException e) {
        LOG.debug("what the media server says makes no sense");
      }
    }

    private void event(String text) {
      if (text.length() <= MAX_EVENT_CHARS) {
        events.event(() -> receivedTextMessage(text));
      } else {
        LOG.debug("the media server tells too much at once: it is thrown away");
      }
    }
  }
}
