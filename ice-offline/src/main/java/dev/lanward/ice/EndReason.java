package dev.lanward.ice;

/** Why a session at the door ended. */
public enum EndReason {
  /** No verified request for 30 s (RFC 7675). */
  CONSENT_LOST,
  /** DTLS did not finish within 10 s of the knock. */
  HANDSHAKE_TIMEOUT,
  /** The caller ended it. */
  ENDED_BY_CALLER,
  /** The page went on with a DTLS association that an earlier run of this device had. */
  EARLIER_RUN
}
