package dev.lanward.mdns.io;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A host name being looked for. Close it when its answer is no longer of interest. */
public interface Resolution extends AutoCloseable {

  /** The host that is looked for. */
  UUID host();

  /**
   * Completes when this is closed or its time is over; exceptionally, with an {@link
   * IllegalStateException}, when too many look-ups were under way already or the driver is closed.
   */
  CompletableFuture<Void> ended();

  /** Looks no more. An address may still be told by a call that is under way. */
  @Override
  void close();
}
