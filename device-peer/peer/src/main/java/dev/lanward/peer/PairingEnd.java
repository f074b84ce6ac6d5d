package dev.lanward.peer;

import dev.lanward.datachannel.ChannelInfo;
import dev.lanward.pairing.ControlMessage;
import dev.lanward.pairing.PairMessage;
import dev.lanward.pairing.Paired;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingOutcome;
import dev.lanward.pairing.PairingSession;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pairing that is under way, on either side of the door (protocol sections 9 and 10): carries
 * messages between the control channel and the state machine, and stores what was agreed before
 * anything that confirms it leaves. On the loop's thread.
 */
final class PairingEnd implements ConnectionOwner {
  /** How long a page that has paired has to say bye. */
  private static final Duration BYE_TIME = Duration.ofSeconds(5);

  /** The limit of the protocol (section 9), and a moment to say so in. */
  static final Duration SESSION_TIME = PairingSession.TIME_LIMIT.plusSeconds(2);

  /** Who gave rise to it; on the loop's thread. */
  interface Host {
    /** DTLS is up. */
    void verified();

    /** Something may have changed in pairing mode. */
    void progressed();

    /** It succeeded, and is stored. */
    void paired(Pairing pairing);

    /** The session is over, whether it succeeded or not. */
    void ended(PairingEnd end, Ending ending);
  }

  private final Engine engine;
  private final TrustKeeper keeper;
  private final Supplier<PairingSession> start;
  private final boolean isDoor;
  private final Duration sessionTime;
  private final Host host;
  private final Connection connection;
  private @Nullable PairingSession session;
  private boolean decided;

  /**
   * @param start makes the state machine, when the control channel is open
   * @param isDoor whether the other side has knocked at this one
   */
  PairingEnd(
      Engine engine,
      TrustKeeper keeper,
      Supplier<PairingSession> start,
      boolean isDoor,
      Host host) {
    this(engine, keeper, start, isDoor, SESSION_TIME, host);
  }

  /** With a time limit of its own, for tests. */
  PairingEnd(
      Engine engine,
      TrustKeeper keeper,
      Supplier<PairingSession> start,
      boolean isDoor,
      Duration sessionTime,
      Host host) {
    this.engine = engine;
    this.keeper = keeper;
    this.start = start;
    this.isDoor = isDoor;
    this.sessionTime = sessionTime;
    this.host = host;
    this.connection = isDoor ? Connection.server(engine, this) : Connection.client(engine, this);
  }

  Connection connection() {
    return connection;
  }

  /** The state machine, once the control channel was open. */
  Optional<PairingSession> session() {
    return Optional.ofNullable(session);
  }

  /** Looks at what time has brought about. */
  void advance() {
    if (session != null) {
      advance(session);
    }
  }

  @Override
  public void verified() {
    // The state machine's own limit begins with the control channel, which a stranger may never
    // open.
    connection.expireIn(sessionTime);
    host.verified();
  }

  @Override
  public void opened() {
    session = start.get();
    advance(session);
  }

  @Override
  public void control(ControlMessage message) {
    if (message instanceof PairMessage step && session != null) {
      session.handleMessage(engine.now(), step);
      advance(session);
    } else if (message instanceof ControlMessage.Bye) {
      connection.close();
    }
    // Nothing else has a meaning here (protocol section 8).
  }

  @Override
  public void malformedControl() {
    if (session != null) {
      session.handleMalformed(engine.now());
      advance(session);
    }
  }

  @Override
  public Optional<StreamEnd> channelOpened(ChannelInfo channel) {
    return Optional.empty();
  }

  @Override
  public void ended(Ending ending) {
    host.ended(this, ending);
  }

  private void advance(PairingSession running) {
    host.progressed();
    PairingOutcome outcome = running.outcome().orElse(null);
    if (decided) {
      return;
    }
    decided = outcome != null;
    if (outcome instanceof Paired paired) {
      keeper
          .paired(paired)
          .whenComplete((pairing, failure) -> engine.onLoop(() -> stored(running, pairing)));
      return;
    }
    flush(running);
    if (decided) {
      connection.close();
    }
  }

  /**
   * @param pairing null when it could not be stored, which was reported
   */
  private void stored(PairingSession running, @Nullable Pairing pairing) {
    if (pairing == null) {
      connection.abort("the pairing could not be stored");
      return;
    }
    flush(running);
    host.paired(pairing);
    if (isDoor) {
      connection.expireIn(BYE_TIME);
    } else {
      connection.sendControl(new ControlMessage.Bye(ControlMessage.Bye.Reason.CLOSING));
      connection.close();
    }
  }

  private void flush(PairingSession running) {
    Optional<PairMessage> next = running.pollTransmit();
    while (next.isPresent()) {
      connection.sendControl(next.get());
      next = running.pollTransmit();
    }
  }
}
