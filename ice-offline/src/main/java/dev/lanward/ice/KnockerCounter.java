package dev.lanward.ice;

/** What a knocker counts. From the fourth on they are reasons why something was ignored. */
public enum KnockerCounter {
  /** Checks sent, retransmissions included. */
  SENT,
  /** Success responses that verified. */
  ANSWERED,
  /** Responses that verified and refused the check, or held what we do not understand. */
  REFUSED,
  /** Candidates beyond the limit. */
  TOO_MANY_CANDIDATES,
  /** An empty datagram, or one whose first byte is neither STUN's nor DTLS's (RFC 7983). */
  OTHER_PROTOCOL,
  /** STUN in form, but malformed. */
  MALFORMED_STUN,
  /** STUN that is no response to a Binding request. A lite peer asks nothing. */
  NOT_A_RESPONSE,
  /** A response to nothing that was asked, or asked too long ago, or answered already. */
  UNKNOWN_TRANSACTION,
  /** A response that came another way than the request went. */
  OTHER_PATH,
  /** MESSAGE-INTEGRITY is missing or wrong. */
  NOT_VERIFIED,
  /** DTLS before the device answered, or on a path that was never asked. */
  DTLS_FROM_ELSEWHERE,
  /** Anything after the end. */
  AFTER_THE_END
}
