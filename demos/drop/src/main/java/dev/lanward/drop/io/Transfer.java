package dev.lanward.drop.io;

import dev.lanward.drop.DropException;
import dev.lanward.drop.Limits;
import dev.lanward.drop.ReceivingEnd;
import dev.lanward.drop.Shelf;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import dev.lanward.peer.TlsConnection;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One transfer that comes in, on a thread of its own. */
final class Transfer {
  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

  private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** For how long one that is given up may still tell its sender so. */
  private static final long FAREWELL_SECONDS = 2;

  private static final long GIVING_UP_SECONDS = 30;

  /** After these nobody comes back for the parts. */
  private static final Set<String> FOR_GOOD = Set.of("malformed", "too-large", "corrupt");

  private final DropReceiver receiver;
  private final Session session;
  private final Peer peer;
  private final DropLink link;
  private final ReceivingEnd core;
  private final long patienceMillis;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Optional<DropOffer> offer = Optional.empty();
  private Optional<Shelf> shelf = Optional.empty();
  private Optional<TlsListener> door = Optional.empty();
  private volatile @Nullable TlsConnection arrived;
  private boolean isToldBegun;
  private boolean isToldDone;
  private boolean isSuperseded;
  private long toldAt;

  Transfer(DropReceiver receiver, Session session, Channel channel, Limits limits) {
    this.receiver = receiver;
    this.session = session;
    this.peer = session.peer();
    this.link = new DropLink(new ChannelCarrier(channel));
    this.core = new ReceivingEnd(limits);
    this.patienceMillis = limits.patience().toMillis();
  }

  Peer peer() {
    return peer;
  }

  /** From its first message to its end. */
  void run() {
    try {
      exchange();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("a transfer ended by a defect", e);
    } finally {
      closeDoor();
      closeShelf();
      offer.filter(unused -> isSettled()).ifPresent(receiver::settled);
      link.close();
      receiver.ended(this);
      ended.countDown();
      closeArrived();
      tellEnd();
    }
  }

  /** Ends it, and waits until it has let go of its files. From another transfer's thread. */
  void giveUp() throws InterruptedException {
    link.post(
        end -> {
          isSuperseded = true;
          end.fail(new DropException("cancelled", "The same files are sent once more."));
        });
    // Closed at once, a sender that is there after all would take it for a cut, come back, and end
    // the other one in turn.
    if (!ended.await(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
      link.close();
      ended.await(GIVING_UP_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void exchange() throws InterruptedException {
    while (!core.isOver() && !link.isOver()) {
      boolean isHeard = link.runNext(core, patienceMillis);
      if (!isHeard && core.isOwed()) {
        if (link.isOverTls()) {
          return; // TCP may have lost its way where the session has not: the sender comes again.
        }
        core.fail(
            new DropException(
                "timed-out", "Nothing has come for " + patienceMillis / 1_000 + " s."));
      }
      act();
    }
    link.flush(core, () -> {});
  }

  /**
   * Until there is nothing to do but to wait; the offer may become whole while we say something.
   */
  private void act() throws InterruptedException {
    do {
      if (isUndecided()) {
        decide();
      }
      tell();
      link.flush(core, this::tell);
    } while (isUndecided());
  }

  private boolean isUndecided() {
    return core.isOffered() && offer.isEmpty();
  }

  private void decide() {
    DropOffer offered = new DropOffer(peer, core.manifest(), core.manifest().transferOf(peer.id()));
    offer = Optional.of(offered);
    if (receiver.isAgreed(offered)) {
      begin(offered);
      return;
    }
    receiver
        .listener()
        .offered(
            offered,
            new DropReceiver.Answer() {
              @Override
              public void accept() {
                link.post(end -> begin(offered));
              }

              @Override
              public void decline(String message) {
                link.post(end -> end.fail(new DropException("declined", message)));
              }
            });
  }

  private void begin(DropOffer offered) {
    if (!core.isOffered()) {
      return; // It ended before somebody decided, or somebody decided twice.
    }
    try {
      receiver.own(this, offered);
      Shelf place = receiver.shelves().shelf(offered);
      shelf = Optional.of(place);
      receiver.agree(offered);
      door = openDoor();
      core.accept(place, door.map(TlsListener::invitation));
    } catch (DropException e) {
      core.fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      core.fail(new DropException("cancelled", "The receiver ends."));
    }
  }

  /** For a sender that would come by TLS, where it can be listened for. */
  private Optional<TlsListener> openDoor() {
    if (!core.canTls()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          TlsListener.open(session.tls(), receiver.tlsPort(), receiver.newToken(), this::came));
    } catch (IOException e) {
      LOG.debug("no TLS connection can be listened for", e);
      return Optional.empty();
    }
  }

  /** On a thread of the listener's. */
  private void came(TlsConnection connection) {
    arrived = connection;
    link.post(end -> goOver(connection));
    if (ended.getCount() == 0) {
      closeArrived(); // Nobody goes over any more.
    }
  }

  private void goOver(TlsConnection connection) {
    link.goOver(new TlsCarrier(connection));
    if (core.isInviting()) {
      core.cameByTls();
    } else {
      link.close(); // It has ended, or the sender has said that it stays.
    }
  }

  /** Unless it was gone over to: then the link closes it. */
  private void closeArrived() {
    TlsConnection connection = arrived;
    if (connection != null && !link.isOverTls()) {
      connection.close();
    }
  }

  private void closeDoor() {
    door.ifPresent(TlsListener::close);
    door = Optional.empty();
  }

  private void tell() {
    if (offer.isEmpty() || shelf.isEmpty() || core.isInviting() || isToldDone) {
      return;
    }
    if (!isToldBegun) {
      isToldBegun = true;
      closeDoor();
      receiver.listener().begins(offer.get(), core.keptBytes(), link.isOverTls());
    }
    long now = System.nanoTime();
    if (core.isDone() || now - toldAt >= TELL_NANOS) {
      toldAt = now;
      receiver.listener().progress(offer.get(), core.keptBytes(), core.takenBytes());
    }
    if (core.isDone()) {
      isToldDone = true;
      receiver.listener().received(offer.get());
    }
  }

  private void tellEnd() {
    if (offer.isEmpty()) {
      core.failure().ifPresent(why -> receiver.listener().refused(peer, why));
      return;
    }
    if (isToldDone || isSuperseded) {
      return;
    }
    if (core.failure().isPresent()) {
      receiver.listener().failed(offer.get(), core.failure().get());
    } else {
      receiver.listener().cut(offer.get());
    }
  }

  private void closeShelf() {
    try {
      if (shelf.isPresent() && core.failure().filter(why -> isForGood(why)).isPresent()) {
        shelf.get().forget();
      }
      if (shelf.isPresent() && shelf.get() instanceof AutoCloseable files) {
        files.close();
      }
    } catch (IOException | DropException e) {
      LOG.debug("parts stay", e);
    } catch (Exception e) {
      LOG.warn("parts stay", e);
    }
  }

  /** Its sender knows that all is here, or has given cause to give it up. */
  private boolean isSettled() {
    return (core.isDone() && core.isOver())
        || core.failure().filter(why -> isForGood(why)).isPresent();
  }

  private static boolean isForGood(DropException why) {
    return FOR_GOOD.contains(why.code());
  }
}
