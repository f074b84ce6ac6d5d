package dev.lanward.drop.io;

/** Over what a sender wants a transfer to go. */
public enum DropPath {
  /**
   * TLS beside the session where both can and nothing is in between, the data channel otherwise.
   */
  AUTO,
  /** The data channel. */
  CHANNEL,
  /** TLS, or not at all. */
  TLS
}
