package dev.lanward.pairing;

import dev.lanward.core.Tick;

/** What {@link PairingMode} tells its owner. */
public sealed interface PairingEvent {
  /**
   * Show this code now, in place of any earlier one.
   *
   * @param code for people to read
   * @param expires when it will be replaced or the opening ends
   */
  record CodeShown(PairingCode code, Tick expires) implements PairingEvent {}

  /**
   * The code that was shown is worth nothing any more; while the opening lasts, another follows.
   *
   * @param why what became of it
   */
  record CodeRetired(Why why) implements PairingEvent {}

  /**
   * Somebody guessed wrong.
   *
   * @param left guesses that remain for this code
   */
  record WrongGuess(int left) implements PairingEvent {}

  /**
   * Pairing mode has closed: no code is valid.
   *
   * @param why what closed it
   */
  record Closed(Why why) implements PairingEvent {}

  /**
   * A link is worth nothing any more.
   *
   * @param secret which one
   * @param why what became of it
   */
  record LinkRetired(LinkSecret secret, Why why) implements PairingEvent {}

  /** What ends a code, a link or an opening. */
  enum Why {
    /** Somebody paired with it. */
    USED,
    /** Its time is over. */
    EXPIRED,
    /** Too many wrong guesses (protocol section 9). */
    TOO_MANY_GUESSES,
    /** The owner closed it, or opened more links than there may be. */
    BY_OWNER
  }
}
