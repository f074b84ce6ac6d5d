package dev.lanward.pairing;

import dev.lanward.core.Bytes;

/** A {@code pair} message: one step of a pairing (protocol sections 9 and 10). */
public sealed interface PairMessage extends ControlMessage {

  /**
   * A side's share of SPAKE2.
   *
   * @param share pA or pB: 65 bytes that are not yet known to be a point
   */
  record Share(Bytes share) implements PairMessage {}

  /**
   * A side's proof that it knows the code, and what it seals under the agreed key.
   *
   * @param confirm cA or cB, 32 bytes
   * @param sealed ciphertext and tag
   */
  record Confirm(Bytes confirm, Bytes sealed) implements PairMessage {}

  /**
   * The device refuses.
   *
   * @param code why
   * @param left wrong guesses that remain for this code; 0 where that means nothing
   */
  record Refused(Refusal code, int left) implements PairMessage {}

  /**
   * A page asks to pair in a link session.
   *
   * @param name the page's
   */
  record Link(String name) implements PairMessage {}

  /**
   * The device agrees in a link session.
   *
   * @param offer who the device is, and the pairing key
   */
  record Linked(DeviceOffer offer) implements PairMessage {}
}
