package dev.lanward.pairing;

import java.time.Instant;
import java.util.Optional;

/**
 * A pairing succeeded: what this side learned of the other, under verified keys.
 *
 * @param fingerprint of the peer's own certificate
 * @param name the peer's
 * @param device what the peer said of itself; empty when the peer is a page
 * @param key the pairing key
 */
public record Paired(
    Fingerprint fingerprint, String name, Optional<DeviceDescription> device, PairingKey key)
    implements PairingOutcome {

  /**
   * What to save. A peer that is known by its current fingerprint keeps its pairing id (protocol
   * section 2) and the time of its first pairing; everything else is new. Not one that is announced
   * for a pairing: announcing proves nothing, and whoever announced somebody else's fingerprint
   * would lend him its id.
   */
  public Pairing toPairing(TrustStore known, Instant now) {
    Pairing fresh = Pairing.first(this, now);
    return known
        .findByFingerprint(fingerprint)
        .map(earlier -> fresh.succeeding(earlier))
        .orElse(fresh);
  }
}
