package dev.lanward.cli;

import dev.lanward.pairing.Pairing;
import dev.lanward.peer.Device;
import dev.lanward.peer.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sessions with a peer that has paired as a page does. A page has no door: it is waited for at this
 * side's. Should the peer be a device all the same, it is knocked at meanwhile.
 */
final class PageContact implements Contact {
  private static final long LOOK_MILLIS = 200;

  private final Device here;
  private final Pairing to;

  /**
   * @param here with a door
   */
  PageContact(Device here, Pairing to) {
    this.here = here;
    this.to = to;
  }

  /** Whether it is connected already. */
  boolean isThere() {
    return newest().isPresent();
  }

  @Override
  public Session session(Duration timeout) throws Exception {
    long deadline = System.nanoTime() + timeout.toNanos();
    Optional<Session> there = newest();
    if (there.isPresent()) {
      return there.get();
    }
    CompletableFuture<Session> knock = here.connect(to.id());
    try {
      for (there = newest(); there.isEmpty(); there = newest()) {
        if (System.nanoTime() - deadline > 0) {
          throw missing(timeout);
        }
        if (knock.isCompletedExceptionally()) {
          requirePassing(knock);
          knock = here.connect(to.id());
        }
        Thread.sleep(LOOK_MILLIS);
      }
      return there.get();
    } finally {
      knock.cancel(true);
    }
  }

  @Override
  public boolean isElsewhere(Session session) {
    return newest().filter(other -> other != session).isPresent();
  }

  /** It stays: a page that was left would only come back. */
  @Override
  public void leave(Session session) {
    // Whoever has started the device ends it.
  }

  /** A page that was cut off comes back before this side knows of it: the last one counts. */
  private Optional<Session> newest() {
    return here.sessions().stream()
        .filter(session -> session.peer().id().equals(to.id()))
        .reduce((earlier, later) -> later);
  }

  private CommandFailedException missing(Duration timeout) {
    return new CommandFailedException(
        "timed-out",
        to.name()
            + " did not come within "
            + timeout.toSeconds()
            + " s. Open its page, on this network, and send again.");
  }

  private static void requirePassing(CompletableFuture<Session> knock) {
    try {
      knock.join();
    } catch (CompletionException e) {
      if (!PASSING.contains(Failures.code(e))) {
        throw e;
      }
    }
  }
}
