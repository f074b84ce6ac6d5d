package dev.lanward.peer;

/** Why a {@link Session} is over. */
public enum SessionEnd {
  /** This side closed it. */
  CLOSED_HERE,
  /** The peer closed it, or went away in order. */
  CLOSED_BY_PEER,
  /** This side has forgotten the peer. */
  REVOKED_HERE,
  /** The peer has forgotten this side. */
  REVOKED_BY_PEER,
  /** Nothing was heard of the peer for 30 s, or it stopped answering. */
  LOST,
  /** The peer broke a rule after which nothing it says can be trusted. */
  PEER_VIOLATION
}
