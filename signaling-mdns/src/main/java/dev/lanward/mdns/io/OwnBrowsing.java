package dev.lanward.mdns.io;

import dev.lanward.mdns.Browse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Services that our own driver looks for. */
final class OwnBrowsing implements Browsing {
  private final Browse browse;
  private final ServiceListener listener;
  private final Consumer<OwnBrowsing> onClose;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  OwnBrowsing(Browse browse, ServiceListener listener, Consumer<OwnBrowsing> onClose) {
    this.browse = browse;
    this.listener = listener;
    this.onClose = onClose;
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
      onClose.accept(this);
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
