package dev.lanward.peer;

/** What was asked for could not be done, for a reason outside this program. */
public final class LanwardException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code one word for programs, of the list at {@link #code()}
   * @param message what happened and what to do next
   */
  public LanwardException(String code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * One word for programs, the same words as in the JavaScript API: {@code not-found} (nobody
   * answered), {@code wrong-certificate}, {@code wrong-code}, {@code code-expired}, {@code
   * pairing-closed}, {@code busy}, {@code malformed}, {@code timed-out}, {@code revoked}, {@code
   * unknown-peer}, {@code address-in-use}, {@code closed}; and where a name server could not be
   * asked, its {@link Problem}'s, such as {@code dns-unreachable}.
   */
  public String code() {
    return code;
  }
}
