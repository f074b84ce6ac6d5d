package dev.lanward.drop;

import dev.lanward.core.Bytes;

/**
 * Where a receiver waits for the TLS connection of one transfer (docs/drop.md section 10).
 *
 * @param port of TCP, at the address at which the session is
 * @param token what tells this transfer from the peer's others; used once
 */
public record TlsInvitation(int port, Bytes token) {
  /** The only protocol there is, as messages name it. */
  static final String PROTOCOL = "tls1.3";

  /** Random bytes of a token. */
  public static final int TOKEN_BYTES = 32;

  public TlsInvitation {
    if (port < 1 || port > 65_535 || token.length() != TOKEN_BYTES) {
      throw new IllegalArgumentException("a port is 1 to 65535, and a token has 32 bytes");
    }
  }

  @Override
  public String toString() {
    return "TlsInvitation[port=" + port + ", token=REDACTED]";
  }
}
