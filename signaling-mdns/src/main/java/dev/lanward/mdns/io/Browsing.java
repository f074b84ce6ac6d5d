package dev.lanward.mdns.io;

import dev.lanward.mdns.Browse;
import java.util.concurrent.CompletableFuture;

/** Services being looked for. Close it when they are no longer of interest. */
public interface Browsing extends AutoCloseable {

  /** What is looked for. */
  Browse browse();

  /**
   * Completes when this is closed; exceptionally, with an {@link IllegalStateException}, when too
   * much was looked for already or the driver is closed.
   */
  CompletableFuture<Void> ended();

  /** Looks no more. A service may still be told by a call that is under way. */
  @Override
  void close();
}
