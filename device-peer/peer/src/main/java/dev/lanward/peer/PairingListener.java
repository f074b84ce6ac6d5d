package dev.lanward.peer;

/** Hears what becomes of an opening of pairing mode; on the device's callback thread. */
public interface PairingListener {

  /** Show this now, in place of the one before. */
  void onInvitation(PairingInvitation invitation);

  /**
   * Somebody gave a wrong code.
   *
   * @param guessesLeft before this code is burnt and another one takes its place
   */
  default void onWrongCode(int guessesLeft) {}

  /**
   * Pairing mode is closed: its time is over, it was closed, or there were too many wrong codes.
   */
  default void onClosed() {}
}
