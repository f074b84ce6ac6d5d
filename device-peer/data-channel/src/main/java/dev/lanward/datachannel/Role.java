package dev.lanward.datachannel;

/**
 * Which end of the DTLS handshake this is; it decides nothing but whose stream ids are whose.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8832#section-6">RFC 8832, section 6</a>
 */
public enum Role {
  /** Opens channels on even stream ids. */
  DTLS_CLIENT(0),
  /** Opens channels on odd stream ids. */
  DTLS_SERVER(1);

  private final int parity;

  Role(int parity) {
    this.parity = parity;
  }

  int firstStreamId() {
    return parity;
  }

  boolean isOwn(int streamId) {
    return (streamId & 1) == parity;
  }
}
