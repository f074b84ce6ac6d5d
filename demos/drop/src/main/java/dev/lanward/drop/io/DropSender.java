package dev.lanward.drop.io;

import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.Limits;
import dev.lanward.drop.Manifest;
import dev.lanward.drop.SendingEnd;
import dev.lanward.drop.Source;
import dev.lanward.drop.TlsInvitation;
import dev.lanward.peer.Session;
import dev.lanward.peer.TlsConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends over one session. A transfer that was cut goes on in another: the receiver knows where. */
public final class DropSender {
  private static final Logger LOG = LoggerFactory.getLogger(DropSender.class);

  private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LOOK_MILLIS = 200;

  /** On a LAN; behind a firewall that drops packets nobody answers at all. */
  private static final Duration CONNECT_TIME = Duration.ofSeconds(1);

  /** Hears how it goes, on the thread that sends. */
  public interface Listener {
    /**
     * The receiver has agreed, and over what it goes is settled.
     *
     * @param keptBytes what the receiver has from before
     * @param isOverTls whether it goes over TLS beside the session
     */
    void accepted(long keptBytes, boolean isOverTls);

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
    /** The session, or its channel, was closed before. */
    CUT,
    /** The TLS connection ended before. The session may live on. */
    TLS_CUT
  }

  private final Session session;
  private final DropLink link;
  private final SendingEnd core;
  private final DropPath path;
  private final Listener listener;
  private boolean isAccepted;
  private long toldAt;
  private long toldBytes = -1;

  private DropSender(Session session, SendingEnd core, DropPath path, Listener listener) {
    this.session = session;
    this.core = core;
    this.path = path;
    this.listener = listener;
    this.link =
        new DropLink(
            new ChannelCarrier(
                session.openChannel(
                    ChannelOptions.reliable(DropProtocol.LABEL)
                        .withProtocol(DropProtocol.PROTOCOL)),
                listener::isElsewhere));
  }

  /**
   * Offers {@code manifest} and sends what is asked for, until it is over. Blocks.
   *
   * @throws DropException when either side gave it up; with code {@code no-tls} when {@code path}
   *     is {@link DropPath#TLS} and no such connection came about
   */
  public static Outcome send(
      Session session,
      Manifest manifest,
      Source source,
      Limits limits,
      DropPath path,
      Listener listener)
      throws DropException, InterruptedException {
    DropSender sender;
    try {
      SendingEnd core = new SendingEnd(manifest, source, limits, path != DropPath.CHANNEL);
      sender = new DropSender(session, core, path, listener);
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
    while (!core.isOver() && !link.isOver() && !listener.isElsewhere()) {
      step();
      link.flush(core, this::step);
      link.runNext(core, LOOK_MILLIS);
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
    return core.isDone() ? Outcome.DONE : link.isOverTls() ? Outcome.TLS_CUT : Outcome.CUT;
  }

  /** After each message: what was agreed to is settled before anything is sent of it. */
  private void step() {
    if (core.isAccepted() && !isAccepted && !core.isOver()) {
      settle();
    }
    tell(false);
  }

  /** Goes over to TLS, where the receiver has invited this side and it can. */
  private void settle() {
    core.invitation().ifPresent(this::follow);
    if (path == DropPath.TLS && !link.isOverTls()) {
      core.fail(new DropException("no-tls", "No TLS connection to the receiver came about."));
      return;
    }
    isAccepted = true;
    listener.accepted(core.keptBytes(), link.isOverTls());
  }

  private void follow(TlsInvitation invitation) {
    try {
      TlsConnection connection =
          session.tls().connect(invitation.port(), CONNECT_TIME, TlsCarrier.PROTOCOL);
      link.goOver(TlsCarrier.ofSender(connection, invitation.token()));
    } catch (IOException e) {
      LOG.debug("no TLS connection to the receiver", e);
      core.stay();
    }
  }

  private void tell(boolean isLast) {
    if (!isAccepted) {
      return;
    }
    long now = System.nanoTime();
    if (core.sentBytes() != toldBytes && (isLast || now - toldAt >= TELL_NANOS)) {
      toldAt = now;
      toldBytes = core.sentBytes();
      listener.progress(core.keptBytes(), core.sentBytes());
    }
  }
}
