package dev.lanward.cli;

import dev.lanward.drop.DropException;
import dev.lanward.drop.Limits;
import dev.lanward.drop.Manifest;
import dev.lanward.drop.Source;
import dev.lanward.drop.io.DropPath;
import dev.lanward.drop.io.DropSender;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/** One transfer to one device, over as many sessions as it takes. */
final class Delivery implements DropSender.Listener {

  /**
   * What is sent.
   *
   * @param isSpent whether a second attempt cannot have all of it any more
   */
  record What(Manifest manifest, Source source, BooleanSupplier isSpent) {}

  private static final long PAUSE_MILLIS = 1_000;

  /**
   * Where TLS was cut so often while its session lived, something between the two is in its way.
   */
  private static final int MOST_TLS_CUTS = 2;

  private final Contact contact;
  private final Pairing to;
  private final What what;
  private final SendEvents events;
  private final DropPath path;
  private final Duration timeout;
  private final Duration patience;
  private int tlsCuts;
  private boolean isAccepted;
  private volatile boolean isOver;
  private volatile Optional<Session> present = Optional.empty();
  private volatile boolean isInterrupted;
  private volatile long progressAt = System.nanoTime();

  /**
   * @param contact how sessions with {@code to} come about
   * @param timeout of connecting
   * @param patience how long after the last progress a transfer that was cut is given up
   */
  Delivery(
      Contact contact,
      Pairing to,
      What what,
      SendEvents events,
      DropPath path,
      Duration timeout,
      Duration patience) {
    this.contact = contact;
    this.to = to;
    this.what = what;
    this.events = events;
    this.path = path;
    this.timeout = timeout;
    this.patience = patience;
  }

  /** Returns when everything is there, or the command ends. */
  void run() throws Exception {
    try {
      deliver();
    } catch (Exception e) {
      // Of what was closed beneath it there is nothing to tell.
      if (!isInterrupted) {
        throw e;
      }
    } finally {
      isOver = true;
    }
  }

  private void deliver() throws Exception {
    Session session = contact.session(timeout);
    events.waits(to.name(), what.manifest());
    while (!sent(session)) {
      if (isInterrupted) {
        return;
      }
      requireRepeatable();
      events.reconnecting(to.name());
      session = reconnect();
    }
    events.sent(to, what.manifest());
  }

  /** The command ends: says what becomes of a transfer that is not over. */
  void interrupted() {
    isInterrupted = true;
    if (!isOver && isAccepted) {
      events.interrupted(to.name());
    }
  }

  @Override
  public void accepted(long keptBytes, boolean isOverTls) {
    isAccepted = true;
    progressAt = System.nanoTime();
    events.accepted(to.name(), what.manifest(), keptBytes, isOverTls);
  }

  @Override
  public void progress(long keptBytes, long sentBytes) {
    progressAt = System.nanoTime();
    events.progress(keptBytes, sentBytes, what.manifest().bytes());
  }

  @Override
  public boolean isElsewhere() {
    return present.map(contact::isElsewhere).orElse(false);
  }

  private boolean sent(Session session) throws DropException, InterruptedException {
    present = Optional.of(session);
    try {
      DropPath now = path == DropPath.AUTO && tlsCuts >= MOST_TLS_CUTS ? DropPath.CHANNEL : path;
      DropSender.Outcome outcome =
          DropSender.send(session, what.manifest(), what.source(), Limits.defaults(), now, this);
      if (outcome == DropSender.Outcome.TLS_CUT && session.isOpen()) {
        tlsCuts++;
      }
      return outcome == DropSender.Outcome.DONE;
    } finally {
      contact.leave(session);
    }
  }

  private Session reconnect() throws Exception {
    // That the connection was gone may have shown late: half of the time is for coming back.
    progressAt = Math.max(progressAt, System.nanoTime() - patience.toNanos() / 2);
    while (true) {
      Thread.sleep(PAUSE_MILLIS);
      try {
        return contact.session(timeout);
      } catch (CommandFailedException | ExecutionException e) {
        if (!Contact.PASSING.contains(Failures.code(e))
            || System.nanoTime() - progressAt > patience.toNanos()) {
          throw e;
        }
      }
    }
  }

  private void requireRepeatable() throws CommandFailedException {
    if (what.isSpent().getAsBoolean()) {
      throw new CommandFailedException(
          "cut",
          "The connection to "
              + to.name()
              + " was cut, and what came in on stdin cannot be read again. Send a file instead,"
              + " which goes on.");
    }
    if (System.nanoTime() - progressAt > patience.toNanos()) {
      throw new CommandFailedException(
          "timed-out", to.name() + " took nothing. Try again: it goes on where it was.");
    }
  }
}
