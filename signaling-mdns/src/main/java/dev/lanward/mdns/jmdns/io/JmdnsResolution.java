package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.io.Resolution;
import java.net.InetAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host name that is looked for, asked for again and again at intervals that double. */
final class JmdnsResolution implements Resolution, Search {
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);

  private final JmdnsLoop loop;
  private final UUID host;
  private final Duration firstInterval;
  private final Consumer<InetAddress> onAddress;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** The loop's. */
  private @Nullable HostSearch search;

  JmdnsResolution(
      JmdnsLoop loop, UUID host, Duration firstInterval, Consumer<InetAddress> onAddress) {
    this.loop = loop;
    this.host = host;
    this.firstInterval = firstInterval;
    this.onAddress = onAddress;
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
      loop.submit(() -> loop.ear().remove(this));
    }
  }

  @Override
  public void attach(Station station) {
    HostSearch fresh = new HostSearch(station.jmdns(), host, station.place().link().index());
    search = fresh;
    ask(fresh, firstInterval);
    look(fresh);
  }

  @Override
  public void detach() {
    search = null;
  }

  @Override
  public void refuse() {
    fail(JmdnsLoop.CLOSED);
  }

  void fail(String why) {
    ended.completeExceptionally(new IllegalStateException(why));
  }

  boolean isOver() {
    return ended.isDone();
  }

  private void ask(HostSearch at, Duration next) {
    if (search == at) {
      at.ask();
      loop.after(next, () -> ask(at, next.multipliedBy(2)));
    }
  }

  private void look(HostSearch at) {
    if (search == at) {
      at.look().forEach(this::tell);
      loop.after(LOOK_INTERVAL, () -> look(at));
    }
  }

  private void tell(InetAddress address) {
    if (!isOver()) {
      loop.guarded(() -> onAddress.accept(address));
    }
  }
}
