package dev.lanward.datachannel;

/**
 * The peer broke a rule after which its data can no longer be made sense of: the association is
 * aborted with an error cause. It never leaves the package.
 */
final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final int cause;

  /**
   * @param cause the code for ABORT (RFC 9260 3.3.10)
   * @param rule subject, rule and what came
   */
  ProtocolViolation(int cause, String rule) {
    super(rule, null, false, false);
    this.cause = cause;
  }

  ProtocolViolation(String rule) {
    this(SctpProtocol.CAUSE_PROTOCOL_VIOLATION, rule);
  }

  int causeCode() {
    return cause;
  }
}
