package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.io.Browsing;
import dev.lanward.mdns.io.ServiceListener;
import java.util.concurrent.CompletableFuture;

/** Somebody who looks for services of a type. */
final class JmdnsBrowsing implements Browsing {
  private final JmdnsLoop loop;
  private final Browse browse;
  private final ServiceListener listener;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  JmdnsBrowsing(JmdnsLoop loop, Browse browse, ServiceListener listener) {
    this.loop = loop;
    this.browse = browse;
    this.listener = listener;
  }

  @Override
  public Browse browse() {
    return browse;
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  @Override
  public void close() {
    if (ended.complete(null)) {
      loop.submit(() -> loop.ear().remove(this));
    }
  }

  ServiceListener listener() {
    return listener;
  }

  boolean isOver() {
    return ended.isDone();
  }

  void fail(String why) {
    ended.completeExceptionally(new IllegalStateException(why));
  }
}
