package dev.lanward.peer;

import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Pairing;
import java.util.Optional;
import java.util.Set;

/**
 * What a device has of media, and who may use it.
 *
 * @param port empty for a device without
 * @param defaults the grants of a peer of whom nobody has decided
 * @param trust where the decisions are
 * @param keeper knows of those that another process has just made
 */
record MediaDesk(Optional<MediaPort> port, Set<Grant> defaults, Trust trust, TrustKeeper keeper) {

  /** What the peer of {@code pairingId} may use now; nothing once it is revoked. */
  Set<Grant> grants(String pairingId) {
    return trust.find(pairingId).map(this::grants).orElse(Set.of());
  }

  /** A pairing that was just made: its grants are decided, so that a later default changes none. */
  Pairing decided(Pairing pairing) {
    return port.isEmpty() || pairing.grants().isPresent() ? pairing : pairing.withGrants(defaults);
  }

  private Set<Grant> grants(Pairing pairing) {
    return pairing.grants().orElse(defaults);
  }
}
