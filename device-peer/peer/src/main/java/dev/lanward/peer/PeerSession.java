package dev.lanward.peer;

import dev.lanward.datachannel.ChannelInfo;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.ice.PairedKnock;
import dev.lanward.pairing.ControlMessage;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.MediaMessage;
import dev.lanward.pairing.Pairing;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of a pairing, on either side of the door (protocol section 8): says hello, obeys {@code
 * rotate}, {@code revoke} and {@code bye}, and hands channels to the program.
 */
final class PeerSession implements Session, ConnectionOwner {
  private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);

  /** Who gave rise to a session; on the loop's thread. */
  interface Host {
    /** DTLS is up. */
    void verified();

    /** The session is open. */
    void opened(PeerSession session);

    /** The session, or what was to become one, is over. */
    void ended(PeerSession session, Ending ending);
  }

  private final Engine engine;
  private final Self self;
  private final TrustKeeper keeper;
  private final Sessions sessions;
  private final Host host;
  private final Fingerprint presented;
  private final boolean isDoor;
  private final Connection connection;
  private final SessionHandlers handlers;
  private final SessionTls tls;
  private volatile Pairing pairing;
  private volatile boolean open;

  /** The loop's: there while the session is open. */
  private @Nullable MediaEnd media;

  /** The loop's: whether the peer has said hello. */
  private boolean isGreeted;

  /** The loop's: why it ends, where somebody has said so. */
  private @Nullable SessionEnd reason;

  /** The loop's: what is done about a {@code revoke} of the peer. */
  private CompletableFuture<Boolean> forgetting = CompletableFuture.completedFuture(true);

  // The loop's: whether a certificate of the peer is being stored, and the one after it.
  private boolean storing;
  private ControlMessage.@Nullable Rotate nextRotate;

  /**
   * @param presented the peer's certificate in this session
   * @param isDoor whether the peer has knocked at this side
   */
  PeerSession(
      Engine engine,
      Self self,
      TrustKeeper keeper,
      Sessions sessions,
      Pairing pairing,
      Fingerprint presented,
      boolean isDoor,
      Host host) {
    this.engine = engine;
    this.handlers = new SessionHandlers(engine.callbacks());
    this.self = self;
    this.keeper = keeper;
    this.sessions = sessions;
    this.pairing = pairing;
    this.presented = presented;
    this.isDoor = isDoor;
    this.host = host;
    this.connection = isDoor ? Connection.server(engine, this) : Connection.client(engine, this);
    this.tls = new SessionTls(self.identity(), presented, connection::route);
    connection.onMove(tls::moved);
    sessions.add(this);
  }

  // --- Any thread --------------------------------------------------------------------------------

  @Override
  public Peer peer() {
    return Peer.of(pairing);
  }

  @Override
  public void onChannel(String label, Consumer<Channel> handler) {
    if (label.equals(Labels.ECHO)) {
      throw new IllegalArgumentException("the channel \"echo\" is built in");
    }
    Labels.requireApplications(label);
    handlers.onChannel(label, handler);
  }

  @Override
  public void onChannel(Consumer<Channel> handler) {
    handlers.onChannel(handler);
  }

  @Override
  public Channel openChannel(String label) {
    return openChannel(ChannelOptions.reliable(label));
  }

  @Override
  public Channel openChannel(ChannelOptions options) {
    Labels.requireApplications(options);
    if (!open) {
      throw new IllegalStateException("the session is over");
    }
    ChannelEnd end = new ChannelEnd(engine, connection, options, handlers);
    if (!engine.onLoop(() -> openOnLoop(options, end))) {
      throw new IllegalStateException("the device is closed");
    }
    return end;
  }

  @Override
  public SessionTls tls() {
    return tls;
  }

  @Override
  public void onClose(Consumer<SessionEnd> handler) {
    handlers.onClose(handler);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    engine.onLoop(() -> closeSaying(ControlMessage.Bye.Reason.CLOSING));
  }

  // --- The loop's --------------------------------------------------------------------------------

  Connection connection() {
    return connection;
  }

  String pairingId() {
    return pairing.id();
  }

  void closeSaying(ControlMessage.Bye.Reason why) {
    if (reason == null) {
      reason = SessionEnd.CLOSED_HERE;
    }
    endMedia();
    connection.sendControl(new ControlMessage.Bye(why));
    connection.close();
  }

  /** What the peer may use of this device's media may be another now. */
  void grantsChanged() {
    if (media != null) {
      media.grantsChanged();
    }
  }

  /** This side has forgotten the peer (protocol section 12). */
  void revoked() {
    if (reason == null) {
      reason = SessionEnd.REVOKED_HERE;
    }
    // What is beside the connection ends before the peer can know of it.
    endMedia();
    tls.end();
    connection.sendControl(new ControlMessage.Revoke());
    connection.abort("revoked");
  }

  @Override
  public void verified() {
    host.verified();
  }

  @Override
  public void opened() {
    open = true;
    connection.sendControl(
        isDoor
            ? ControlMessage.Hello.ofDevice(self.description().get(), PairedKnock.VERSIONS)
            : ControlMessage.Hello.ofPage(self.name()));
    Instant when = Instant.now();
    learn(known -> known.accepts(presented) ? known.seen(presented, when) : known);
    media = sessions.media().map(desk -> MediaEnd.open(engine, this, presented, desk)).orElse(null);
    host.opened(this);
  }

  @Override
  public void control(ControlMessage message) {
    if (message instanceof ControlMessage.Hello hello) {
      greeted(hello);
    } else if (message instanceof ControlMessage.Rotate rotate && isDoor) {
      rotate(rotate);
    } else if (message instanceof ControlMessage.Revoke) {
      reason = SessionEnd.REVOKED_BY_PEER;
      forgetting = keeper.revoke(pairing.id());
      connection.abort("revoked by the peer");
    } else if (message instanceof ControlMessage.Bye) {
      reason = SessionEnd.CLOSED_BY_PEER;
      endMedia();
      connection.close();
    } else if (message instanceof MediaMessage about && media != null) {
      media.receive(about);
    }
    // All else is for a later version, or has no meaning here: ignored (protocol section 1).
  }

  @Override
  public void malformedControl() {
    // Dropped (protocol section 1).
  }

  @Override
  public Optional<StreamEnd> channelOpened(ChannelInfo channel) {
    if (channel.options().label().equals(Labels.ECHO)) {
      return Optional.of(new EchoChannel(connection, channel.id()));
    }
    if (!handlers.hasRoom()) {
      return Optional.empty();
    }
    ChannelEnd end = new ChannelEnd(engine, connection, channel.options(), handlers);
    end.assign(channel.id());
    handlers.offer(end);
    return Optional.of(end);
  }

  @Override
  public void ended(Ending ending) {
    open = false;
    endMedia();
    tls.end();
    sessions.remove(this);
    SessionEnd how = reason != null ? reason : endOf(ending);
    if (how == SessionEnd.PEER_VIOLATION) {
      LOG.warn("the session with pairing {} ended: {}", pairing.id(), ending.detail());
    }
    // Told when the pairing is gone here as well, so that the program does not try it again.
    forgetting.whenComplete((was, failure) -> handlers.ended(how));
    host.ended(this, ending);
  }

  /** Before the session itself, whose orderly end takes time in which nobody is to be seen. */
  private void endMedia() {
    if (media != null) {
      media.end();
    }
  }

  private void openOnLoop(ChannelOptions options, ChannelEnd end) {
    handlers.opened(end);
    try {
      if (!connection.isOver()) {
        end.assign(connection.openChannel(options, end));
        return;
      }
    } catch (IllegalStateException e) {
      // Too many, or the session is ending: the program hears that the channel is closed.
    }
    end.closed();
  }

  /**
   * The next certificate is stored before it is acknowledged (protocol section 11). Of those that
   * come while one is being stored only the last counts: a peer is faster than the store.
   */
  private void rotate(ControlMessage.Rotate rotate) {
    if (storing) {
      nextRotate = rotate;
      return;
    }
    storing = true;
    keeper
        .update(pairing.id(), known -> known.withNextFingerprint(rotate.fingerprint()))
        .whenComplete(
            (stored, failure) -> engine.onLoop(() -> rotated(rotate, failure == null && stored)));
  }

  private void rotated(ControlMessage.Rotate rotate, boolean stored) {
    storing = false;
    ControlMessage.Rotate next = nextRotate;
    nextRotate = null;
    if (next != null) {
      rotate(next);
    } else if (stored) {
      connection.sendControl(rotate);
    }
  }

  /** Only the first counts (protocol section 8): each costs a write to the disk. */
  private void greeted(ControlMessage.Hello hello) {
    if (isGreeted) {
      return;
    }
    isGreeted = true;
    if (!isDoor) {
      hello.device().ifPresent(device -> learn(known -> known.withDescription(device)));
    } else if (!hello.name().equals(pairing.ownName())) {
      learn(known -> known.withOwnName(hello.name()));
    }
  }

  private void learn(UnaryOperator<Pairing> news) {
    pairing = news.apply(pairing);
    keeper
        .note(pairing.id(), news)
        .thenAccept(
            known -> {
              if (!known) {
                engine.onLoop(this::revoked);
              }
            });
  }

  private static SessionEnd endOf(Ending ending) {
    return switch (ending.kind()) {
      case CLOSED_HERE -> SessionEnd.CLOSED_HERE;
      case CLOSED_BY_PEER -> SessionEnd.CLOSED_BY_PEER;
      case LOST, HANDSHAKE_FAILED -> SessionEnd.LOST;
      case PEER_VIOLATION -> SessionEnd.PEER_VIOLATION;
    };
  }
}
