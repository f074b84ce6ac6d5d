package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The device's side of ICE: a lite agent that opens a session for whoever knocks with a password
 * that verifies, and is silent to all others. docs/protocol.md, sections 5 and 6.
 *
 * <p>A core: it is told the time and holds no socket. One thread. After each call of a {@code
 * handle} method, or a few of them, drain {@link #pollTransmit()} and {@link #pollEvent()}; a
 * caller that lets 1,024 of either pile up gets an {@link IllegalStateException}. Call {@link
 * #handleTimeout} when {@link #nextTimeout()} has come.
 *
 * <p>Peers' bytes never make it throw.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8445#section-2.5">RFC 8445, section 2.5</a>
 */
public final class Door {
  private static final int MAX_UNDRAINED = 1024;

  /**
   * What the session of a stranger counts as, in verifications: it makes an engine, and the
   * stranger can end it with the next datagram and knock again.
   */
  private static final int PAIRING_SESSION_COST = 10;

  private final KnockKeys keys;
  private final Limits limits;
  private final StunReader reader = new StunReader();
  private final StunIntegrity integrity = new StunIntegrity();
  private final DoorSessions sessions;
  private final NonceMemory nonces;
  private final VerificationBudget budget;
  private final KnockVerifier verifier;
  private final long[] counters = new long[DoorCounter.values().length];
  private final Queue<Transmit> transmits = new ArrayDeque<>();
  private final Queue<DoorEvent> events = new ArrayDeque<>();
  private long lastSession;

  private Door(KnockKeys keys, Limits limits, RandomGenerator random, Tick now) {
    this.keys = keys;
    this.limits = limits;
    this.sessions = new DoorSessions(limits);
    this.nonces = new NonceMemory(limits.nonceMemory(), random.nextLong());
    this.budget = new VerificationBudget(limits, now);
    this.verifier = new KnockVerifier(keys, reader);
  }

  /**
   * A door with no session.
   *
   * @param keys who may knock
   * @param limits the caps
   * @param random seeds a hash table; a secure source
   * @param now the time
   */
  public static Door create(KnockKeys keys, Limits limits, RandomGenerator random, Tick now) {
    return new Door(keys, limits, random, now);
  }

  /**
   * Takes a datagram that came by {@code path}. Its position does not move, and nothing keeps it.
   *
   * @return what became of it; where it is DTLS the caller hands it on
   */
  public Disposition handleDatagram(Tick now, Path path, ByteBuffer datagram) {
    requireDrained();
    expire(now);
    int first = datagram.hasRemaining() ? datagram.get(datagram.position()) & 0xff : 255;
    if (first <= 3) {
      return handleStun(now, path, datagram);
    }
    if (first >= 20 && first <= 63) {
      return handleDtls(path, datagram);
    }
    return drop(DoorCounter.OTHER_PROTOCOL);
  }

  /** Ends the sessions whose time is over. */
  public void handleTimeout(Tick now) {
    requireDrained();
    expire(now);
  }

  /**
   * DTLS of {@code session} is finished on this side. From now on only consent counts, and a new
   * path is {@link DoorEvent.PathOffered offered} before it is used.
   */
  public void handshakeFinished(SessionId session) {
    DoorSession open = sessions.numbered(session);
    if (open != null) {
      sessions.finishHandshake(open);
    }
  }

  /**
   * The page has proved that it is at {@code path}, which was offered: DTLS goes there from now on.
   * No effect when the session is over or the path is no longer its own.
   */
  public void confirm(SessionId session, Path path) {
    DoorSession open = sessions.numbered(session);
    if (open != null && sessions.at(path) == open) {
      move(open, path);
    }
  }

  /** Ends {@code session}; no effect when it has ended already. */
  public void end(SessionId session) {
    DoorSession open = sessions.numbered(session);
    if (open != null) {
      end(open, EndReason.ENDED_BY_CALLER);
    }
  }

  /** Ends every session of {@code pairing}, as the caller's {@link KnockCandidate} named it. */
  public void endAllOf(String pairing) {
    for (DoorSession session : sessions.of(pairing)) {
      end(session, EndReason.ENDED_BY_CALLER);
    }
  }

  /** The next datagram to send, if there is one. */
  public Optional<Transmit> pollTransmit() {
    return Optional.ofNullable(transmits.poll());
  }

  /** The next event, if there is one. */
  public Optional<DoorEvent> pollEvent() {
    return Optional.ofNullable(events.poll());
  }

  /** When {@link #handleTimeout} wants to be called; it may come early, never late. */
  public Optional<Tick> nextTimeout() {
    return sessions.nextTimeout();
  }

  /** Where DTLS of {@code session} goes; empty when the session is over. */
  public Optional<Path> path(SessionId session) {
    DoorSession open = sessions.numbered(session);
    return open == null ? Optional.empty() : Optional.of(open.path);
  }

  /** How many sessions are open. */
  public int sessions() {
    return sessions.size();
  }

  /** How often {@code counter} has happened. */
  public long count(DoorCounter counter) {
    return counters[counter.ordinal()];
  }

  /** How many things of any kind are held in memory; for the tests of bounded memory. */
  int heldEntries() {
    return sessions.entries() + nonces.size() + budget.sources() + transmits.size() + events.size();
  }

  /** Cheap questions first: whoever floods should cost a checksum, not a MAC. */
  private Disposition handleStun(Tick now, Path path, ByteBuffer datagram) {
    if (reader.read(datagram) != StunProblem.NONE) {
      return drop(DoorCounter.MALFORMED_STUN);
    }
    if (!reader.isBindingRequest()) {
      return drop(DoorCounter.NOT_A_REQUEST);
    }
    // RFC 8489 14.5 would ignore what follows MESSAGE-INTEGRITY. Nobody vouches for such a packet,
    // no agent sends one, and so it is damaged or forged: silence.
    if (!reader.hasMessageIntegrity() || reader.hasUnprotectedAttributes()) {
      return drop(DoorCounter.UNPROTECTED);
    }
    if (reader.hasControlled()) {
      return drop(DoorCounter.WRONG_ROLE);
    }
    String username = reader.username();
    DoorSession session = sessions.named(username);
    return session == null ? handleKnock(now, path, username) : handleRequest(now, path, session);
  }

  private Disposition handleRequest(Tick now, Path path, DoorSession session) {
    if (!reader.verifies(session.key)) {
      return drop(DoorCounter.NOT_VERIFIED);
    }
    TransactionMemory.Verdict verdict = session.transactions.judge(reader.transactionHash(), path);
    if (verdict == TransactionMemory.Verdict.REPLAYED) {
      return drop(DoorCounter.REPLAYED);
    }
    if (reader.hasUnknownAttributes()) {
      return answerUnknownAttributes(path, session.key);
    }
    session.verifiedAt = now;
    sessions.claim(session, path);
    if (!session.handshakeFinished) {
      follow(session, path);
    } else if (verdict == TransactionMemory.Verdict.FRESH) {
      offer(session, path);
    }
    return answer(path, session.key);
  }

  /** Before there is anything to steal the request alone decides (RFC 8445 section 8.1.1). */
  private void follow(DoorSession session, Path path) {
    boolean moves = reader.hasUseCandidate() || !session.nominated;
    session.nominated |= reader.hasUseCandidate();
    if (moves) {
      move(session, path);
    }
  }

  /**
   * A request says that its sender had the password when it made it, and not that whoever sent it
   * from here did: it may have been held back, or have been overtaken by a copy. So it moves
   * nothing by itself (ADR 7). Nominated or not makes no difference: consent checks need not
   * nominate, and tell all the same that the page's address has changed under it.
   */
  private void offer(DoorSession session, Path path) {
    if (!path.equals(session.path)) {
      events.add(new DoorEvent.PathOffered(session.id, path));
    }
  }

  private void move(DoorSession session, Path path) {
    if (!path.equals(session.path)) {
      session.path = path;
      events.add(new DoorEvent.PathChanged(session.id, path));
    }
  }

  private Disposition handleKnock(Tick now, Path path, String username) {
    Optional<Knock> read = KnockVerifier.knockIn(username);
    if (read.isEmpty()) {
      return drop(DoorCounter.NOT_A_KNOCK);
    }
    Knock knock = read.get();
    if (knock.kind() == Knock.Kind.PAIRING && !keys.pairingMode()) {
      return drop(DoorCounter.NOT_INVITED);
    }
    Optional<Bytes> nonce = DoorSession.nonceOf(knock);
    if (nonce.isPresent() && nonces.contains(nonce.get())) {
      return drop(DoorCounter.REPLAYED);
    }
    InetAddress source = path.remote().getAddress();
    if (!sessions.hasRoomFor(knock.kind(), VerificationBudget.sourceOf(source))) {
      return drop(DoorCounter.NO_ROOM);
    }
    if (!budget.admits(source, now)) {
      return drop(DoorCounter.OVER_BUDGET);
    }
    VerifiedKnock verified = verifier.verify(knock);
    if (verified == null) {
      budget.spend(source, verifier.tried());
      return drop(DoorCounter.NOT_VERIFIED);
    }
    if (reader.hasUnknownAttributes()) {
      budget.spend(source, verifier.tried());
      return answerUnknownAttributes(path, verified.key());
    }
    if (!sessions.hasRoomFor(verified)) {
      budget.spend(source, verifier.tried());
      return drop(DoorCounter.NO_ROOM);
    }
    if (knock.kind() == Knock.Kind.PAIRING) {
      budget.spend(source, PAIRING_SESSION_COST);
    } else {
      budget.proved(source, now);
    }
    return open(now, path, username, verified);
  }

  private Disposition open(Tick now, Path path, String username, VerifiedKnock verified) {
    DoorSession session =
        new DoorSession(new SessionId(++lastSession), verified, username, path, limits, now);
    session.transactions.judge(reader.transactionHash(), path);
    session.nominated = reader.hasUseCandidate();
    sessions.add(session);
    sessions.claim(session, path);
    events.add(
        new DoorEvent.SessionOpened(
            session.id,
            session.knock,
            session.pairing,
            verified.page(),
            session.isPairing() ? DoorCertificate.PAIRING : DoorCertificate.OWN,
            path));
    return answer(path, session.key);
  }

  private Disposition handleDtls(Path path, ByteBuffer datagram) {
    DoorSession session = sessions.at(path);
    if (session == null) {
      return drop(DoorCounter.DTLS_WITHOUT_SESSION);
    }
    if (session.handshakeFinished || session.clientHelloSeen) {
      return session.dtls;
    }
    return switch (FirstRecord.of(datagram)) {
      case CLIENT_HELLO -> {
        session.clientHelloSeen = true;
        yield session.dtls;
      }
      case EARLIER_RUN -> {
        end(session, EndReason.EARLIER_RUN);
        yield drop(DoorCounter.DTLS_TOO_EARLY);
      }
      case OTHER -> drop(DoorCounter.DTLS_TOO_EARLY);
    };
  }

  private Disposition answer(Path path, StunKey key) {
    counters[DoorCounter.ANSWERED.ordinal()]++;
    return send(
        path,
        key,
        StunWriter.of(integrity, StunProtocol.BINDING_SUCCESS, reader.transactionId())
            .xorMappedAddress(path.remote()));
  }

  /** RFC 8489 section 6.3.1. */
  private Disposition answerUnknownAttributes(Path path, StunKey key) {
    counters[DoorCounter.UNKNOWN_ATTRIBUTE_ANSWERED.ordinal()]++;
    return send(
        path,
        key,
        StunWriter.of(integrity, StunProtocol.BINDING_ERROR, reader.transactionId())
            .errorCode(StunProtocol.UNKNOWN_ATTRIBUTE, "Unknown Attribute")
            .unknownAttributes(reader.unknownAttributes()));
  }

  private Disposition send(Path path, StunKey key, StunWriter response) {
    transmits.add(new Transmit(path, response.messageIntegrity(key).fingerprint().toBuffer()));
    return Disposition.STUN_HANDLED;
  }

  private void expire(Tick now) {
    @Nullable DoorSession session = sessions.expired(now);
    while (session != null) {
      end(
          session,
          session.handshakeFinished ? EndReason.CONSENT_LOST : EndReason.HANDSHAKE_TIMEOUT);
      session = sessions.expired(now);
    }
  }

  private void end(DoorSession session, EndReason reason) {
    sessions.remove(session);
    session.nonce().ifPresent(nonces::remember);
    events.add(new DoorEvent.SessionEnded(session.id, reason));
  }

  private Disposition drop(DoorCounter why) {
    counters[why.ordinal()]++;
    return Disposition.DROPPED;
  }

  private void requireDrained() {
    if (transmits.size() >= MAX_UNDRAINED || events.size() >= MAX_UNDRAINED) {
      throw new IllegalStateException("drain pollTransmit and pollEvent after each handle call");
    }
  }
}
