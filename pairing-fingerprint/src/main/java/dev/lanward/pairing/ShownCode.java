package dev.lanward.pairing;

import dev.lanward.core.Tick;

/**
 * One code of an opening. A class of its own identity: two codes with the same PIN are two codes.
 */
final class ShownCode {
  private final PairingCode code;
  private final Tick expires;
  private int wrongGuesses;

  ShownCode(PairingCode code, Tick expires) {
    this.code = code;
    this.expires = expires;
  }

  PairingCode code() {
    return code;
  }

  Tick expires() {
    return expires;
  }

  /** Counts a wrong guess; returns how many are left. */
  int wrongGuess() {
    wrongGuesses++;
    return PairingMode.GUESSES_PER_CODE - wrongGuesses;
  }
}
