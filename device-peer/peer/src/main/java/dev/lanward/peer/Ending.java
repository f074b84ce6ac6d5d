package dev.lanward.peer;

import dev.lanward.peer.dtls.DtlsFailure;
import java.util.Optional;

/**
 * Why a connection is over.
 *
 * @param kind the kind
 * @param failure of the handshake, when that was it
 * @param detail for a log
 */
record Ending(Kind kind, Optional<DtlsFailure> failure, String detail) {

  /** The kinds of ending. */
  enum Kind {
    /** This side closed it. */
    CLOSED_HERE,
    /** The peer closed it in order, or aborted it. */
    CLOSED_BY_PEER,
    /** The peer stopped answering. */
    LOST,
    /** The peer broke a rule. */
    PEER_VIOLATION,
    /** DTLS did not come to be. */
    HANDSHAKE_FAILED
  }

  static Ending of(Kind kind, String detail) {
    return new Ending(kind, Optional.empty(), detail);
  }

  static Ending handshakeFailed(DtlsFailure failure) {
    return new Ending(Kind.HANDSHAKE_FAILED, Optional.of(failure), failure.toString());
  }
}
