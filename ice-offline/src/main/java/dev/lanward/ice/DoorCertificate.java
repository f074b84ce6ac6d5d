package dev.lanward.ice;

/**
 * Which certificate a device presents in a session's DTLS handshake; docs/protocol.md, section 6.
 */
public enum DoorCertificate {
  /** The public pairing certificate. */
  PAIRING,
  /** The device's own. */
  OWN
}
