package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Pairing;
import java.time.Instant;

/**
 * Somebody this device is paired with.
 *
 * @param id the pairing id: 32 hexadecimal digits that never change (protocol section 2)
 * @param name what the peer calls itself, or its owner here; a claim, shown and never used to
 *     decide
 * @param type the device type; empty for a web page
 * @param fingerprint of the certificate that identifies it
 * @param isDevice whether it has a door at which this side can knock; false for a page
 * @param pairedAt when the pairing was made, by this host's clock
 * @param lastSeen when it last had a session, by this host's clock
 */
public record Peer(
    String id,
    String name,
    String type,
    Fingerprint fingerprint,
    boolean isDevice,
    Instant pairedAt,
    Instant lastSeen) {

  static Peer of(Pairing pairing) {
    return new Peer(
        pairing.id(),
        pairing.name(),
        pairing.type(),
        pairing.fingerprint(),
        pairing.kind() == Pairing.Kind.DEVICE,
        pairing.pairedAt(),
        pairing.lastSeen());
  }
}
