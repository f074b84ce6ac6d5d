package dev.lanward.mdns.io;

import dev.lanward.mdns.MdnsEvent;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A host name that our own driver looks for. */
final class OwnResolution implements Resolution {
  private final UUID host;
  private final Consumer<InetAddress> onAddress;
  private final Consumer<OwnResolution> onClose;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Touched by the loop thread only. */
  private final Set<MdnsEvent> told = new HashSet<>();

  OwnResolution(UUID host, Consumer<InetAddress> onAddress, Consumer<OwnResolution> onClose) {
    this.host = host;
    this.onAddress = onAddress;
    this.onClose = onClose;
  }

  @Override
  public UUID host() {
    return host;
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

  void tell(MdnsEvent.HostResolved event) {
    if (!ended.isDone() && told.add(event)) {
      onAddress.accept(event.address());
    }
  }

  boolean isOver() {
    return ended.isDone();
  }

  void end() {
    ended.complete(null);
  }

  void fail(String why) {
    ended.completeExceptionally(new IllegalStateException(why));
  }
}
