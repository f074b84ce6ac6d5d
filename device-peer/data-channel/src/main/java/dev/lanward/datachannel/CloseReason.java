package dev.lanward.datachannel;

/** Why an association ended. */
public enum CloseReason {
  /** Both sides agreed, everything was delivered. */
  SHUTDOWN,
  /** {@link Association#abort} was called. */
  ABORTED,
  /** The peer sent ABORT. */
  PEER_ABORTED,
  /**
   * The peer began a new association in place of this one: it has forgotten its channels and what
   * was on its way. It was refused by ABORT.
   */
  PEER_RESTARTED,
  /** The peer broke a rule after which nothing can be trusted; it was told so by ABORT. */
  PEER_VIOLATION,
  /** The peer never answered the handshake. */
  NO_ANSWER,
  /** The peer stopped answering. */
  UNREACHABLE
}
