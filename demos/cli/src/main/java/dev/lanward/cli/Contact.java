package dev.lanward.cli;

import dev.lanward.pairing.Pairing;
import dev.lanward.peer.Device;
import dev.lanward.peer.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** How a delivery comes to sessions with the peer that it is for. */
interface Contact {
  /** After these it may be there a moment later: its network is coming back, or it starts again. */
  Set<String> PASSING = Set.of("not-found", "timed-out", "closed");

  /** What is told where nobody answers. */
  Set<String> NOBODY = Set.of("not-found", "timed-out");

  /**
   * A session that is open.
   *
   * @throws CommandFailedException with code {@code timed-out} when there is none in time
   */
  Session session(Duration timeout) throws Exception;

  /** Whether the peer has come over another session since. Any thread. */
  default boolean isElsewhere(Session session) {
    return false;
  }

  /** The delivery needs {@code session} no more. */
  default void leave(Session session) {
    session.close();
  }

  /** Knocks at a device, which is looked for in a domain as well where one was said. */
  static Contact knocking(Device here, Pairing to, Optional<DomainOptions.Place> place) {
    return timeout ->
        Knocking.await(
            DomainOptions.connect(here, to.id(), place),
            timeout,
            "Is " + to.name() + " on, and on this network?");
  }

  /**
   * The same, where the peer may be a page, which could only come to this machine's door, and
   * another process has that and does not take the errand.
   */
  static Contact withoutDoor(Device here, Pairing to, Optional<DomainOptions.Place> place) {
    Contact knocking = knocking(here, to, place);
    return timeout -> {
      try {
        return knocking.session(timeout);
      } catch (ExecutionException | CommandFailedException e) {
        if (!NOBODY.contains(Failures.code(e))) {
          throw e;
        }
        throw new CommandFailedException(
            "in-use",
            to.name()
                + " does not answer. If it is a page in a browser, it comes to this machine's door,"
                + " which another process has: stop that one (lanward receive, device, demo or"
                + " another send), and send again.");
      }
    };
  }
}
