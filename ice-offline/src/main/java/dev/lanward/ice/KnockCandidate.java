package dev.lanward.ice;

import dev.lanward.pairing.Fingerprint;

/**
 * Somebody who may have knocked, and the password that would prove it.
 *
 * @param pairing the caller's own name of the pairing or link, opaque to the door
 * @param page the fingerprint of the certificate that this page will present; that of a link knock
 *     stands in the knock itself, and this one is not looked at
 * @param doorPwd the door-pwd of docs/protocol.md section 6, 24 ice-chars
 */
public record KnockCandidate(String pairing, Fingerprint page, String doorPwd) {
  public KnockCandidate {
    if (!IceChars.isPwd(doorPwd)) {
      throw new IllegalArgumentException(
          "a door-pwd has 22 to 256 ice-chars (RFC 8839 5.4), had " + doorPwd.length());
    }
  }

  @Override
  public String toString() {
    return "KnockCandidate[pairing=" + pairing + ", page=" + page + ", doorPwd=REDACTED]";
  }
}
