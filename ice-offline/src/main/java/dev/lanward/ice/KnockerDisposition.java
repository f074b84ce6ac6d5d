package dev.lanward.ice;

/** What became of a datagram that a {@link Knocker} was given. */
public enum KnockerDisposition {
  /** It counts for nothing: counted and forgotten. */
  DROPPED,
  /** It was the answer to a check. */
  STUN_HANDLED,
  /** A DTLS record of the session: the caller hands the datagram on. */
  DTLS
}
