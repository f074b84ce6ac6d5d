package dev.lanward.mdns.io;

import dev.lanward.mdns.MdnsEvent;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A host name being looked for. Close it when its answer is no longer of interest. */
public final class Resolution implements AutoCloseable {
  private final UUID host;
  private final Consumer<InetAddress> onAddress;
  private final Consumer<Resolution> onClose;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Touched by the loop thread only. */
  private final Set<MdnsEvent> told = new HashSet<>();

  Resolution(UUID host, Consumer<InetAddress> onAddress, Consumer<Resolution> onClose) {
    this.host = host;
    this.onAddress = onAddress;
    this.onClose = onClose;
  }

  /** The host that is looked for. */
  public UUID host() {
    return host;
  }

  /**
   * Completes when this is closed or its time is over; exceptionally, with an {@link
   * IllegalStateException}, when too many look-ups were under way already or the driver is closed.
   */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** Looks no more. An address may still be told by a call that is under way. */
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
