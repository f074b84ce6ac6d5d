package dev.lanward.pairing;

/** How a {@link PairingSession} ended. */
public sealed interface PairingOutcome
    permits Paired, PairingOutcome.Refused, PairingOutcome.Failed {

  /**
   * The device refused, and the session has ended.
   *
   * @param code why
   * @param left wrong guesses that remain for this code; 0 where that means nothing
   */
  record Refused(Refusal code, int left) implements PairingOutcome {}

  /**
   * This side ended it.
   *
   * @param reason why
   */
  record Failed(Reason reason) implements PairingOutcome {}

  /** Why this side ended a pairing. */
  enum Reason {
    /**
     * The device could not prove that it knows the code: it was mistyped, it is another device, or
     * somebody stands in the middle.
     */
    NOT_PROVEN,
    /** A message broke its format, held an invalid point, or did not unseal. */
    MALFORMED,
    /** A message came out of turn. */
    OUT_OF_TURN,
    /** It took longer than a pairing session may (protocol section 9). */
    TIMED_OUT,
    /** The device named another certificate than the one that it had presented. */
    WRONG_CERTIFICATE
  }
}
