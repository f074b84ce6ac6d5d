package dev.lanward.ice;

import dev.lanward.core.MalformedMessageException;

/**
 * What a page says with the ufrag that it chooses for the device: who it is, and what it wants;
 * docs/protocol.md, section 6.
 */
public sealed interface Knock permits PairingKnock, PairedKnock, LinkKnock {

  /** The kinds of knock. */
  enum Kind {
    /** {@code lw0}: pairing by code. */
    PAIRING,
    /** {@code lw1} and {@code lw3}: a paired page. */
    PAIRED,
    /** {@code lw2}: pairing by link. */
    LINK
  }

  /**
   * The knock that {@code ufrag} spells.
   *
   * @throws MalformedMessageException when it is none, or its base64 is not canonical
   */
  static Knock parse(String ufrag) throws MalformedMessageException {
    return DoorUfrag.read(ufrag)
        .orElseThrow(
            () ->
                new MalformedMessageException(
                    MalformedMessageException.Reason.BAD_VALUE,
                    -1,
                    "not a knock: lw0, lw1, lw2 or lw3 and canonical base64 of its length"));
  }

  /** Which knock this is. */
  Kind kind();

  /** The door-ufrag that spells it. */
  String ufrag();
}
