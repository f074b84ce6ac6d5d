package dev.lanward.ice;

/** What a door counts. All but the first two are reasons for silence. */
public enum DoorCounter {
  /** Success responses sent. */
  ANSWERED,
  /** Responses 420 sent. */
  UNKNOWN_ATTRIBUTE_ANSWERED,
  /** An empty datagram, or one whose first byte is neither STUN's nor DTLS's (RFC 7983). */
  OTHER_PROTOCOL,
  /** STUN in form, but malformed. */
  MALFORMED_STUN,
  /** STUN that is no Binding request. */
  NOT_A_REQUEST,
  /** A request without USERNAME or MESSAGE-INTEGRITY, or with attributes after it. */
  UNPROTECTED,
  /** A request whose sender says that it is the controlled side, which a lite agent's never is. */
  WRONG_ROLE,
  /** A USERNAME that is no knock and no page-ufrag. */
  NOT_A_KNOCK,
  /** A pairing knock while pairing mode is closed, or a link knock with no such link. */
  NOT_INVITED,
  /** A knock whose nonce is remembered, or a request repeated from elsewhere. */
  REPLAYED,
  /** No room for another session. */
  NO_ROOM,
  /** The budget for verifications is spent. */
  OVER_BUDGET,
  /** MESSAGE-INTEGRITY is wrong. */
  NOT_VERIFIED,
  /** DTLS from an address that has no session. */
  DTLS_WITHOUT_SESSION,
  /** A DTLS record that has no place before a ClientHello. */
  DTLS_TOO_EARLY
}
