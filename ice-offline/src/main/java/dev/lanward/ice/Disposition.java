package dev.lanward.ice;

import java.util.Optional;

/** What became of a datagram. Made once a session, so that the data path allocates nothing. */
public final class Disposition {
  /** It counts for nothing: counted and forgotten. */
  public static final Disposition DROPPED = new Disposition(Kind.DROPPED, Optional.empty());

  /** It was STUN, and is answered by {@code pollTransmit}. */
  public static final Disposition STUN_HANDLED =
      new Disposition(Kind.STUN_HANDLED, Optional.empty());

  /** The kinds of disposition. */
  public enum Kind {
    /** Counted and forgotten. */
    DROPPED,
    /** STUN, answered. */
    STUN_HANDLED,
    /** A DTLS record for {@link #session()}: the caller hands the datagram on. */
    DTLS
  }

  private final Kind kind;
  private final Optional<SessionId> session;

  private Disposition(Kind kind, Optional<SessionId> session) {
    this.kind = kind;
    this.session = session;
  }

  static Disposition dtlsFor(SessionId session) {
    return new Disposition(Kind.DTLS, Optional.of(session));
  }

  /** What became of it. */
  public Kind kind() {
    return kind;
  }

  /** The session whose DTLS it is; present exactly when {@link #kind()} is {@code DTLS}. */
  public Optional<SessionId> session() {
    return session;
  }

  @Override
  public String toString() {
    return kind + session.map(id -> " for " + id.value()).orElse("");
  }
}
