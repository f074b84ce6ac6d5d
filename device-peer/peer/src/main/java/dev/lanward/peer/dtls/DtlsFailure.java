package dev.lanward.peer.dtls;

import dev.lanward.pairing.Fingerprint;

/** Why a handshake did not become a connection. */
public sealed interface DtlsFailure {

  /** The peer showed another certificate than the pinned one; it was told bad_certificate (42). */
  record WrongCertificate(Fingerprint presented, Fingerprint expected) implements DtlsFailure {}

  /** The peer showed no certificate; it was told handshake_failure (RFC 5246 section 7.4.6). */
  record NoCertificate() implements DtlsFailure {}

  /** The peer did not finish within the time limit. */
  record TimedOut() implements DtlsFailure {}

  /**
   * The peer refused. Alerts of a handshake are not authenticated: anybody on the path can send
   * one.
   *
   * @param description the alert's number (RFC 5246 section 7.2)
   */
  record PeerAlert(int description) implements DtlsFailure {}

  /**
   * The peer broke the protocol, or its signature or Finished message did not verify.
   *
   * @param description the number of the alert it was sent
   * @param detail for a log
   */
  record ProtocolViolation(int description, String detail) implements DtlsFailure {}

  /** Something on this side went wrong. */
  record OwnError(String detail) implements DtlsFailure {}
}
