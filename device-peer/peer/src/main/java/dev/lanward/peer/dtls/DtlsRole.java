package dev.lanward.peer.dtls;

/** Which side of a handshake an endpoint plays. */
public enum DtlsRole {
  /** Waits for a ClientHello, as a door does. */
  SERVER,
  /** Sends the ClientHello, as the side that knocked does. */
  CLIENT
}
