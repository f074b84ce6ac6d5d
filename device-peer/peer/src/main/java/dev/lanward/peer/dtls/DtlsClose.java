package dev.lanward.peer.dtls;

/** Why an open connection ended without this side asking for it. */
public enum DtlsClose {
  /** The peer sent close_notify. */
  PEER_CLOSED,
  /** The peer sent a fatal alert. */
  PEER_ALERT,
  /** The peer sent something authentic but impossible, or this side failed. */
  PROTOCOL_ERROR
}
