package dev.lanward.datachannel;

import dev.lanward.core.Bytes;

/**
 * The peer broke a rule after which its data can no longer be made sense of: the association is
 * aborted with an error cause. It never leaves the package.
 */
final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ErrorCause cause;

  /**
   * @param cause what ABORT tells the peer
   * @param rule subject, rule and what came
   */
  ProtocolViolation(ErrorCause cause, String rule) {
    super(rule, null, false, false);
    this.cause = cause;
  }

  /** With a cause that has no value, such as Out of Resource (RFC 9260 3.3.10.4). */
  ProtocolViolation(int cause, String rule) {
    this(new ErrorCause(cause, Bytes.empty()), rule);
  }

  ProtocolViolation(String rule) {
    this(ErrorCause.ofText(SctpProtocol.CAUSE_PROTOCOL_VIOLATION, rule), rule);
  }

  ErrorCause errorCause() {
    return cause;
  }
}
