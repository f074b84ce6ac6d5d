package dev.lanward.datachannel;

/**
 * What a message of a channel is, in JavaScript's eyes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8831#section-6.6">RFC 8831, section 6.6</a>
 */
public enum MessageKind {
  /** A string, as UTF-8. It is not checked for being UTF-8. */
  TEXT(SctpProtocol.PPID_TEXT, SctpProtocol.PPID_TEXT_EMPTY),
  /** Bytes. */
  BINARY(SctpProtocol.PPID_BINARY, SctpProtocol.PPID_BINARY_EMPTY);

  private final int ppid;
  private final int emptyPpid;

  MessageKind(int ppid, int emptyPpid) {
    this.ppid = ppid;
    this.emptyPpid = emptyPpid;
  }

  /** SCTP carries no empty message: an empty one is a byte of padding and a number of its own. */
  int ppid(boolean empty) {
    return empty ? emptyPpid : ppid;
  }
}
