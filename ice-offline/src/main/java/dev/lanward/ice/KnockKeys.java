package dev.lanward.ice;

import java.util.function.Predicate;

/**
 * What a device knows about who may knock. The calls are pure: they compute and change nothing,
 * since any stranger can cause them. A door calls them on its caller's thread, within {@link
 * Door#handleDatagram}.
 */
public interface KnockKeys {

  /** Whether pairing knocks are answered now. */
  boolean pairingMode();

  /**
   * Offers each pairing (and, around a rotation, each certificate pair of it) with the door-pwd
   * that it has for this nonce, until {@code verifies} says true or there are no more.
   */
  void offerPaired(PairedKnock knock, Predicate<KnockCandidate> verifies);

  /**
   * Offers each link that is open and unused with the door-pwd that it has for this knock, until
   * {@code verifies} says true or there are no more.
   */
  void offerLinks(LinkKnock knock, Predicate<KnockCandidate> verifies);
}
