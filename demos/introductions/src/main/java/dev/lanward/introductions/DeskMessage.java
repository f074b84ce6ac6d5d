package dev.lanward.introductions;

/**
 * What a page says on a desk: it calls another page, or answers one (docs/drop.md, section 9.1).
 *
 * @param kind which of the two
 * @param to the pairing id of the other page, 32 hexadecimal digits
 * @param call the call's name, 16 hexadecimal digits that the caller chose
 * @param description where the one who says so can be reached
 */
record DeskMessage(Kind kind, String to, String call, PageDescription description) {

  /** The two that pages say, with their names on the wire to the device and from it. */
  enum Kind {
    CALL("call", "called"),
    ANSWER("answer", "answered");

    final String said;
    final String passedOn;

    Kind(String said, String passedOn) {
      this.said = said;
      this.passedOn = passedOn;
    }
  }
}
