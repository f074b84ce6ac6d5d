package dev.lanward.drop.io;

import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.Limits;
import dev.lanward.drop.Manifest;
import dev.lanward.drop.SendingEnd;
import dev.lanward.drop.Source;
import dev.lanward.peer.Session;
import java.util.concurrent.TimeUnit;

/** Sends over one session. A transfer that was cut goes on in another: the receiver knows where. */
public final class DropSender {
  private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOOK_MILLIS = 200;

  /** Hears how it goes, on the thread that sends. */
  public interface Listener {
    /** The receiver has agreed; it has {@code keptBytes} from before. */
    void accepted(long keptBytes);

    /** So many bytes were sent over this session, on top of those. A few times a second. */
    void progress(long keptBytes, long sentBytes);

    /**
     * Whether the peer has come over another session, as one does whose network was away: this one
     * is as good as cut. Asked at least once a second.
     */
    default boolean isElsewhere() {
      return false;
    }
  }

  /** How it ended, when nothing went wrong but perhaps the network. */
  public enum Outcome {
    /** Everything is in its place. */
    DONE,
    /** The channel was closed before. */
    CUT
  }

  private final DropLink link;
  private final SendingEnd core;
  private final Listener listener;
  private boolean isAccepted;
  private long toldAt;
  private long toldBytes = -1;

  private DropSender(Session session, SendingEnd core, Listener listener) {
    this.core = core;
    this.listener = listener;
    this.link =
        new DropLink(
            session.openChannel(
                ChannelOptions.reliable(DropProtocol.LABEL).withProtocol(DropProtocol.PROTOCOL)),
            listener::isElsewhere);
  }

  /**
   * Offers {@code manifest} and sends what is asked for, until it is over. Blocks.
   *
   * @throws DropException when either side gave it up
   */
  public static Outcome send(
      Session session, Manifest manifest, Source source, Limits limits, Listener listener)
      throws DropException, InterruptedException {
    DropSender sender;
    try {
      sender = new DropSender(session, new SendingEnd(manifest, source, limits), listener);
    } catch (IllegalStateException e) {
      return Outcome.CUT; // The session ended just now.
    }
    try {
      return sender.run();
    } catch (InterruptedException e) {
      sender.link.close(); // The peer sees at once that it was cut.
      throw e;
    }
  }

  private Outcome run() throws DropException, InterruptedException {
    link.flush(core, () -> {}); // The offer.
    while (!core.isOver() && !link.isOver() && !listener.isElsewhere()) {
      link.runNext(core, LOOK_MILLIS);
      link.flush(core, () -> tell(false));
      tell(false);
    }
    link.flush(core, () -> {});
    tell(true);
    if (listener.isElsewhere()) {
      link.close();
    } else {
      link.closeAndWait();
    }
    if (core.failure().isPresent()) {
      throw core.failure().get();
    }
    return core.isDone() ? Outcome.DONE : Outcome.CUT;
  }

  private void tell(boolean isLast) {
    if (!core.isAccepted()) {
      return;
    }
    if (!isAccepted) {
      isAccepted = true;
      listener.accepted(core.keptBytes());
    }
    long now = System.nanoTime();
    if (core.sentBytes() != toldBytes && (isLast || now - toldAt >= TELL_NANOS)) {
      toldAt = now;
      toldBytes = core.sentBytes();
      listener.progress(core.keptBytes(), core.sentBytes());
    }
  }
}
