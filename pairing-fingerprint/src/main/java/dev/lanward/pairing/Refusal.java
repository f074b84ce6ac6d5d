package dev.lanward.pairing;

/** Why a device refuses to pair (protocol section 9). */
public enum Refusal {
  /** The proof did not fit: a guess is used up. */
  WRONG_CODE("wrong-code"),
  /** The code was burnt, used or has expired, or the link was spent. */
  CODE_EXPIRED("code-expired"),
  /** Nobody has opened pairing mode, or it has closed. */
  PAIRING_CLOSED("pairing-closed"),
  /** Too many pairing sessions are open. */
  BUSY("busy"),
  /** A message was malformed or came out of turn. */
  MALFORMED("malformed"),
  /** A code that this version does not know. */
  OTHER("other");

  private final String code;

  Refusal(String code) {
    this.code = code;
  }

  /** As it stands in a message. */
  public String code() {
    return code;
  }

  static Refusal of(String code) {
    for (Refusal refusal : values()) {
      if (refusal.code.equals(code)) {
        return refusal;
      }
    }
    return OTHER;
  }
}
